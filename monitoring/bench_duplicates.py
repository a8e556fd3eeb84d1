"""How well and how fast near-duplicates are found, among real posts with made-up copies.

*Posts*: the first 10,000 different ones with at least four words (links and handles aside) of the
evaluation streams that stand beside the repository; they are read at run time and never kept.
*Copies*: one per post, by a rule that its number chooses: accents dropped; one word in ten
changed; emoji, link and hashtags added; cut to three quarters; framed by "copy" words; capitals;
teencode; one word left out. A text of fewer than six words keeps its words, and none is cut below
five: with less in common it would be another text.
*Stream*: all posts, then all copies, in batches of 2,000 through the production clusters.
*Found*: the copy stands in a cluster with its original, or with another post that says the same.
*False*: a message stands in a cluster whose first text is neither its own origin nor the same.
*The same*: a judge without hashes says so: half of the shorter text's words stand in runs of at
least three words that both texts have. `other_origin` counts without the judge: real streams hold
quotes, forwarded rumours and serial notices, so most of these are right.
*Peers*: dropping exact copies; and comparing every pair of a sample by the share of common runs,
which is what the sketches estimate.
*Rates* are per second of this process's own time on one core, from folded text to cluster.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import time
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings

from crisisdesk.kernel.text import fold
from monitoring.clustering import Memory, Texts, sketch
from monitoring.clustering.memory import ALIKE
from monitoring.clustering.sketch import FEWEST_WORDS, RUN

if TYPE_CHECKING:
    from collections.abc import Callable

STREAMS = Path(settings.BASE_DIR).parent / "shared" / "data" / "streams"
FILES = {
    "airline_tweets_3_brands.csv": "text",
    "reintel2020_half.csv.gz": "post_message",
    "pheme_germanwings.csv": "text",
}
POSTS, BATCH, SAMPLE = 10_000, 2000, 500
LONG_ENOUGH = 6
LONGEST_JUDGED = 260
COMMON_RUN, SAME = 3, 0.5
_APART = re.compile(r"https?://\S+|@[\w.]+|<url>", re.IGNORECASE)
TEENCODE = {
    "không": "ko", "được": "dc", "với": "vs", "gì": "j", "người": "ng", "rồi": "r",
    "biết": "bít", "vậy": "z", "you": "u", "are": "r", "please": "pls", "thanks": "thx",
    "and": "n", "to": "2", "for": "4", "because": "cuz", "the": "da", "your": "ur",
}  # fmt: skip
FILLERS = ("thật", "quá", "this", "really", "nhé", "luôn", "never", "again")
FRAMES = (
    ("Copy: ", " (st)"), ("Chia sẻ lại: ", " mọi người chia sẻ giúp"), ("RT ", " please share"),
    ("Nguồn: trên mạng. ", ""),
)  # fmt: skip


def near_duplicates() -> dict[str, Any]:
    """Recall, false matches and messages a second; exact copies and every pair beside them."""
    missing = [name for name in FILES if not (STREAMS / name).is_file()]
    if missing:
        return {"skipped": f"no evaluation data: {', '.join(missing)} not in {STREAMS}"}
    posts = _posts()
    copies = [_copy(post, number) for number, post in enumerate(posts)]
    keys = [fold(text) for text in posts + copies]
    found, seconds = _clustered(keys)
    return {
        "posts": len(posts),
        **_quality(keys, found, len(posts)),
        "messages_per_second": round(len(keys) / seconds),
        "peers": {"exact copies": _exact(keys, len(posts)), "every pair": _every_pair(keys)},
    }


def words_of(key: str) -> list[str]:
    """The words of a text, links and handles aside."""
    return re.findall(r"\w+", _APART.sub(" ", key))


def _posts() -> list[str]:
    """Different posts, in the order of the files."""
    found: dict[str, str] = {}
    for name, column in FILES.items():
        opened = gzip.open if name.endswith(".gz") else open
        with opened(STREAMS / name, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = words_of(fold(row[column]))
                if len(words) >= FEWEST_WORDS:
                    found.setdefault(" ".join(words), row[column])
    return list(found.values())[:POSTS]


def _copy(text: str, number: int) -> str:
    dice = random.Random(number)  # noqa: S311 -- the same copies in every run
    return COPIES[number % len(COPIES)](text, dice)


def _own(words: list[str]) -> list[int]:
    """Places of words that are neither link nor handle."""
    return [place for place, word in enumerate(words) if not _APART.match(word)]


def _changed(text: str, dice: random.Random) -> str:
    words = text.split()
    own = _own(words)
    if len(own) < LONG_ENOUGH:
        return text.upper()
    for place in dice.sample(own, max(1, len(own) // 10)):
        words[place] = dice.choice(FILLERS)
    return " ".join(words)


def _left_out(text: str, dice: random.Random) -> str:
    words = text.split()
    own = _own(words)
    if len(own) < LONG_ENOUGH:
        return text.upper()
    del words[dice.choice(own)]
    return " ".join(words)


def _cut_short(text: str, _dice: random.Random) -> str:
    words = text.split()
    own = _own(words)
    kept = max(LONG_ENOUGH - 1, len(own) * 3 // 4)
    return " ".join(words[: own[kept]] if kept < len(own) else words) + "…"


def _framed(text: str, dice: random.Random) -> str:
    before, after = dice.choice(FRAMES)
    return f"{before}{text}{after}"


def _dressed(text: str, dice: random.Random) -> str:
    return f"😡😡 {text} https://bit.ly/{dice.randrange(10**6)} 😱 #taychay #sos"


def _teencode(text: str, _dice: random.Random) -> str:
    return " ".join(TEENCODE.get(word.lower(), word) for word in text.split())


COPIES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, _dice: fold(text),
    _changed,
    _dressed,
    _cut_short,
    _framed,
    lambda text, _dice: text.upper(),
    _teencode,
    _left_out,
)


def _clustered(keys: list[str]) -> tuple[list[int], float]:
    """For each text the first of its cluster, and the seconds that it took."""
    memory, found = Memory(), []
    sketch(keys[:1])
    began = time.process_time()
    for begin in range(0, len(keys), BATCH):
        part = sketch(keys[begin : begin + BATCH])
        names = range(begin, begin + len(part))
        found += memory.assign(Texts(names, np.zeros(len(part)), part))
    return found, time.process_time() - began


def _quality(keys: list[str], found: list[int], count: int) -> dict[str, float]:
    strange = [place for place, first in enumerate(found) if (first - place) % count]
    same = {place for place in strange if _same(keys[place], keys[found[place]])}
    hits = sum(
        found[copy] == found[copy - count] or copy in same for copy in range(count, 2 * count)
    )
    return {
        "recall": round(hits / count, 4),
        "false": round((len(strange) - len(same)) / len(keys), 4),
        "other_origin": round(len(strange) / len(keys), 4),
    }


def _same(one: str, other: str) -> bool:
    """The judge: half of the shorter text stands in runs of words that both have."""
    words, others = (words_of(key)[:LONGEST_JUDGED] for key in (one, other))
    blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in blocks if block.size >= COMMON_RUN)
    return common >= SAME * min(len(words), len(others))


def _exact(keys: list[str], count: int) -> dict[str, float]:
    """What one gets by comparing whole texts, without accents and capitals."""
    began = time.process_time()
    first: dict[str, int] = {}
    found = [first.setdefault(" ".join(key.split()), place) for place, key in enumerate(keys)]
    seconds = time.process_time() - began
    hits = sum(found[copy] == found[copy - count] for copy in range(count, 2 * count))
    return {"recall": round(hits / count, 4), "messages_per_second": round(len(keys) / seconds)}


def _every_pair(keys: list[str]) -> dict[str, float]:
    """A sample compared pair by pair, without bands or estimates: the most that runs can say."""
    count = len(keys) // 2
    chosen = random.Random(1).sample(range(count), min(SAMPLE, count))  # noqa: S311 -- same sample
    began = time.process_time()
    posts = [_runs(keys[place]) for place in chosen]
    hits = strange = 0
    for place, copy in zip(chosen, (_runs(keys[place + count]) for place in chosen), strict=True):
        shares = [len(copy & post) / len(copy | post) for post in posts]
        best = int(np.argmax(shares))
        hits += shares[best] >= ALIKE and chosen[best] == place
        strange += shares[best] >= ALIKE and chosen[best] != place
    seconds = time.process_time() - began
    return {
        "sample": len(chosen),
        "recall": round(hits / len(chosen), 4),
        "other_origin": round(strange / len(chosen), 4),
        "messages_per_second": round(2 * len(chosen) / seconds),
    }


def _runs(key: str) -> set[str]:
    text = f" {' '.join(words_of(key))} "
    return {text[place : place + RUN] for place in range(max(1, len(text) - RUN + 1))}
