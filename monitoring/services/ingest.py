"""Taking mentions in: cleaned, classified in one batch, stored and counted, then judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from monitoring.enums import Platform, SourceKind
from monitoring.intake.clean import Heard, clean
from monitoring.intake.many import clean_many
from monitoring.intake.store import store
from monitoring.matching import Matcher
from monitoring.services import detection, sources, tracking
from monitoring.services.erasure import blank_erased, blank_ids
from monitoring.services.known import known
from monitoring.understanding import classify_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from monitoring.intake.clean import Errors
    from monitoring.intake.store import Touched
    from monitoring.models import Source
    from monitoring.services.known import Listening
    from teams.models import Brand, User


@dataclass
class Result:
    """What became of a batch; `rejected` names items by their place in it."""

    accepted: int = 0
    duplicates: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[int, Touched] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
        }


def take_in(
    items: Sequence[Any],
    *,
    brand: Brand,
    actor: User,
    source: Source | None = None,
    kind: str = SourceKind.API,
    judge: bool = True,
) -> Result:
    """Store what is new of `items`, each idempotent on (source, external id).

    A bad item is named in `rejected` and never holds up its neighbours. Without `source` each
    item says where it comes from. A replay judges by itself, in the order of events.
    """
    require(actor, "monitoring.take_in", source or brand)
    moment = now()
    cleaned = _cleaned(items, moment)
    heard = [one for one in cleaned if isinstance(one, Heard)]
    result = Result(
        rejected=[_rejection(i, e) for i, e in enumerate(cleaned) if isinstance(e, dict)]
    )
    _keep(heard, brand, actor, source, kind, moment, result)
    if judge:
        detection.run_many(result.touched)
    return result


def _cleaned(items: Sequence[Any], moment: datetime) -> list[Heard | Errors]:
    """What a replay has cleaned before is only given its place."""
    if Heard not in set(map(type, items)):
        return clean_many(items, moment)
    return [_clean(item, index, moment) for index, item in enumerate(items)]


def _clean(item: Any, index: int, moment: datetime) -> Heard | Errors:
    if isinstance(item, Heard):
        item.index = index
        return item
    return clean(item, index=index, moment=moment)


def _rejection(index: int, errors: dict[str, list[str]]) -> dict[str, Any]:
    return {"index": index, "errors": errors}


@transaction.atomic
def _keep(
    heard: list[Heard],
    brand: Brand,
    actor: User,
    source: Source | None,
    kind: str,
    moment: datetime,
    result: Result,
) -> None:
    fit, homes = _at_home(heard, brand, actor, source, kind, result)
    if not fit:
        return
    # Asked before: the connection answers nothing else while it looks for keys and copies rows.
    asked = known(brand)
    _match(fit, asked.watches)
    nameless = blank_erased(fit, asked.erased)
    rows = _rows(fit, homes, brand.pk, moment, asked.judge)
    pks = {name: home.pk for name, home in homes.items()}
    names = [(pks[one.source], one.external_id, one.posted_at) for one in fit]
    result.accepted, result.touched = store(rows, names)
    result.duplicates = len(fit) - result.accepted
    if nameless:
        blank_ids(nameless, brand, moment)
    if result.accepted:
        # A feed that lists the same articles for days says nothing: it is as silent as any other.
        sources.heard(homes.values())
    tracking.note_late(result.touched)


def _at_home(
    heard: list[Heard],
    brand: Brand,
    actor: User,
    source: Source | None,
    kind: str,
    result: Result,
) -> tuple[list[Heard], dict[str, Source]]:
    """Mentions whose source takes mentions, and those sources by name; the rest is rejected."""
    names = {one.source for one in heard}
    homes = dict.fromkeys(names, source) if source else sources.named(brand, names, kind, actor)
    fit = [one for one in heard if one.source in homes and homes[one.source].active]
    for one in heard:
        if one.source not in homes:
            sentence = _("This brand has too many sources; name one that exists.")
        elif not homes[one.source].active:
            sentence = _("This source is switched off.")
        else:
            continue
        result.rejected.append(_rejection(one.index, {"source": [sentence]}))
    return fit, homes


def _match(heard: Iterable[Heard], watches: Iterable[Listening]) -> None:
    match = Matcher(watches)
    for one in heard:
        one.watches = match(one.text_key)


def _rows(
    heard: list[Heard], homes: dict[str, Source], brand_id: int, moment: datetime, judge: Path
) -> Iterable[tuple[Any, ...]]:
    """Rows in the order of `store.COLUMNS`."""
    judgements = classify_many([one.text for one in heard], judge)
    places = {name: (home.pk, home.platform or Platform.OTHER) for name, home in homes.items()}
    for one, judged in zip(heard, judgements, strict=True):
        source_id, platform = places[one.source]
        yield (
            brand_id, source_id, one.external_id, one.watches, one.author, one.text, one.text_key,
            one.posted_at, moment, one.language or judged.language, one.reach, one.url,
            one.platform or platform,
            judged.label, judged.negative, judged.uncertain,
        )  # fmt: skip
