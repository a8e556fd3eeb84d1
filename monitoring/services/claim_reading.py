"""Comparing new mentions with the known false claims of their brand.

Runs beside the intake, never in it: each claim remembers up to which mention it was compared.
What repeats a wording nearly word for word counts at once; all else waits for a person, since no
measure tells reliably that a text repeats no known claim.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from incidents.models import Claim
from monitoring.enums import MatchState
from monitoring.models import ClaimMatch, ClaimReading, Mention
from monitoring.selectors.claims import live
from monitoring.services import claim_answers, claim_signals
from monitoring.understanding.claims import Found, Known, Matcher, nearly_same
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A new claim, or one in new words, is looked for in what was said this far back.
LOOK_BACK = timedelta(days=7)
#: From when a batch came in until its transaction begins; its ids are there before its rows.
SETTLED = timedelta(seconds=20)
CHUNK = 500
#: So many chunks in one sweep; the rest has its turn in the next.
MOST_CHUNKS = 20
CANDIDATES = 3
#: Likeness from which on a text is shown to a person. Of the pairs of the CLEF 2020 training
#: part three in four lie above it, of the best of 200 unrelated claims one in fifty.
SHOWN_FROM = 0.2


class Step(NamedTuple):
    """Claims that were compared up to the same mention, and how far they go now."""

    claims: list[Claim]
    after: int
    until: int


def read_due() -> int:
    """Compare what is new, for every brand with a claim; how many texts were read."""
    brands = Brand.objects.filter(
        pk__in=Claim.objects.filter(incident__is_drill=False).values("incident__brand")
    )
    return each(brands, read)


def read(brand: Brand, *, before: datetime | None = None) -> int:
    """Compare the brand's new mentions with its claims; `before` bounds when they came in."""
    before = before or oldest_writer() - SETTLED
    count = 0
    for _turn in range(MOST_CHUNKS):
        done = _read_some(brand, before)
        if done is None:
            break
        count += done
    each(claim_signals.unjudged(brand), claim_signals.judge)
    return count


def oldest_writer() -> datetime:
    """When the oldest transaction began that still writes; what came in before it can be seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        begun = cursor.fetchone()[0]
    return min(begun, now()) if begun else now()


@transaction.atomic
def _read_some(brand: Brand, before: datetime) -> int | None:
    """The next step of the claim that lags most; None when there is nothing to read."""
    step = _next_step(brand, before)
    if step is None:
        return None
    mentions = list(
        Mention.objects.filter(brand=brand, id__gt=step.after, id__lte=step.until).order_by("id")[
            :CHUNK
        ]
    )
    _compare(brand, step.claims, mentions)
    read_to = mentions[-1].pk if len(mentions) == CHUNK else step.until
    ClaimReading.objects.filter(claim__in=step.claims).update(read_to=read_to)
    return len(mentions)


def _next_step(brand: Brand, before: datetime) -> Step | None:
    claims = {claim.pk: claim for claim in live(brand.pk)}
    # Of all brands: the newest row answers it at once, whatever this brand heard last.
    newest = Mention.objects.filter(received_at__lt=before).aggregate(id=Max("id"))
    if not claims or newest["id"] is None:
        return None
    readings = _readings(brand, claims)
    behind = [one for one in readings if one.read_to < newest["id"]]
    if not behind:
        return None
    after = min(one.read_to for one in behind)
    others = [one.read_to for one in readings if one.read_to > after]
    chosen = [claims[one.claim_id] for one in behind if one.read_to == after]
    return Step(chosen, after, min([*others, newest["id"]]))


def _readings(brand: Brand, claims: dict[int, Claim]) -> list[ClaimReading]:
    """Where each claim stands, held; a new one, or one with new words, begins some days ago."""
    known = ClaimReading.objects.filter(claim__in=claims).values_list("claim_id", flat=True)
    fresh = [ClaimReading(claim_id=pk) for pk in claims.keys() - set(known)]
    ClaimReading.objects.bulk_create(fresh, ignore_conflicts=True)
    held = ClaimReading.objects.filter(claim__in=claims).order_by("claim").select_for_update()
    readings = list(held)
    for reading in readings:
        claim = claims[reading.claim_id]
        if reading.wordings != (digest := _digest(claim)):
            reading.wordings, reading.read_to = digest, _begin(brand)
            reading.save(update_fields=["wordings", "read_to"])
    return readings


def _digest(claim: Claim) -> str:
    return sha256("\0".join([claim.text, *claim.variants]).encode()).hexdigest()


def _begin(brand: Brand) -> int:
    """The mention before the first of the last days."""
    recent = Mention.objects.filter(brand=brand, posted_at__gte=now() - LOOK_BACK)
    first = recent.aggregate(id=Min("id"))["id"]
    if first is not None:
        return first - 1
    return Mention.objects.filter(brand=brand).aggregate(id=Max("id"))["id"] or 0


def _compare(brand: Brand, claims: list[Claim], mentions: list[Mention]) -> None:
    ours = claim_answers.note_repeated(claims, mentions)
    rest = [mention for mention in mentions if mention.pk not in ours]
    matcher = Matcher(
        [Known(str(claim.pk), [claim.text, *claim.variants]) for claim in claims],
        common=[brand.name, brand.short_name],
    )
    best = matcher.best([mention.text for mention in rest], CANDIDATES)
    rows = [row for mention, found in zip(rest, best, strict=True) for row in _rows(mention, found)]
    # A text that was compared before keeps what a person said about it.
    ClaimMatch.objects.bulk_create(rows, ignore_conflicts=True)
    _promote(rows)


def _promote(rows: Iterable[ClaimMatch]) -> None:
    """What waited until a wording was added counts by itself now."""
    for row in rows:
        if row.state == MatchState.ACCEPTED:
            ClaimMatch.objects.filter(
                claim=row.claim_id, mention_id=row.mention_id, state=MatchState.SUGGESTED
            ).update(state=MatchState.ACCEPTED, score=row.score)


def _rows(mention: Mention, found: list[Found]) -> list[ClaimMatch]:
    same = [one for one in found if nearly_same(mention.text, one.text)]
    if same:
        return [as_match(mention, same[0], 1, MatchState.ACCEPTED)]
    shown = [one for one in found if one.likeness >= SHOWN_FROM]
    return [as_match(mention, one, rank, MatchState.SUGGESTED) for rank, one in enumerate(shown, 1)]


def as_match(mention: Mention, found: Found, rank: int, state: str) -> ClaimMatch:
    """The row that keeps it; unsaved."""
    return ClaimMatch(
        claim_id=int(found.key),
        mention_id=mention.pk,
        posted_at=mention.posted_at,
        platform=mention.platform,
        reach=mention.reach,
        asks=mention.text.rstrip().endswith("?"),
        score=found.likeness,
        rank=rank,
        state=state,
    )
