"""Texts on their way to other networks: promised with the publication, settled by what came of it.

An unclear one waits for a person, who looks and says what is so; nothing is sent twice by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from incidents.verbs import Verb
from outbox.models import Channel, OutboxState
from outbox.services import call_off, enqueue, retry
from statements import hosts
from statements.accounts import account_for, accounts_of, place_of
from statements.enums import Outlet
from statements.models import Publication
from statements.selectors.outlets import still_stands
from statements.services import channel_texts
from statements.services.common import hold, lead_or, line, tell_about
from teams.automation import automation

if TYPE_CHECKING:
    from outbox.models import OutboxMessage
    from statements.models import Statement
    from teams.models import User

TOPIC = "statements.publication"
#: What a message's end means for the text; others are still under way.
OUTCOMES = {
    OutboxState.SENT: Outlet.LIVE,
    OutboxState.PARKED: Outlet.FAILED,
    OutboxState.UNCLEAR: Outlet.UNCLEAR,
    OutboxState.DROPPED: Outlet.LEFT,
}
#: Held back because the text was replaced or taken back meanwhile (`statements.sending`).
WITHDRAWN = "withdrawn"
LONGEST_URL = 1000


def queue(statement: Statement, actor: User) -> list[Publication]:
    """Promise the text to every connected channel, in the transaction that publishes it.

    A drill promises nothing: its words go to the list of channels only.
    """
    if statement.incident.is_drill:
        return []
    texts = {row.channel: row for row in channel_texts.freeze(statement)}
    accounts = accounts_of(statement.brand_id, texts)
    rows = []
    for channel, account in accounts.items():
        row = Publication.objects.create(
            statement=statement,
            channel=channel,
            state=Outlet.QUEUED,
            by=actor,
            account=account,
            text=texts[channel],
            place=place_of(account),
        )
        row.message = _promise(row)
        row.save(update_fields=["message"])
        line(statement, Verb.CHANNEL_QUEUED, actor, channel=channel)
        rows.append(row)
    return rows


def _promise(row: Publication) -> OutboxMessage:
    """One message; its key names the text, the channel and the very words."""
    statement, text = row.statement, row.text
    assert text is not None  # noqa: S101 -- made by `queue`
    return enqueue(
        TOPIC,
        key=f"publish:{statement.pk}:{row.channel}:{text.version.digest}",
        channel=Channel.SOCIAL,
        address=f"{row.channel} {row.place}",
        subject=statement.incident.reference,
        language=text.language,
        is_drill=statement.incident.is_drill,
        digest=text.digest,
    )


@transaction.atomic
def hear(message: OutboxMessage) -> int:
    """Write down what became of a sending; safe to run twice and at the same time."""
    row = Publication.objects.filter(message=message, state=Outlet.QUEUED)
    row = row.select_related("statement__incident").first()
    if row is None:
        return 0
    statement = hold(row.statement)
    row = Publication.objects.select_for_update(of=("self",)).select_related("by").get(pk=row.pk)
    if row.state != Outlet.QUEUED or row.message_id != message.pk:
        return 0
    row.problem = message.receipt.get("code", "")
    row.facts = {name: message.receipt.get(name) for name in ("said", "status")}
    outcome = OUTCOMES.get(OutboxState(message.state))
    if outcome is None:
        row.save(update_fields=["problem", "facts"])
        return 0
    if row.problem == WITHDRAWN:
        # Later words stand in its place: nothing is left to decide.
        outcome = Outlet.LEFT
    row.state, row.at = outcome, now()
    if outcome == Outlet.LIVE:
        _found(row, message.receipt)
    row.save()
    _tell_outcome(statement, row)
    return 1


def _found(row: Publication, receipt: dict[str, object]) -> None:
    url = str(receipt.get("url") or "")
    row.url = url if url.startswith("https://") and len(url) <= LONGEST_URL else ""
    row.receipt, row.problem, row.facts = receipt, "", {}


def _tell_outcome(statement: Statement, row: Publication) -> None:
    hand = automation()
    if row.state == Outlet.LIVE:
        line(statement, Verb.CHANNEL_POSTED, hand, channel=row.channel, state=str(row.state))
        return
    people = [row.by, lead_or(statement, row.by)]
    facts = {"channel": row.channel, "problem": row.problem, "said": row.facts.get("said") or ""}
    key = f"{row.pk}:{row.at.timestamp()}"
    if row.state == Outlet.FAILED:
        line(statement, Verb.CHANNEL_FAILED, hand, channel=row.channel)
        tell_about(statement, "outlet_failed", people, key=key, **facts)
    elif row.state == Outlet.LEFT:
        line(statement, Verb.CHANNEL_LEFT, hand, channel=row.channel)
    elif row.state == Outlet.UNCLEAR:
        line(statement, Verb.CHANNEL_UNCLEAR, hand, channel=row.channel)
        tell_about(statement, "outlet_unclear", people, key=key, **facts)


def take_over(row: Publication) -> None:
    """A person settles it: its message will not be sent any more, unless it is leaving right now."""
    if row.message is not None and row.message.state not in (OutboxState.SENT, OutboxState.DROPPED):
        row.message = call_off(row.message)


@transaction.atomic
def there(statement: Statement, *, actor: User, channel: str, url: str) -> Publication:
    """A person has found the post: it is there, at this address."""
    statement, row = _waiting(statement, actor, channel)
    if not url.strip():
        raise ValidationError({"url": _("Paste the address at which you found it.")})
    row.url = hosts.check(url, channel, row.account)
    take_over(row)
    row.state, row.at, row.by, row.problem, row.facts = Outlet.LIVE, now(), actor, "", {}
    row.full_clean()
    row.save()
    line(statement, Verb.CHANNEL_POSTED, actor, channel=channel, state=str(row.state))
    return row


@transaction.atomic
def again(statement: Statement, *, actor: User, channel: str, looked: bool = False) -> Publication:
    """Send the same words once more; an unclear one only after a person has looked."""
    statement, row = _waiting(statement, actor, channel)
    if row.state == Outlet.UNCLEAR and not looked:
        raise ValidationError({"looked": _("Look first, and say that it is not there.")})
    if not still_stands(statement):
        sentence = _("These words no longer stand as they are, so they are not sent any more.")
        raise Blocked([Refusal(WITHDRAWN, sentence)])
    account = account_for(statement.brand_id, channel)
    if account is None or row.message is None:
        sentence = _("No account is connected for this channel any more: post it by hand.")
        raise Blocked([Refusal("no_account", sentence)])
    row.account, row.place = account, place_of(account)
    row.state, row.at, row.by, row.problem, row.facts = Outlet.QUEUED, now(), actor, "", {}
    row.save()
    retry(row.message)
    line(statement, Verb.CHANNEL_AGAIN, actor, channel=channel)
    return row


@transaction.atomic
def leave(statement: Statement, *, actor: User, channel: str, reason: str = "") -> Publication:
    """Leave the text off this channel; what still waits is not sent."""
    statement, row = _waiting(statement, actor, channel, Outlet.QUEUED)
    take_over(row)
    row.state, row.at, row.by = Outlet.LEFT, now(), actor
    row.save()
    line(statement, Verb.CHANNEL_LEFT, actor, channel=channel, typed=reason.strip())
    return row


def _waiting(
    statement: Statement, actor: User, channel: str, *more: str
) -> tuple[Statement, Publication]:
    """The locked text and its row on the channel, if that waits for a person."""
    require(actor, "statements.publish", statement.incident)
    statement = hold(statement)
    rows = Publication.objects.select_for_update(of=("self",)).select_related("account", "message")
    row = rows.filter(statement=statement, channel=channel).first()
    if row is None or row.message_id is None or row.state not in {*Outlet.waits, *more}:
        sentence = _("Nothing waits for a decision on this channel.")
        raise Blocked([Refusal("nothing_waits", sentence)])
    return statement, row


def sweep() -> int:
    """Write down outcomes that were not passed on, such as those of a relay that died."""
    from crisisdesk.kernel.sweeping import each  # noqa: PLC0415 -- only here

    done = Publication.objects.filter(
        state=Outlet.QUEUED, message__state__in=[state.value for state in OUTCOMES]
    )
    return each(done.select_related("message"), lambda row: hear(row.message) if row.message else 0)
