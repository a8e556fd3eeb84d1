"""It was no false claim: what waits is called off, and every answer to it needs a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from crisisdesk.kernel.state import take
from monitoring.enums import InboxState, InboxVerb, MatchState
from monitoring.models import ClaimAnswer, ClaimMatch, InboxEvent, InboxItem
from monitoring.selectors.claims import counted
from monitoring.services.triage import Press, press
from statements.models import Answer, Statement
from statements.services import turning
from teams.automation import automation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Claim
    from teams.models import User


def claim_turned_true(*, claim: Claim, actor: User) -> None:
    """Entries, texts that were linked or used as replies, and the replies themselves."""
    del actor
    ClaimMatch.objects.filter(claim=claim, state=MatchState.SUGGESTED).update(
        state=MatchState.WITHDRAWN
    )
    ours = ClaimAnswer.objects.filter(claim=claim)
    ours.update(needs_correction=True)
    replies = _replies(claim)
    used = Q(pk__in=ours.values("statement")) | Q(pk__in=replies.values("statement"))
    turning.reconsider(claim, Statement.objects.filter(used))
    turning.reconsider_answers(Answer.objects.filter(pk__in=replies.values("prepared")))
    _wait_again(claim)


def _replies(claim: Claim) -> QuerySet[InboxEvent]:
    """What we replied to those who repeated it."""
    told = counted(claim).order_by().values("mention_id")
    mine = InboxEvent.objects.filter(verb=InboxVerb.ANSWERED, item__mention_id__in=told)
    return mine.filter(item__brand=claim.incident.brand_id).order_by()


def _wait_again(claim: Claim) -> None:
    """Whoever was told that it is false has to hear otherwise, as far as the text is still kept."""
    hand = automation()
    told = counted(claim).order_by().values("mention_id")
    brand = claim.incident.brand
    items = InboxItem.objects.filter(brand=brand, state=InboxState.ANSWERED, mention_id__in=told)

    def reopen(item: InboxItem) -> bool:
        if item.state != InboxState.ANSWERED:
            return False
        take(item.reopen, hand)
        return True

    ids = list(items.values_list("mention_id", flat=True))
    press(brand, ids, Press(hand, InboxVerb.REOPENED, reopen))
