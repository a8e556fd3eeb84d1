"""The body of a call: how long it may be, unpacked, its code, and the JSON in it.

Taken are JSON (a list, an object, or one object a line) whatever the content type says, except
forms and pictures; plain, or packed with gzip or deflate; in UTF-8, UTF-16 or a charset that the
content type names.
"""

from __future__ import annotations

import codecs
import json
import zlib
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of a body as sent, and unpacked.
MOST = 10_000_000
MOST_UNPACKED = 50_000_000
MILLION = 1_000_000
TOO_LONG = 413
#: Tools nest a handful of levels; the parser itself would go on to a thousand.
DEEPEST = 64
NO_TEXT = ("multipart/", "image/", "video/", "audio/", "application/x-www-form-urlencoded",
           "application/xml", "text/xml", "text/html")  # fmt: skip


class Unfit(Exception):
    """The body cannot be read: a status, what is wrong with it, and where."""

    def __init__(self, status: int, detail: str, **members: Any) -> None:
        self.status, self.detail, self.members = status, detail, members
        super().__init__(detail)


def too_long(limit: int = MOST) -> Unfit:
    """413, with the limit."""
    sentence = _("The body is longer than %(limit)s MB. Send it in parts of up to 1,000 mentions.")
    return Unfit(TOO_LONG, sentence % {"limit": limit // MILLION}, limit=limit)


def parse(body: bytes, headers: Mapping[str, str]) -> Any:
    """The data of a body under its headers."""
    kind, charset = _kind(headers.get("Content-Type", ""))
    if kind.startswith(NO_TEXT):
        raise Unfit(415, _("Send JSON, not %(kind)s.") % {"kind": kind})
    text = _text(_unpacked(body, headers.get("Content-Encoding", "")), charset)
    return _json(text)


def _kind(content_type: str) -> tuple[str, str]:
    kind, *options = (part.strip() for part in content_type.split(";"))
    found = dict(option.partition("=")[::2] for option in options)
    return kind.lower(), found.get("charset", "").strip("\"' ").lower()


def _unpacked(body: bytes, coding: str) -> bytes:
    coding = coding.strip().lower()
    if coding in {"", "identity"}:
        return body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise Unfit(415, _("Send the body plain or packed with gzip, not %(coding)s.")
                    % {"coding": coding[:40]})  # fmt: skip
    # 32 + 15: gzip or zlib, as the first bytes say.
    machine = zlib.decompressobj(47)
    try:
        plain = machine.decompress(body, MOST_UNPACKED + 1)
    except zlib.error as error:
        raise Unfit(400, _("The body says it is packed with gzip, but does not unpack.")) from error
    if len(plain) > MOST_UNPACKED:
        raise too_long(MOST_UNPACKED)
    if not machine.eof:
        raise Unfit(400, _("The packed body breaks off before its end."))
    return plain


def _text(body: bytes, charset: str) -> str:
    for bom, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                      (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if body.startswith(bom):
            charset = name
    if not charset and body[:2] and 0 in body[:2]:
        charset = "utf-16-be" if body[0] == 0 else "utf-16-le"
    try:
        return body.decode(charset or "utf-8")
    except LookupError as error:
        sentence = _("The charset %(charset)s is unknown. Send UTF-8.")
        raise Unfit(415, sentence % {"charset": charset[:40]}) from error
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        sentence = _("Byte %(at)s of the body is not %(charset)s. Send UTF-8.")
        raise Unfit(400, sentence % {"at": at, "charset": charset or "UTF-8"}) from error


def _json(text: str) -> Any:
    if not text.strip():
        raise Unfit(400, _("The body is empty."))
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{"):
            return _by_lines(text, error)
        raise _no_json(error) from error


def _loaded(text: str) -> Any:
    try:
        data = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise Unfit(400, _("A number in the body is too long.")) from error
    if _is_deep(data):
        raise _too_deep()
    return data


def _no_number(_name: str) -> None:
    """NaN and Infinity are no JSON; as missing they harm nobody."""


def _is_deep(data: Any) -> bool:
    level = [data]
    for _depth in range(DEEPEST):
        level = [inner for outer in level if isinstance(outer, dict | list)
                 for inner in (outer.values() if isinstance(outer, dict) else outer)
                 if isinstance(inner, dict | list)]  # fmt: skip
        if not level:
            return False
    return True


def _too_deep() -> Unfit:
    sentence = _("The JSON is nested deeper than %(levels)s levels.")
    return Unfit(400, sentence % {"levels": DEEPEST})


def _no_json(error: json.JSONDecodeError) -> Unfit:
    sentence = _("This is no JSON: line %(line)s, column %(column)s.")
    place = {"line": error.lineno, "column": error.colno}
    return Unfit(400, sentence % place, **place)


def _by_lines(text: str, first: json.JSONDecodeError) -> list[Any]:
    """One object a line; a broken line is None, which no mention can be, in its place."""
    found = [_line(line) for line in text.splitlines() if line.strip()]
    if not any(found):
        raise _no_json(first)
    return found


def _line(line: str) -> Any:
    try:
        return _loaded(line)
    except (json.JSONDecodeError, Unfit):
        return None
