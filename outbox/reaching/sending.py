"""One conversation with a service, and what comes of a message that has several addresses."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import translation

from crisisdesk.kernel.clock import now
from outbox import mail, ports
from outbox.egress import patience
from outbox.failures import DeliveryError, Permanent, Temporary, Unclear
from outbox.publishers.base import Account
from outbox.publishers.judging import judged
from outbox.publishers.sending import StraightDoor
from outbox.reaching import waking
from outbox.reaching.registry import way_of
from outbox.reaching.words import neutral, word_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from outbox.models import OutboxMessage
    from outbox.ports import Reach
    from outbox.reaching.base import Handed, Way, Word

#: Seconds for one address, and for what a person waits for.
PATIENCE = 20.0
SHORT = 15.0
log = logging.getLogger(__name__)


def send(message: OutboxMessage) -> None:
    """Hand a message to every address it has; one that took it is enough."""
    reaches = ports.reach(message)
    with translation.override(message.language):
        word, bare = word_of(message, mail.facts_for(message)), neutral(message)
    sent: list[dict[str, Any]] = []
    failures: list[tuple[Reach, DeliveryError]] = []
    for one in reaches:
        try:
            sent.append({"method": one.name, **hand_over(one, bare if one.neutral else word)})
        except DeliveryError as failure:
            failures.append((one, failure))
    failed = [{"method": one.name, **failure.facts} for one, failure in failures]
    message.receipt = {"sent": sent, "failed": failed}
    if not sent:
        raise _of_all(message, [failure for _one, failure in failures], failed)


def _of_all(
    message: OutboxMessage, failures: list[DeliveryError], failed: list[dict[str, Any]]
) -> DeliveryError:
    """The most hopeful of the failures; what may wake somebody is tried again when in doubt."""
    found = next(
        (one for kind in (Unclear, Temporary) for one in failures if isinstance(one, kind)),
        failures[0] if failures else Permanent("nowhere", facts={"code": "removed"}),
    )
    if isinstance(found, Unclear) and waking.may_repeat(message):
        again = Temporary(str(found), found.answer, found.facts)
        again.again_at = now() + waking.WAIT
        found = again
    found.facts = {**found.facts, "sent": [], "failed": failed}
    return found


def hand_over(one: Reach, word: Word) -> dict[str, Any]:
    """One word to one address; what the network gave for it."""

    def say(way: Way, account: Account) -> Handed:
        told = replace(word, callback=one.callback) if way.confirms else word
        return way.send(account, one.address, told, one.memory)

    made: Handed = _talk(one.kind, one.options, one.secrets, say)
    return {"id": made.id, "memory": made.memory} if made.memory else {"id": made.id}


def check(kind: str, options: dict[str, Any], secrets: dict[str, Any]) -> str:
    """Sign in without sending; who the service takes us for."""
    who: str = _talk(kind, options, secrets, lambda way, at: way.check(at), asking=True)
    return who


def ask(
    kind: str,
    options: dict[str, Any],
    secrets: dict[str, Any],
    question: Callable[[Any, Account], Any],
) -> Any:
    """Another conversation that sends nothing, such as renewing a key."""
    return _talk(kind, options, secrets, question, asking=True)


def _talk(
    kind: str,
    options: dict[str, Any],
    secrets: dict[str, Any],
    say: Callable[[Any, Account], Any],
    *,
    asking: bool = False,
) -> Any:
    way = way_of(kind)
    if way is None:
        raise Permanent("no such way", facts={"code": "no_way"})
    with patience(SHORT if asking else PATIENCE) as limit, StraightDoor() as door:
        account = Account(options, secrets, door, limit, posting=not asking)
        try:
            return say(way, account)
        except DeliveryError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 -- every service fails in its own way
            failure = judged(error, account)
            if failure.facts["code"] == "not_understood":
                _log(kind, error)
    if isinstance(failure, Unclear) and way.repeats:
        # The other side knows the key: asking again finds out.
        failure = Temporary(str(failure), failure.answer, failure.facts)
    # Outside of the handler: texts of libraries hold addresses with keys in them.
    raise failure


def _log(kind: str, error: Exception) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("A way of kind %s raised %s:\n%s", kind, type(error).__name__, frames)
