"""One conversation with a social network, within the desk's limits."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any

from outbox.egress import Door, patience
from outbox.failures import DeliveryError, Permanent
from outbox.publishers.base import Account
from outbox.publishers.judging import judged
from outbox.publishers.registry import publisher_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from outbox.publishers.base import Post, Published, Publisher

#: Seconds for all of a posting, and for what a person waits for.
PATIENCE = 30.0
SHORT = 15.0
log = logging.getLogger(__name__)


class StraightDoor(Door):
    """Follows no redirect: what was sent to one address is not sent to another."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["User-Agent"] = "crisisdesk"

    def request(self, *args: Any, **kwargs: Any) -> Any:
        return super().request(*args, **{**kwargs, "allow_redirects": False})


def publish(kind: str, options: dict[str, Any], secrets: dict[str, Any], post: Post) -> Published:
    """Post it, or say by a failure how certain it is that it was not posted."""
    made: Published = _talk(kind, options, secrets, lambda one, at: one.publish(at, post))
    return made


def check(kind: str, options: dict[str, Any], secrets: dict[str, Any]) -> str:
    """Sign in without posting; who the network takes us for."""
    who: str = _talk(kind, options, secrets, lambda one, at: one.check(at), asking=True)
    return who


def look(
    kind: str, options: dict[str, Any], secrets: dict[str, Any], post: Post
) -> Published | None:
    """Whether the post is there."""
    found: Published | None = _talk(
        kind, options, secrets, lambda one, at: one.look(at, post), asking=True
    )
    return found


def _talk(
    kind: str,
    options: dict[str, Any],
    secrets: dict[str, Any],
    say: Callable[[Publisher, Account], Any],
    *,
    asking: bool = False,
) -> Any:
    publisher = publisher_of(kind)
    if publisher is None:
        raise Permanent("no publisher of that kind", facts={"code": "no_publisher"})
    with patience(SHORT if asking else PATIENCE) as limit, StraightDoor() as door:
        account = Account(options, secrets, door, limit, posting=not asking)
        try:
            return say(publisher, account)
        except DeliveryError:
            raise
        except Exception as error:  # noqa: BLE001 -- every library fails in its own way
            failure = judged(error, account)
            if failure.facts["code"] == "not_understood":
                _log(kind, error)
        # Outside of the handler: libraries' texts hold addresses with keys in them.
        raise failure


def _log(kind: str, error: Exception) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("A publisher of kind %s raised %s:\n%s", kind, type(error).__name__, frames)
