"""Whose matter a message is, and where a name still stands after it was erased."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crisisdesk.kernel.rewriting import holding
from incidents.models import Evidence, Fact, FactRevision, Incident, TimelineEntry
from monitoring.models import Signal, Source
from statements.models import AnswerVersion, StatementVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.intake.handles import Handle
    from teams.models import Brand

#: Rows that nothing may change, with the way to their case: a seal or a signature covers them.
SEALED: tuple[tuple[QuerySet, str, tuple[str, ...]], ...] = (
    (TimelineEntry.objects, "incident", ("data",)),
    (Evidence.objects, "incident", ("title", "url", "file_name")),
    (Fact.objects, "incident", ("text_vi", "text_en")),
    (FactRevision.objects, "fact__incident", ("text_vi", "text_en", "reason")),
    (
        StatementVersion.objects,
        "statement__incident",
        ("title_vi", "title_en", "text_vi", "text_en"),
    ),
    (
        AnswerVersion.objects,
        "answer__incident",
        ("question_vi", "question_en", "answer_vi", "answer_en"),
    ),
)

_NUMBERED = re.compile(r"(INC|DRL|S)-(\d{1,9})")


def subjects_of(brand: Brand, subjects: set[str]) -> set[str]:
    """Of what messages are about: signals, cases and sources of this brand."""
    parts = [found for one in subjects if (found := _NUMBERED.fullmatch(one))]
    signals = {int(one[2]) for one in parts if one[1] == "S"}
    cases = {int(one[2]) for one in parts if one[1] != "S"}
    mine = {
        f"S-{pk}"
        for pk in Signal.everything.filter(brand=brand, pk__in=signals).values_list("pk", flat=True)
    }
    mine |= {case.reference for case in Incident.objects.filter(brand=brand, number__in=cases)}
    keys = Source.objects.filter(brand=brand, key__in=subjects)
    return (mine & subjects) | set(keys.values_list("key", flat=True))


def still_in(brand: Brand, handle: Handle) -> list[Incident]:
    """Cases whose sealed records name the handle, the newest first."""
    spellings = [word if handle.is_distinct else f"@{word}" for word in handle.spellings]
    found: set[int] = set()
    for rows, case, names in SEALED:
        mine = rows.filter(holding(names, spellings), **{f"{case}__brand": brand})
        found |= set(mine.values_list(f"{case}_id", flat=True))
    return list(Incident.objects.filter(pk__in=found).order_by("-number"))
