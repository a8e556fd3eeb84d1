"""The words of a piece of HTML, as somebody would read them aloud.

It comes from strangers, and the standard library's reader raises on what is no HTML and takes
minutes for a page of tags that never end. This one reads anything, in time with its length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crisisdesk.kernel.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Their content is no text.
UNREAD = {"script", "style", "head", "title", "template", "noscript", "svg"}
#: Within them nothing is a tag but their own end.
RAW = {"script", "style"}
BREAKS = {
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "section", "article", "hr", "pre",
}  # fmt: skip
CELLS = {"td", "th"}
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_NAME = re.compile(r"(/?)([a-zA-Z][^\s/<>]{0,50})")
#: Up to the end of a tag, past what stands in quotes; never tried twice from one place.
_INSIDE = re.compile(r"""(?>[^"'>=]+|=\s*(?>"[^"]*"|'[^']*')?|["'])*+>""")
#: So often a quote without an end is forgiven; then every ">" ends its tag.
_MOST_OPEN = 20
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Tag(NamedTuple):
    """A tag with what stands in it behind its name."""

    name: str
    ends: bool
    inside: str

    @property
    def opens(self) -> bool:
        """Whether something stands in it: neither its end nor whole in itself."""
        return not self.ends and not self.inside.endswith("/")

    def attributes(self) -> dict[str, str]:
        found = _ATTRIBUTE.findall(self.inside[:10_000])
        return {name.lower(): unescaped("".join(values)) for name, *values in found}


def text_of(html: str) -> str:
    """Text with a line for every block; broken HTML gives what can be read of it."""
    parts, silent = [], ""
    for part in pieces(html):
        if isinstance(part, str):
            if not silent:
                parts.append(unescaped(part))
        elif silent:
            silent = "" if part.ends and part.name == silent else silent
        elif part.name in UNREAD:
            silent = part.name if part.opens else ""
        elif part.name in BREAKS:
            parts.append("\n")
        elif part.name in CELLS and not part.ends:
            parts.append(" ")
    return _LINES.sub("\n", _BLANKS.sub(" ", "".join(parts))).strip()


def pieces(html: str) -> Iterator[str | Tag]:
    """Texts and tags one after the other; comments and declarations are left out."""
    at, opened = 0, 0
    while (begin := html.find("<", at)) >= 0:
        yield html[at:begin]
        if html.find(">", begin) < 0:
            # No tag ends any more.
            at = begin
            break
        name = _NAME.match(html, begin + 1)
        if html.startswith(("<!", "<?", "</"), begin) and not name:
            at = _end_of_comment(html, begin)
        elif not name:
            yield "<"
            at = begin + 1
        else:
            whole = _INSIDE.match(html, name.end()) if opened < _MOST_OPEN else None
            opened += whole is None
            at = whole.end() if whole else html.find(">", name.end()) + 1
            tag = Tag(name[2].lower(), bool(name[1]), html[name.end() : at - 1])
            yield tag
            at = _end_of_raw(html, at, tag)
    yield html[at:]


def _end_of_comment(html: str, begin: int) -> int:
    """Behind a comment; one that never ends is over at its first ">"."""
    end = html.find("-->", begin + 4, begin + 1_000_000) if html.startswith("<!--", begin) else -1
    return end + 3 if end >= 0 else html.find(">", begin) + 1


def _end_of_raw(html: str, at: int, tag: Tag) -> int:
    """Where the end of a script stands; nothing in it is a tag."""
    if not tag.opens or tag.name not in RAW:
        return at
    end = re.compile(f"</{tag.name}", re.IGNORECASE).search(html, at)
    return end.start() if end else len(html)


def looks_like_html(text: str) -> bool:
    """Whether somebody meant markup, rather than a sentence with a "<" in it."""
    return bool(re.search(r"</?[a-zA-Z][^<>]{0,200}>|&[a-zA-Z#][a-zA-Z0-9]{1,8};", text))
