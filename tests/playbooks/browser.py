"""Reads a page's form as a browser without scripts would send it."""

from __future__ import annotations

import re
from html import unescape

#: What a form sends stands in these; the desk's pages quote every value.
TAG = re.compile(r"<(/?)(form|input|textarea|select|option|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')


class FormReader:
    """Collects names and values of one form; submit buttons apart."""

    def __init__(self, html: str, form: str) -> None:
        self.wanted = form
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._area = self._select = ""
        self._text = 0
        for found in TAG.finditer(html):
            self._tag(html, found)

    def _tag(self, html: str, found: re.Match[str]) -> None:
        closes, tag, said = found.groups()
        if tag == "form":
            facts = _facts(said)
            self.inside = not closes and facts.get("id") == self.wanted
        elif self.inside and closes:
            if tag == "textarea":
                # A browser drops the first line break after the tag.
                words = unescape(html[self._text : found.start()])
                self.values[self._area] = [words.removeprefix("\n")]
        elif self.inside:
            self._opens(tag, _facts(said), found.end())

    def _opens(self, tag: str, facts: dict[str, str], end: int) -> None:
        if tag == "input":
            self._input(facts)
        elif tag == "textarea":
            self._area, self._text = facts["name"], end
        elif tag == "select":
            self._select = facts["name"]
        elif tag == "option" and "selected" in facts:
            self.values[self._select] = [facts.get("value", "")]
        elif tag == "button" and facts.get("name") == "do":
            self.buttons.append(facts["value"])

    def _input(self, facts: dict[str, str]) -> None:
        ticked = facts.get("type") in {"checkbox", "radio"}
        if ticked and "checked" not in facts:
            return
        value = facts.get("value", "on" if ticked else "")
        self.values.setdefault(facts["name"], []).append(value)


def _facts(said: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(said)}


def read_form(html: str, form: str = "editor") -> FormReader:
    return FormReader(html, form)
