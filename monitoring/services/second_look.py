"""A second look, with sentence vectors, at mentions that the fast model was unsure of.

Runs beside the intake, never in it, and only where the encoder is installed. What waits is in rows:
a run puts uncertain mentions in line, takes the best of them, encodes without holding anything, and
writes every few verdicts in a transaction of their own. Vietnamese is left to people: there vectors
gained nothing on texts of others (`understanding/corpus/DATASHEET.md`). After a crash what was not written still
waits. A person's word always wins: their mention is not uncertain any more.
"""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.clockwork import floor
from monitoring.enums import LookOutcome
from monitoring.models import (
    Cluster,
    ClusterCursor,
    ClusterMember,
    Mention,
    SecondLook,
    SecondLookRun,
)
from monitoring.selectors.judges import bench
from monitoring.selectors.second_look import is_on
from monitoring.services import tracking
from monitoring.services.relabelling import Word, relabel
from monitoring.understanding.sentiment import encoded, second
from monitoring.understanding.sentiment.model import MODEL
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitoring.understanding import Judgement
    from monitoring.understanding.linear import Floats

#: Older ones are let go: by then people have read what mattered.
WINDOW = timedelta(hours=48)
#: So long one sweep keeps a core, for all brands together.
SECONDS = 5.0
#: A run takes no more than these, so many at a time.
MOST, CHUNK = 400, 16
#: Copies of one chunk's texts that are written with it.
MOST_COPIES = 1000
LEASE = timedelta(minutes=2)

IN_LINE = """
INSERT INTO monitoring_secondlook
    (mention_id, brand_id, posted_at, reach, outcome, predicted, label)
SELECT id, brand_id, posted_at, reach, %s, label, '' FROM monitoring_mention
WHERE brand_id = %s AND id > %s AND id <= %s AND posted_at >= %s
    AND uncertain AND language <> 'vi' AND text <> ''
ON CONFLICT (mention_id) DO NOTHING
"""


class Waiting(NamedTuple):
    pk: int
    text: str


def run_due() -> int:
    """Look at what waits, the brand that waited longest first; how many were judged."""
    if not is_on():
        return 0
    brands = list(Brand.objects.order_by(F("second_look_run__ran_at").asc(nulls_first=True), "pk"))
    end, left = time.monotonic() + SECONDS, len(brands)

    def one(brand: Brand) -> int:
        nonlocal left
        share = (end - time.monotonic()) / left
        left -= 1
        return run(brand, seconds=share)

    return each(brands, one)


def run(
    brand: Brand,
    *,
    seconds: float = SECONDS,
    vectors: Callable[[Sequence[str]], Floats] = encoded.vectors,
) -> int:
    """Judge what of the brand waits, as much as there is time for; how many were judged."""
    end, done, count = time.monotonic() + seconds, set(), 0
    waiting = _take(brand)
    if waiting is None:
        return 0
    chosen = bench(brand).active
    path = chosen.path if chosen else MODEL
    for start in range(0, len(waiting), CHUNK):
        if time.monotonic() >= end:
            break
        texts = {one.pk: one.text for one in waiting[start : start + CHUNK] if one.pk not in done}
        fresh = list(dict.fromkeys(texts.values()))
        verdicts = dict(zip(fresh, second.judge_again(fresh, vectors, path), strict=True))
        written = _write(brand, texts, verdicts) if texts else []
        done |= set(written)
        count += len(written)
    _end(brand)
    return count


def settled_by_person(mention: Mention) -> None:
    """A person's word is there; the mention, held by the caller, waits no longer."""
    waits = SecondLook.objects.filter(mention=mention.pk, outcome=LookOutcome.WAITING)
    waits.update(outcome=LookOutcome.PERSON, at=now())


@transaction.atomic
def _take(brand: Brand) -> list[Waiting] | None:
    """Put new ones in line, let old ones go, and take the first; None while another run looks."""
    SecondLookRun.objects.get_or_create(brand=brand)
    held = SecondLookRun.objects.select_for_update(skip_locked=True).filter(brand=brand).first()
    moment = now()
    if held is None or (held.leased_until and held.leased_until > moment):
        return None
    since = moment - WINDOW
    _put_in_line(held, since)
    line = SecondLook.objects.filter(brand=brand, outcome=LookOutcome.WAITING)
    line.filter(posted_at__lt=since).update(outcome=LookOutcome.LET_GO, at=moment)
    held.leased_until = moment + LEASE
    held.save(update_fields=["read_to", "leased_until"])
    return _first(brand, since)


def _put_in_line(held: SecondLookRun, since: datetime) -> None:
    """What clustering has passed: no mention up to there can appear any more, and heads are known."""
    cursor = ClusterCursor.objects.filter(brand=held.brand_id).first()
    if cursor is None or cursor.last_id <= held.read_to:
        return
    with connection.cursor() as asking:
        asking.execute(
            IN_LINE, [LookOutcome.WAITING, held.brand_id, held.read_to, cursor.last_id, since]
        )
    held.read_to = cursor.last_id


def _first(brand: Brand, since: datetime) -> list[Waiting]:
    """Who says first what others repeat, then who reaches most, then who spoke last."""
    heads = Cluster.objects.filter(head=OuterRef("mention_id"), merged_into=None)
    line = SecondLook.objects.filter(brand=brand, outcome=LookOutcome.WAITING)
    order = line.annotate(leads=Exists(heads)).order_by("-leads", "-reach", "-posted_at", "-pk")
    ids = list(order.values_list("mention_id", flat=True)[:MOST])
    heard = Mention.objects.filter(pk__in=ids, posted_at__gte=since, uncertain=True)
    texts = dict(heard.exclude(text="").values_list("pk", "text"))
    # Erased meanwhile, or gone: there is nothing to look at.
    line.filter(mention__in=[pk for pk in ids if pk not in texts]).delete()
    return [Waiting(pk, texts[pk]) for pk in ids if pk in texts]


@transaction.atomic
def _write(brand: Brand, texts: dict[int, str], verdicts: dict[str, Judgement]) -> list[int]:
    """Give the verdicts to what still waits and nobody holds; the ids that got one.

    A verdict counts for every copy in the cluster with the very same text, of which it is as true.
    Not for near-duplicates: who quotes a text to deny it shares nearly all its words.
    """
    ids = [*texts, *_copies(brand, texts)]
    held = (
        Mention.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(brand=brand, pk__in=ids, uncertain=True, text__in=list(verdicts))
        .filter(second_look__outcome=LookOutcome.WAITING)
        .order_by("pk")
    )
    words = [_word(mention, verdicts[mention.text]) for mention in held]
    late = _late(words)
    relabel(words)
    by_label: dict[str, list[int]] = defaultdict(list)
    for word in words:
        by_label[word.label].append(word.mention.pk)
    for label, ids in by_label.items():
        looks = SecondLook.objects.filter(mention__in=ids)
        looks.update(outcome=LookOutcome.JUDGED, label=label, at=now())
    if late:
        _note(brand, late)
    return [word.mention.pk for word in words]


def _copies(brand: Brand, texts: dict[int, str]) -> list[int]:
    """Others of the same clusters, with the very same texts, that wait too."""
    homes = ClusterMember.objects.filter(mention_id__in=texts).values("cluster")
    others = ClusterMember.objects.filter(cluster__in=homes).values("mention_id")
    wait = SecondLook.objects.filter(brand=brand, outcome=LookOutcome.WAITING, mention__in=others)
    same = wait.filter(mention__text__in=set(texts.values())).exclude(mention__in=texts)
    return list(same.order_by("-posted_at").values_list("mention_id", flat=True)[:MOST_COPIES])


def _word(mention: Mention, judged: Judgement) -> Word:
    return Word(mention, judged.label, judged.uncertain, judged.negative)


def _late(words: Sequence[Word]) -> dict[str, str]:
    """Where each watch first hears of a negative mention that it did not know as one."""
    found: dict[str, str] = {}
    for word in words:
        if word.label == Sentiment.NEGATIVE != word.mention.label:
            start = floor(word.mention.posted_at).isoformat()
            for watch in map(str, word.mention.watches):
                found[watch] = min(found.get(watch, start), start)
    return found


def _note(brand: Brand, late: dict[str, str]) -> None:
    """Keep with the verdicts what must be judged again: trackers are held by who judges mentions."""
    run_row = SecondLookRun.objects.select_for_update().get(brand=brand)
    for watch, start in late.items():
        run_row.rejudge[watch] = min(run_row.rejudge.get(watch, start), start)
    run_row.save(update_fields=["rejudge"])


@transaction.atomic
def _end(brand: Brand) -> None:
    """Let the detectors know, as of mentions that came late, and let the next run begin."""
    held = SecondLookRun.objects.select_for_update().get(brand=brand)
    for watch, start in sorted(held.rejudge.items(), key=lambda one: int(one[0])):
        tracking.rewind(int(watch), datetime.fromisoformat(start))
    held.rejudge, held.leased_until, held.ran_at = {}, None, now()
    held.save(update_fields=["rejudge", "leased_until", "ran_at"])
