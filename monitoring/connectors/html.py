"""The words of a piece of HTML, as somebody would read them aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: Their content is no text.
UNREAD = {"script", "style", "head", "title", "template", "noscript", "svg"}
BREAKS = {
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "section", "article", "hr", "pre",
}  # fmt: skip
CELLS = {"td", "th"}
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def text_of(html: str) -> str:
    """Text with a line for every block; broken HTML gives what can be read of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _LINES.sub("\n", _BLANKS.sub(" ", "".join(reader.parts))).strip()


def looks_like_html(text: str) -> bool:
    """Whether somebody meant markup, rather than a sentence with a "<" in it."""
    return bool(re.search(r"</?[a-zA-Z][^<>]{0,200}>|&[a-zA-Z#][a-zA-Z0-9]{1,8};", text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if not self.silent and tag in UNREAD:
            self.silent = tag
        elif tag in BREAKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)
