"""Word for word what a channel gets: a function of the version and nothing that moves later.

Title, text, the address of what it corrects and the newsroom's, in this order; where the channel
has a limit, the text is cut at the end of a sentence and the address leads to the rest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from crisisdesk.kernel.text import fold, nfc
from playbooks import common_data
from statements.enums import Audience

if TYPE_CHECKING:
    from statements.models import Statement, StatementVersion

NEWSROOM = "newsroom"
SLUG_LENGTH = 70
#: Mastodon counts every address as so many letters, however short it is.
LEAST_ADDRESS = 23
CUT = "…"
#: Said in public, so in the language of the text and not in the reader's.
ABOUT = {"vi": "Về bài đăng trước của chúng tôi:", "en": "About our earlier post:"}
FULL = {"vi": "Toàn văn:", "en": "Full text:"}
_SENTENCE_END = re.compile(r"[.!?…][\"”»')]*(?=\s)")


@dataclass(frozen=True)
class Wording:
    """What one channel gets."""

    language: str
    title: str
    text: str
    link: str

    @property
    def digest(self) -> str:
        return digest(self.text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def slug_for(statement: Statement) -> str:
    """An address that says what it is about and is never given twice."""
    words = slugify(fold(statement.version.title_vi))[:SLUG_LENGTH].strip("-")
    return f"{words}-{statement.number}".strip("-")


def newsroom_address(statement: Statement) -> str:
    """Where the text will stand; it has an address before it is published."""
    slug = statement.slug or slug_for(statement)
    path = reverse("newsroom:statement", args=[statement.brand.slug, slug])
    return settings.PUBLIC_URL.rstrip("/") + path


def compose(
    statement: Statement,
    version: StatementVersion,
    channel: str,
    language: str,
    about: str = "",
) -> Wording:
    """The words for a channel; without a text in the language, those of the text of record."""
    language = language if getattr(version, f"text_{language}").strip() else "vi"
    title = getattr(version, f"title_{language}").strip()
    body = getattr(version, f"text_{language}").strip()
    in_newsroom = statement.audience == Audience.PUBLIC and NEWSROOM in version.channels
    link = newsroom_address(statement) if in_newsroom else ""
    tail = [f"{ABOUT[language]} {about}"] if about else []
    tail += [f"{FULL[language]} {link}"] if link else []
    known = common_data.channels().get(channel)
    text = fitted(title, body, "\n".join(tail), known.character_limit if known else None)
    return Wording(language, title, nfc(text), link)


def fitted(title: str, body: str, tail: str, limit: int | None) -> str:
    """All of it where it fits; otherwise less of the text, then less of the title."""
    whole = _joined(title, body, tail)
    if limit is None or size(whole) <= limit:
        return whole
    room = limit - size(_joined(title, "-", tail)) + 1
    if room > len(CUT):
        return _joined(title, cut(body, room), tail)
    return _joined(cut(title, limit - size(_joined("-", "", tail)) + 1), "", tail)


def size(text: str) -> int:
    """Letters as the strictest network counts them."""
    short = (LEAST_ADDRESS - len(one) for one in re.findall(r"https?://\S+", text))
    return len(text) + sum(extra for extra in short if extra > 0)


def cut(text: str, room: int) -> str:
    """The beginning, up to the end of a sentence if there is one, of a word otherwise."""
    if len(text) <= room:
        return text
    part = text[: max(room - len(CUT) - 1, 0)]
    ends = [found.end() for found in _SENTENCE_END.finditer(text) if found.end() <= len(part)]
    if ends:
        return f"{text[: ends[-1]]} {CUT}"
    whole_words = part if text[len(part) : len(part) + 1].isspace() else part.rpartition(" ")[0]
    return f"{(whole_words or part).rstrip()}{CUT}"


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
