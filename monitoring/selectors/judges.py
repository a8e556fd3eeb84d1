"""Which sentiment model judges a brand's mentions, and what people corrected."""

from __future__ import annotations

import logging
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crisisdesk.kernel.text import fold
from monitoring.models import Correction, SentimentModel
from monitoring.understanding.sentiment.model import MODEL, scorer

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from teams.models import Brand

logger = logging.getLogger(__name__)

#: Fewer cannot say anything about a model, whatever the figures would be.
FEWEST = 20
#: More would only repeat what is known, and training must stay a matter of minutes.
MOST = 20_000
SHOWN = 20


class Lesson(NamedTuple):
    """What a person said of a text."""

    text: str
    label: str


@dataclass(frozen=True)
class Bench:
    """Who judges now; `broken` names a chosen model whose file cannot be read."""

    active: SentimentModel | None = None
    broken: SentimentModel | None = None


def serving(chosen: SentimentModel | None) -> Path:
    """The file of the model that judges now; the shipped one where the chosen one is broken."""
    if chosen is None:
        return MODEL
    if readable(chosen):
        return chosen.path
    logger.error("sentiment model %s cannot be read: the shipped one judges", chosen.path)
    return MODEL


def readable(model: SentimentModel) -> bool:
    """Whether the file is there and is a model."""
    try:
        scorer(model.path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return False
    return True


def bench(brand: Brand) -> Bench:
    """Who judges the brand's mentions now."""
    chosen = SentimentModel.objects.filter(brand=brand, active=True).first()
    if chosen is None:
        return Bench()
    return Bench(active=chosen) if readable(chosen) else Bench(broken=chosen)


def models(brand: Brand) -> QuerySet[SentimentModel]:
    """Every model the brand has trained, newest first."""
    return SentimentModel.objects.filter(brand=brand).select_related("made_by", "switched_by")


def corrections(brand: Brand) -> QuerySet[Correction]:
    """What people of the brand corrected, newest first."""
    return (
        Correction.objects.filter(mention__brand=brand)
        .select_related("mention", "by")
        .order_by("-at", "-id")
    )


def lessons(brand: Brand) -> list[Lesson]:
    """Corrections whose text is still there, each text once, the last word on it.

    A text that was erased or retired is gone for the trainer too: a copy beside the correction
    would outlive the promise that texts go.
    """
    rows = corrections(brand).exclude(mention__text="").values_list("mention__text", "label")
    found: dict[str, Lesson] = {}
    for text, label in rows[:MOST]:
        found.setdefault(fold(text), Lesson(text, label))
    return list(found.values())
