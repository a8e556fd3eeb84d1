"""What is said on a channel: the subject of the letter, a short line, and where it stands."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import one_line
from outbox import mail
from outbox.reaching.base import Word

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

#: Letters of the GSM 7-bit alphabet (3GPP TS 23.038), and those that cost two places.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
#: Places of one text message and of each part of a longer one.
PLAIN, PLAIN_PART = 160, 153
WIDE, WIDE_PART = 70, 67
#: A text message is never longer than so many parts.
MOST_PARTS = 3
LINE = 300


def word_of(message: OutboxMessage, facts: dict[str, Any]) -> Word:
    """The word of a message, in the language that is active now."""
    title = mail.subject_of(message.topic, facts)
    return Word(
        key=message.key,
        title=one_line(title, LINE),
        more=tuple(_more(message, facts, title)),
        link=str(facts.get("link") or ""),
        answer=str(facts.get("answer_link") or ""),
        language=message.language,
        wake=bool(facts.get("wake")),
        unaccented=bool(facts.get("unaccented")),
    )


def neutral(message: OutboxMessage) -> Word:
    """Calls somebody without a word of what it is about, nor a link that answers for them."""
    wake = bool(message.facts.get("wake"))
    title = _("There is something for you: sign in to the desk to read it.")
    if wake:
        title = _("You are needed now: sign in to the desk.")
    if message.facts.get("drill"):
        title = _("[DRILL] %(subject)s") % {"subject": title}
    return Word(
        key=message.key,
        title=title,
        link=mail.absolute("/notices/"),
        language=message.language,
        wake=wake,
        unaccented=bool(message.facts.get("unaccented")),
    )


def _more(message: OutboxMessage, facts: dict[str, Any], title: str) -> list[str]:
    """A line that helps who reads on a phone: what a bundle holds, else what case it is about."""
    if lines := facts.get("lines"):
        return [one_line(str(line), LINE) for line in lines]
    named = message.subject and message.subject not in title
    return [message.subject] if named else []


def chat(word: Word, most: int) -> str:
    """Title, lines and addresses; the addresses stay whole whatever the limit."""
    tail = [f"{_('I take it')}: {word.answer}"] if word.answer else []
    tail += [word.link] if word.link else []
    end = "".join(f"\n{line}" for line in tail)
    body = "\n".join([word.title, *(f"• {line}" for line in word.more)])
    room = most - len(end)
    return (body if len(body) <= room else body[: room - 1].rstrip() + "…") + end


def sms(word: Word) -> str:
    """A text message of three parts at most; a page's answer stands for the link."""
    link = word.answer or word.link
    text = unaccented(word.title) if word.unaccented else word.title
    while parts(f"{text} {link}".strip()) > MOST_PARTS and text:
        text = text[: len(text) - 1 - len(text) // 20].rstrip(" .") + "..." * (len(text) > 1)
        text = text if len(text) > len("...") else ""
    return f"{text} {link}".strip()


def parts(text: str) -> int:
    """How many text messages it costs."""
    if is_plain(text):
        places = sum(2 if sign in GSM_DOUBLE else 1 for sign in text)
        return 1 if places <= PLAIN else math.ceil(places / PLAIN_PART)
    # UCS-2: signs beyond the basic plane take two places.
    places = len(text.encode("utf-16-be")) // 2
    return 1 if places <= WIDE else math.ceil(places / WIDE_PART)


def is_plain(text: str) -> bool:
    """Whether it fits the alphabet in which a message takes 160 letters, not 70."""
    return all(sign in GSM or sign in GSM_DOUBLE for sign in text)


def unaccented(text: str) -> str:
    """Vietnamese as it is written on old phones; what else is foreign becomes plain or goes."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    for fancy, plain in {"…": "...", "“": '"', "”": '"', "’": "'", "–": "-", "·": "-"}.items():
        bare = bare.replace(fancy, plain)
    return "".join(sign for sign in bare if is_plain(sign))


def spoken(word: Word) -> str:
    """What a call says: twice, since nobody is awake at the first word, and without addresses."""
    # A code is read digit by digit.
    title = re.sub(r"\d{4,}", lambda found: " ".join(found[0]), word.title)
    once = title.rstrip(".!? ")
    what_now = f" {_('Open the desk to answer.')}" if word.wake else ""
    return f"{once}. {once}.{what_now}"
