"""How well and how fast texts are matched to known false claims, beside plain BM25.

Quality needs the CLEF CheckThat! 2020 set (task 2, v3.0), which is for research only and no part
of the desk: `CRISISDESK_DATA_SETS` names the folder that holds `claims/clef2020_task2/v3.0`;
without it that folder is looked for in `../shared/data`. Where there is none, the figure is left
out and the result says so. Speed is measured on an invented register of a brand's size.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings

from crisisdesk.kernel.clock import now
from monitoring import demo
from monitoring.understanding.claims import Known, Matcher, files
from monitoring.understanding.claims.measure import mean_average_precision
from monitoring.understanding.claims.postings import Postings, bm25

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

CLAIMS, TEXTS, DEPTH = 300, 2000, 5
SET = Path("claims", "clef2020_task2", "v3.0")


def claims() -> dict[str, Any]:
    """MAP@5 and texts a second, each beside plain BM25 in the same run."""
    return {"speed": _speed(), "clef2020_dev": _quality()}


class Plain:
    """BM25 over lower-case words: what one gets from any search engine."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._keys = [claim.key for claim in known]
        self._index = Postings([_words(" ".join(one.texts)) for one in known], bm25)

    def ranked(self, texts: Sequence[str]) -> Iterable[list[str]]:
        for text in texts:
            found = self._index.known(_words(text))
            scores = self._index.add_up(dict.fromkeys(found, 1.0))
            yield [self._keys[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _ours(matcher: Matcher) -> Callable[[Sequence[str]], Iterable[list[str]]]:
    return lambda texts: ([one.key for one in found] for found in matcher.best(texts, DEPTH))


def _speed() -> dict[str, Any]:
    said = [item["text"] for item in demo.quiet_week(now())]
    known = [Known(str(n), [f"{said[n % len(said)]} {n}"]) for n in range(CLAIMS)]
    texts = [said[n % len(said)] for n in range(TEXTS)]
    return {
        "claims": CLAIMS,
        "texts": TEXTS,
        "texts_per_second": _rate(_ours(Matcher(known)), texts),
        "plain_bm25_per_second": _rate(Plain(known).ranked, texts),
    }


def _rate(rank: Callable[[Sequence[str]], Iterable[list[str]]], texts: Sequence[str]) -> int:
    began = time.perf_counter()
    for _found in rank(texts):
        pass
    return round(len(texts) / (time.perf_counter() - began))


def _quality() -> dict[str, Any]:
    named = os.environ.get("CRISISDESK_DATA_SETS")
    folder = (Path(named) if named else settings.BASE_DIR.parent / "shared" / "data") / SET
    if not folder.is_dir():
        return {"skipped": f"no data set at {folder}"}
    known = files.claims(folder / "verified_claims.docs.tsv")
    asked = files.texts(folder / "dev" / "tweets.queries.tsv")
    right = files.answers(folder / "dev" / "tweet-vclaim-pairs.qrels")

    def score(rank: Callable[[Sequence[str]], Iterable[list[str]]]) -> float:
        found = rank([one.text for one in asked])
        ranked = {one.key: keys for one, keys in zip(asked, found, strict=True)}
        return round(mean_average_precision(ranked, right, DEPTH), 4)

    return {
        "claims": len(known),
        "texts": len(asked),
        "map_at_5": score(_ours(Matcher(known))),
        "map_at_5_plain_bm25": score(Plain(known).ranked),
    }
