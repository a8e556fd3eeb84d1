"""Reads a page's form as a browser without scripts would send it."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects names and values of one form; submit buttons apart."""

    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = form
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._area = self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = facts.get("id") == self.wanted
        elif not self.inside:
            return
        elif tag == "input":
            self._input(facts, checked="checked" in dict(attrs))
        elif tag == "textarea":
            self._area, self._text = facts["name"], ""
        elif tag == "select":
            self._select = facts["name"]
        elif tag == "option" and "selected" in dict(attrs):
            self.values[self._select] = [facts.get("value", "")]
        elif tag == "button" and facts.get("name") == "do":
            self.buttons.append(facts["value"])

    def _input(self, facts: dict[str, str], *, checked: bool) -> None:
        ticked = facts.get("type") in {"checkbox", "radio"}
        if ticked and not checked:
            return
        value = facts.get("value", "on" if ticked else "")
        self.values.setdefault(facts["name"], []).append(value)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self._area:
            # A browser drops the first line break after the tag.
            self.values[self._area] = [self._text.removeprefix("\n")]
            self._area = ""


def read_form(html: str, form: str = "editor") -> FormReader:
    reader = FormReader(form)
    reader.feed(html)
    return reader
