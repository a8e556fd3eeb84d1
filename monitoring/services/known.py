"""What must be known of a brand to take mentions in, asked in one go for every batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitoring.intake.handles import Erased
from monitoring.intake.pipeline import pipeline
from monitoring.models import SentimentModel
from monitoring.selectors import judges
from monitoring.services.erasure import DIGESTS, HOLD

if TYPE_CHECKING:
    from pathlib import Path

    from teams.models import Brand

WATCHES = """
SELECT id, words, excluded FROM monitoring_watch WHERE brand_id = %s AND active ORDER BY name, id
"""
JUDGE = "SELECT digest FROM monitoring_sentimentmodel WHERE brand_id = %s AND active"


class Listening(NamedTuple):
    """What a watch listens for."""

    pk: int
    words: list[str]
    excluded: list[str]


class Known(NamedTuple):
    """The active watches, the handles that were erased (they hold until the transaction ends), and
    the file of the model that judges.
    """

    watches: list[Listening]
    erased: Erased
    judge: Path


def known(brand: Brand) -> Known:
    """Ask for all of it, and hold the erased handles."""
    with pipeline() as asking:
        asking.ask(HOLD, [brand.pk])
        erased = asking.ask(DIGESTS, [brand.pk])
        watches = asking.ask(WATCHES, [brand.pk])
        judge = asking.ask(JUDGE, [brand.pk])
        asking.hurry()
        chosen = judge.fetchone()
        return Known(
            [Listening(*row) for row in watches.fetchall()],
            Erased(frozenset(digest for (digest,) in erased.fetchall())),
            judges.serving(chosen and SentimentModel(digest=chosen[0])),
        )
