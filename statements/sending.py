"""What the outbox is told at the moment of sending: these words, by this account, or a refusal.

The words are compared with what was approved, once more and from the rows alone, however long ago
they were promised.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sealing import CannotOpen
from outbox.failures import Permanent
from outbox.ports import Job
from outbox.publishers.base import Post
from statements.accounts import place_of
from statements.enums import Outlet, State, StepState
from statements.models import Publication
from statements.wording import digest

if TYPE_CHECKING:
    from outbox.models import OutboxMessage
    from statements.models import PublishingAccount, Statement, StatementVersion

#: What could not be sent for so long is looked at by a person before it is said.
PATIENCE = timedelta(hours=1)


def job_for(message: OutboxMessage) -> Job:
    """What to post; `Permanent` says why it must not be posted any more."""
    row = (
        Publication.objects.select_related(
            "statement__incident", "statement__brand", "account", "text__version"
        )
        .filter(message=message, state=Outlet.QUEUED)
        .first()
    )
    if row is None or row.account is None or row.text is None:
        raise held_back("gone")
    if code := _objection(row, message):
        raise held_back(code)
    return Job(
        kind=row.account.kind,
        options=row.account.options,
        secrets=keys_of(row.account),
        post=post_of(row),
        is_drill=row.statement.incident.is_drill,
    )


def held_back(code: str) -> Permanent:
    return Permanent(code, facts={"code": code})


def _objection(row: Publication, message: OutboxMessage) -> str:
    """The code of the first reason against sending it."""
    statement, account = row.statement, row.account
    assert account is not None  # noqa: S101 -- asked before
    reasons = {
        "drill": statement.incident.is_drill,
        "withdrawn": statement.status != State.PUBLISHED,
        "needs_correction": statement.needs_correction,
        "text_changed": not _as_approved(row, message),
        "switched_off": not account.is_active,
        "moved_account": place_of(account) != row.place,
        "too_late": now() - row.at > PATIENCE,
    }
    return next((code for code, holds in reasons.items() if holds), "")


def _as_approved(row: Publication, message: OutboxMessage) -> bool:
    """The words are those that were frozen, of the version that was signed and published."""
    text, statement = row.text, row.statement
    assert text is not None  # noqa: S101 -- asked before
    version = text.version
    return (
        digest(text.text) == text.digest == message.facts.get("digest")
        and text.channel == row.channel
        and version.statement_id == statement.pk
        and version.number == statement.published_version
        and version.digest == version.seal()
        and signed(statement, version)
    )


def signed(statement: Statement, version: StatementVersion) -> bool:
    """Whether every signature stands on this digest; in an emergency, the two."""
    if statement.emergency_at is not None:
        given = statement.signatures.filter(digest=version.digest)
        return given.exclude(by=statement.published_by).exists()
    if statement.approved_hash != version.digest:
        return False
    steps = statement.steps.exclude(state=StepState.VOID)
    return not steps.exclude(state=StepState.APPROVED, digest=version.digest).exists()


def keys_of(account: PublishingAccount) -> dict[str, Any]:
    try:
        return account.secrets()
    except CannotOpen as error:
        raise held_back("sealed") from error


def post_of(row: Publication) -> Post:
    """The piece as the publisher gets it; a repetition has the same key and the same moment."""
    text, statement = row.text, row.statement
    assert text is not None  # noqa: S101 -- asked before
    return Post(
        text=text.text,
        key=row.message.key if row.message else "",
        at=statement.published_at or row.at,
        language=text.language,
        title=text.title,
        link=text.link,
        reply_to=_earlier(row),
    )


def _earlier(row: Publication) -> dict[str, Any]:
    """What a notice is about, where this very account has posted it."""
    target = row.statement.corrects_id or row.statement.retracts_id
    if target is None or row.account is None:
        return {}
    earlier = Publication.objects.filter(
        statement=target, channel=row.channel, state=Outlet.LIVE, place=row.place,
        account__kind=row.account.kind,
    ).first()  # fmt: skip
    return {**earlier.receipt, "url": earlier.url} if earlier and earlier.receipt.get("id") else {}
