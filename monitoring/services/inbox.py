"""The inbox: mentions are put into it, given to people, answered or left without an answer.

Whoever presses on an old page overwrites nothing: they are told who was faster, and with what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Stale
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.text import nfc
from monitoring import telling
from monitoring.enums import InboxVerb
from monitoring.intake.clean import is_link
from monitoring.models import InboxEvent, InboxItem
from monitoring.selectors.answers import answers_for, bank_for
from monitoring.sentences import faster
from monitoring.services.triage import BLANK, Outcome, Page, Press, held, press
from statements.services.bank import count_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import Mention
    from statements.models import Answer, Statement
    from teams.models import Brand, User

LONGEST_REPLY = 10_000


@transaction.atomic
def ask(brand: Brand, ids: Iterable[int], *, actor: User, page: Page = BLANK) -> Outcome:
    """Mark mentions as needing an answer; those that were settled wait again."""
    require(actor, "monitoring.answer", brand)
    what = Press(actor, InboxVerb.REOPENED, lambda item: _reopen(item, actor), page)
    return press(brand, ids, what)


def _reopen(item: InboxItem, actor: User) -> bool:
    if item.waits:
        return False
    take(item.reopen, actor)
    return True


@transaction.atomic
def assign(
    brand: Brand, ids: Iterable[int], *, to: User | None, actor: User, page: Page = BLANK
) -> Outcome:
    """Give mentions to a person, or back to everyone; what is new to the inbox waits from now."""
    require(actor, "monitoring.answer", brand)
    if to is not None and not may(to, "monitoring.answer", brand):
        raise ValidationError({"to": _("This person does not answer for the brand.")})
    what = Press(actor, InboxVerb.ASSIGNED, lambda item: _assign(item, to), page, to=to)
    outcome = press(brand, ids, what)
    if outcome.done and to is not None and to != actor:
        telling.assigned(brand, to, actor, outcome.done)
    return outcome


def _assign(item: InboxItem, to: User | None) -> bool:
    if item.assignee_id == (to and to.pk):
        return False
    item.assignee = to
    return True


@transaction.atomic
def close(brand: Brand, ids: Iterable[int], *, actor: User, page: Page = BLANK) -> Outcome:
    """Mark mentions as needing no answer, so that no rule brings them back either."""
    require(actor, "monitoring.answer", brand)

    def leave(item: InboxItem) -> bool:
        take(item.close, actor)
        return True

    return press(brand, ids, Press(actor, InboxVerb.NO_ANSWER, leave, page))


@transaction.atomic
def reopen(item: InboxItem, *, actor: User, seq: int | None = None) -> InboxItem:
    """It waits for an answer after all."""
    item = _fresh(item, actor, seq)
    take(item.reopen, actor)
    return _done(item, InboxEvent(item=item, verb=InboxVerb.REOPENED, by=actor))


@transaction.atomic
def answer(
    mention: Mention,
    *,
    actor: User,
    reply: str,
    url: str = "",
    statement: Statement | None = None,
    prepared: Answer | None = None,
    seq: int | None = None,
) -> InboxItem:
    """Write down what was answered, word for word as it was sent, and where it stands."""
    require(actor, "monitoring.answer", mention)
    reply, url = nfc(reply).strip(), url.strip()
    _check(mention, actor, reply, url, statement)
    if prepared is not None and not bank_for(mention, actor).filter(pk=prepared.pk).exists():
        raise ValidationError({"prepared": _("This answer is not cleared for this mention.")})
    item = held(mention.brand_id, [mention.pk], actor)[0]
    item = _fresh(item, actor, seq)
    if not item.waits:
        raise Stale(item.seq, faster(item))
    take(item.answer, actor)
    said = InboxEvent(item=item, verb=InboxVerb.ANSWERED, by=actor, reply=reply, url=url)
    said.statement, said.prepared = statement, prepared
    if prepared is not None:
        count_use(prepared)
    return _done(item, said)


def _check(
    mention: Mention, actor: User, reply: str, url: str, statement: Statement | None
) -> None:
    if not reply:
        raise ValidationError({"reply": _("Write down the reply as it was sent.")})
    if len(reply) > LONGEST_REPLY:
        raise ValidationError(
            {"reply": _("At most %(count)s characters.") % {"count": LONGEST_REPLY}}
        )
    if url and not is_link(url):
        raise ValidationError({"url": _("A link must begin with http:// or https://.")})
    if statement is not None and not answers_for(mention, actor).filter(pk=statement.pk).exists():
        raise ValidationError({"statement": _("This text is not released for this mention.")})


def _fresh(item: InboxItem, actor: User, seq: int | None) -> InboxItem:
    """The row as it is, held; or who changed it since the presser looked."""
    item = lock(item)
    if seq is not None and seq != item.seq and item.changed_by_id != actor.pk:
        raise Stale(item.seq, faster(item))
    return item


def _done(item: InboxItem, event: InboxEvent) -> InboxItem:
    item.touched(event.by)
    item.save(update_fields=["state", "seq", "changed_at", "changed_by"])
    event.at = item.changed_at
    event.save()
    return item
