"""A second judgement of the same texts, by the fast model and sentence vectors together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.understanding.sentiment import dense, encoded
from monitoring.understanding.sentiment.model import BATCH, MODEL, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from monitoring.understanding.linear import Floats
    from monitoring.understanding.sentiment.model import Judgement


def judge_again(
    texts: Sequence[str],
    vectors: Callable[[Sequence[str]], Floats] = encoded.vectors,
    model: Path = MODEL,
) -> list[Judgement]:
    """Judge every text, in order; `model` is who judged them first, a brand's own one perhaps.

    A model of a brand speaks in the same units as the shipped ones, so the same part is added.
    """
    judged: list[Judgement] = []
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        judged += judge(part, model, (dense.shipped(), vectors(part)))
    return judged
