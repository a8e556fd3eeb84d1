"""Texts that may repeat a false claim and wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef

from incidents.enums import ClaimStatus
from monitoring.enums import MatchState
from monitoring.models import ClaimMatch, Mention
from monitoring.selectors.cases import for_rows
from monitoring.selectors.claims import live, visible
from monitoring.understanding.claims import nearly_same

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Claim
    from teams.models import Brand, User

#: So many waiting texts are compared with the one on the page.
MOST_COMPARED = 100


def count_waiting(user: User, brand: Brand) -> int:
    """How many texts wait for a person."""
    return _suggested(user, brand).values("mention_id").distinct().count()


@dataclass
class Waiting:
    """A text that waits for a person, with the claims that it may repeat."""

    mention: Mention
    matches: list[ClaimMatch]
    alike: list[int]
    position: int
    total: int


def waiting(user: User, brand: Brand, position: int = 0) -> Waiting | None:
    """The text at this place of the queue, the likeliest first; None when nothing waits."""
    rows = _suggested(user, brand)
    ids = list(
        rows.values("mention_id")
        .annotate(best=Max("score"))
        .order_by("-best", "mention_id")
        .values_list("mention_id", flat=True)
    )
    if not ids:
        return None
    position = position if position < len(ids) else 0
    shown = for_rows(Mention.objects.select_related("brand"), user)
    mention = shown.get(pk=ids[position])
    matches = list(
        rows.filter(mention_id=mention.pk).select_related("claim__incident").order_by("rank", "pk")
    )
    alike = _alike(rows, mention, matches)
    return Waiting(mention, matches, alike, position, len(ids))


def turned_true(user: User, mention_id: int) -> Claim | None:
    """The claim that a text repeats and that turned out true, if the person may see its case."""
    told = ClaimMatch.objects.filter(mention_id=mention_id, state__in=MatchState.counted)
    mine = visible(user).filter(status=ClaimStatus.TURNED_TRUE, pk__in=told.values("claim"))
    return mine.order_by("-pk").first()


def candidates(user: User, mention_id: int) -> QuerySet[ClaimMatch]:
    """Suggestions for one text, of claims that the person may see."""
    waiting_for = ClaimMatch.objects.filter(mention_id=mention_id, state=MatchState.SUGGESTED)
    return waiting_for.visible_to(user).select_related("claim__incident")


def _suggested(user: User, brand: Brand) -> QuerySet[ClaimMatch]:
    """Suggestions whose text is still kept; a text that was dropped by age cannot be judged."""
    mine = ClaimMatch.objects.filter(
        claim__in=live(brand.pk).values("pk"), state=MatchState.SUGGESTED
    ).visible_to(user)
    kept = Mention.objects.filter(pk=OuterRef("mention_id"), posted_at=OuterRef("posted_at"))
    return mine.filter(Exists(kept))


def alike(user: User, mention: Mention) -> list[int]:
    """Further texts that wait and say nearly the same."""
    rows = _suggested(user, mention.brand)
    return _alike(rows, mention, list(rows.filter(mention_id=mention.pk)))


def _alike(rows: QuerySet[Any], mention: Mention, matches: list[ClaimMatch]) -> list[int]:
    claims = [match.claim_id for match in matches]
    others = rows.filter(claim__in=claims).exclude(mention_id=mention.pk).order_by("-score")
    ids = list(others.values_list("mention_id", flat=True)[:MOST_COMPARED])
    texts = Mention.objects.filter(pk__in=ids).values_list("pk", "text").order_by("pk")
    return [pk for pk, text in texts if nearly_same(text, mention.text)]
