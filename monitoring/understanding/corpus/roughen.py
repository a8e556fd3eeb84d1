"""Roughens posts as people type: no accents, chat spelling, slips, stretched letters."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CHAT: Final = {
    "không": ("ko", "k", "hok", "hông", "kg"),
    "được": ("dc", "đc", "đk"),
    "rồi": ("r", "rùi"),
    "gì": ("j",),
    "vậy": ("z", "v"),
    "với": ("vs",),
    "mình": ("mk", "mik"),
    "bạn": ("bn",),
    "người": ("ng",),
    "quá": ("wá", "qá"),
    "luôn": ("lun",),
    "nhiều": ("nhìu",),
    "biết": ("bik",),
    "trước": ("trc",),
    "nhân viên": ("nv",),
    "điện thoại": ("đt",),
    "cũng": ("cx", "cg"),
    "thích": ("thix",),
    "yêu": ("iu",),
    "như thế nào": ("ntn",),
    "mọi người": ("mn",),
    "sản phẩm": ("sp",),
    "chưa": ("chx",),
    "lắm": ("lém",),
    "buồn": ("bùn",),
    "you": ("u",),
    "your": ("ur",),
    "are": ("r",),
    "please": ("pls", "plz"),
    "thanks": ("thx",),
    "because": ("bc", "cuz"),
    "people": ("ppl",),
    "great": ("gr8",),
    "love": ("luv",),
    "minutes": ("mins",),
    "hours": ("hrs",),
    "and": ("n", "&"),
    "for": ("4",),
    "to": ("2", "to"),
}
_CHAT_WORD = re.compile(r"\b(" + "|".join(sorted(_CHAT, key=len, reverse=True)) + r")\b")


def without_accents(text: str) -> str:
    """Vietnamese as typed without a Vietnamese keyboard."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Roughener:
    """One writer's habits: what the dice say, in one language and mood."""

    dice: random.Random
    language: str
    label: str
    emoji: list[str]

    def roughened(self, text: str) -> str:
        """One post, changed here and there."""
        for chance, change in (
            (0.16, self._chat),
            (0.06, self._slip),
            (0.08, self._stretched),
            (0.25, self._ended),
            (0.22, self._emoji),
            (0.35, _capital),
            (0.03, str.upper),
            (0.24 if self.language == "vi" else 0.0, without_accents),
        ):
            if self.dice.random() < chance:
                text = change(text)
        return unicodedata.normalize("NFC", " ".join(text.split()))

    def _chat(self, text: str) -> str:
        return _CHAT_WORD.sub(lambda match: self.dice.choice(_CHAT[match.group()]), text)

    def _slip(self, text: str) -> str:
        """Two neighbours swapped, a letter lost or doubled."""
        if len(text) < 12:  # noqa: PLR2004
            return text
        at = self.dice.randrange(3, len(text) - 3)
        return self.dice.choice(
            (
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
            )
        )

    def _stretched(self, text: str) -> str:
        return text + text[-1] * self.dice.randrange(2, 6) if text[-1].isalpha() else text

    def _ended(self, text: str) -> str:
        marks = {
            "negative": ("!!!", ".", "!", "...", "???"),
            "positive": ("!", "!!", ".", "~"),
            "neutral": ("?", ".", "??", "..."),
        }
        return text + self.dice.choice(marks[self.label])

    def _emoji(self, text: str) -> str:
        emoji = self.dice.choice(self.emoji)
        if self.label == "neutral" and self.dice.random() < 0.5:  # noqa: PLR2004
            return text
        return f"{text} {emoji * self.dice.randrange(1, 3)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
