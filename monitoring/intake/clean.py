"""Makes a clean mention of whatever somebody sent, or says what is wrong with it."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold, nfc
from monitoring.enums import Platform
from monitoring.intake.places import platform_of

Errors = dict[str, list[str]]
Reader = Callable[[Mapping[str, Any], datetime], Any]

FIELDS = (
    "external_id", "source", "author", "text", "posted_at", "language", "reach", "url", "platform",
)  # fmt: skip
REQUIRED = ("text", "posted_at")
TEXT_LIMIT = 20_000
REACH_LIMIT = 10_000_000_000
LONGEST_NUMBER = 15
LIMITS = {"external_id": 200, "source": 120, "author": 200, "url": 2000, "language": 35}
#: Before this there was no social network worth the name: such a date is a broken export.
EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)
#: Clocks of other machines run ahead a little; more than this is not a clock.
AHEAD = timedelta(hours=1)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
#: A link as most are, told in one look; every other one is taken apart.
USUAL_LINK = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#][!-~]*)?")
_GROUPED = re.compile(r"\d{1,3}([.,\s]\d{3})+")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
#: Signs without width, which keep a watch's words apart for no reader.
UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u2060-\u2064\ufeff]")


@dataclass(slots=True)
class Heard:
    """A mention that is fit to be stored."""

    text: str
    posted_at: datetime
    external_id: str
    source: str = ""
    author: str = ""
    language: str = ""
    reach: int = 0
    url: str = ""
    platform: str = ""
    index: int = 0
    text_key: str = ""
    watches: list[int] = field(default_factory=list)


class Unfit(Exception):
    """One field cannot be taken."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name, self.sentence = name, sentence
        super().__init__(sentence)


def clean(item: Any, *, index: int = 0, moment: datetime | None = None) -> Heard | Errors:
    """The mention, or all that is wrong with it by field."""
    if not isinstance(item, dict):
        return {"non_field_errors": [_("A mention must be an object with named fields.")]}
    moment = moment or now()
    try:
        found = [read(item, moment) for read in READERS.values()]
    except Unfit:
        return _all_errors(item, moment)
    return _finish(Heard(*found, index=index))


def _all_errors(item: Mapping[str, Any], moment: datetime) -> Errors:
    errors: Errors = {}
    for read in READERS.values():
        try:
            read(item, moment)
        except Unfit as unfit:
            errors[unfit.name] = [unfit.sentence]
    return errors


def _finish(heard: Heard) -> Heard:
    heard.text_key = key_text(heard.text)
    heard.platform = heard.platform or platform_of(heard.source) or platform_of_link(heard.url)
    heard.external_id = heard.external_id or own_id(heard)
    return heard


def key_text(text: str) -> str:
    """A text as it is searched and compared."""
    return fold(UNSEEN.sub("", text))


def own_id(heard: Heard) -> str:
    """A name for a mention without one: the same words at the same time are the same mention."""
    at = heard.posted_at.astimezone(UTC).isoformat()
    parts = f"{heard.author}\x1f{at}\x1f{heard.url}\x1f{heard.text}"
    return "own:" + hashlib.sha256(parts.encode()).hexdigest()[:40]


def plain(value: str) -> str:
    """NFC without control characters; a half of a surrogate pair has no place in a database."""
    if value.isascii() and value.isprintable():
        return value.strip()
    if not value.isprintable():
        value = value.encode("utf-8", "replace").decode("utf-8")
    return nfc(value).strip()


def _words(name: str, item: Mapping[str, Any]) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(name, _("This must be text."))
    text = plain(value)
    if len(text) > LIMITS[name]:
        raise Unfit(
            name, _("This is too long: at most %(limit)s characters.") % {"limit": LIMITS[name]}
        )
    return text


def _field(name: str) -> Reader:
    return lambda item, _moment: _words(name, item)


def _external_id(item: Mapping[str, Any], _moment: datetime) -> str:
    value = item.get("external_id")
    if isinstance(value, int) and not isinstance(value, bool):
        item = {"external_id": str(value)}
    return _words("external_id", item)


def _text(item: Mapping[str, Any], _moment: datetime) -> str:
    value = item.get("text")
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Unfit("text", _("The text is missing."))
    if not isinstance(value, str):
        raise Unfit("text", _("This must be text."))
    if len(value) > TEXT_LIMIT:
        raise Unfit(
            "text",
            _("The text is too long: %(length)s characters, at most %(limit)s.")
            % {"length": len(value), "limit": TEXT_LIMIT},
        )
    text = plain(value)
    if (not text or UNSEEN.match(text)) and not UNSEEN.sub("", text).strip():
        raise Unfit("text", _("The text is missing."))
    return text


def _posted_at(item: Mapping[str, Any], moment: datetime) -> datetime:
    value = item.get("posted_at")
    if value is None or value == "":
        raise Unfit("posted_at", _("The time of posting is missing."))
    at = value if isinstance(value, datetime) else _read_time(value)
    if at is None:
        raise Unfit(
            "posted_at", _("This is not a date with a time, such as 2026-11-22T08:15+07:00.")
        )
    at = at if timezone.is_aware(at) else timezone.make_aware(at, timezone.get_default_timezone())
    if at < EARLIEST:
        raise Unfit("posted_at", _("This date is too long ago to be true."))
    if at > moment + AHEAD:
        raise Unfit("posted_at", _("This date lies in the future."))
    return at


def _read_time(value: Any) -> datetime | None:
    """ISO 8601, or day/month/year as listening tools of the region write it."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parse_datetime(text) or _read_local(text)
    except (ValueError, OverflowError):
        return None


def _read_local(text: str) -> datetime | None:
    if not (match := _LOCAL.fullmatch(text)):
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- made aware above


def _language(item: Mapping[str, Any], _moment: datetime) -> str:
    code = _words("language", item).lower()
    if not code:
        return ""
    if not (match := _LANGUAGE.match(code)):
        raise Unfit("language", _("This is not a language code such as “vi” or “en”."))
    return match.group()


def _reach(item: Mapping[str, Any], _moment: datetime) -> int:
    value = item.get("reach")
    if value is None or value == "":
        return 0
    count = _number(value)
    if count is None or not 0 <= count <= REACH_LIMIT:
        raise Unfit("reach", _("Reach must be a whole number that is not negative."))
    return count


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    return _number_in(value.strip()) if isinstance(value, str) else None


def _number_in(text: str) -> int | None:
    """One and the same count: 1.284 or 1,284 or 1284; a fraction is none."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[.,\s]", "", text)
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit() else None


def _url(item: Mapping[str, Any], _moment: datetime) -> str:
    url = _words("url", item)
    if url and not is_link(url):
        raise Unfit("url", _("A link must begin with http:// or https://."))
    return url


def is_link(url: str) -> bool:
    """Whether it leads to a web page; a "javascript:" link would be a trap."""
    return url.isprintable() and " " not in url and bool(_host(url))


def _host(url: str) -> str:
    if usual := USUAL_LINK.fullmatch(url):
        return usual.group(1)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.scheme in {"http", "https"} and parts.hostname) or ""


def _platform(item: Mapping[str, Any], _moment: datetime) -> str:
    value = item.get("platform")
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise Unfit("platform", _("This must be text."))
    return platform_of(value) or Platform.OTHER


def platform_of_link(url: str) -> str:
    return platform_of(_host(url)) if url else ""


#: In the order of the fields of `Heard`.
READERS: dict[str, Reader] = {
    "text": _text,
    "posted_at": _posted_at,
    "external_id": _external_id,
    "source": _field("source"),
    "author": _field("author"),
    "language": _language,
    "reach": _reach,
    "url": _url,
    "platform": _platform,
}
