"""Whether two texts say nearly word for word the same."""

from __future__ import annotations

from collections import Counter
from typing import Final

from monitoring.understanding.claims.wording import bare, runs, words

#: Share of common runs of letters from which two wordings count as one. Leaves room for a slip or
#: a word more, in a sentence of ten words for about two.
NEARLY_SAME: Final = 0.8
#: Shorter wordings are too common to prove anything by themselves.
FEWEST_WORDS: Final = 5

#: Words that turn a sentence round, doubt it or call it false. Where only one of two texts has
#: them, they say different things however alike they look.
TURNING: Final = frozenset(
    words(
        "không chưa chẳng chả đừng bịa giả dối vịt sai sự thật đính chính bác bỏ tin đồn phải "
        "hết ngừng not no never isn't don't fake hoax false rumour rumor denies denied debunked "
        "untrue wrong stopped without"
    )
)


def likeness(one: str, other: str) -> float:
    """Share of common runs of letters (Dice), 0 to 1."""
    first, second = Counter(runs(words(bare(one)))), Counter(runs(words(bare(other))))
    size = first.total() + second.total()
    return 2 * (first & second).total() / size if size else 0.0


def nearly_same(one: str, other: str) -> bool:
    """Whether no person needs to look: as good as the same words, numbers and denials too."""
    first, second = words(bare(one)), words(bare(other))
    if min(len(first), len(second)) < FEWEST_WORDS or _marks(first) != _marks(second):
        return False
    # A question repeats a claim without making it.
    asks = one.rstrip().endswith("?") != other.rstrip().endswith("?")
    return not asks and likeness(one, other) >= NEARLY_SAME


def _marks(said: list[str]) -> Counter[str]:
    """What must agree exactly: numbers, and words that turn the sense."""
    return Counter(word for word in said if word in TURNING or any(c.isdigit() for c in word))
