"""What a check of the evidence found, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as __

#: By code: named placeholders are `item`, `seq` and `found`.
SENTENCES: dict[str, Any] = {
    "file_missing": __("%(item)s: the stored file is missing"),
    "file_unreadable": __("%(item)s: the stored file cannot be read"),
    "file_changed": __("%(item)s: the stored file was changed; its SHA-256 is now %(found)s"),
    "file_swapped": __("%(item)s: the stored file holds the content of item %(found)s"),
    "link_changed": __("%(item)s: the link was changed"),
    "row_changed": __("%(item)s: its record was changed after line %(seq)s of the timeline"),
    "line_missing": __("%(item)s: no line of the timeline tells that it was added"),
    "row_missing": __("The item that line %(seq)s of the timeline added is gone"),
    "line_changed": __("Line %(seq)s of the timeline was changed"),
    "line_gone": __("Line %(seq)s of the timeline is missing"),
    "head_changed": __("Line %(seq)s differs from the one that dossier %(item)s carried"),
    "words_changed": __("%(item)s: the words differ from those that were approved"),
}


#: What an item is called, by the kind of the fault.
KINDS: dict[str, Any] = {
    "evidence": __("Item %(number)s"),
    "screenshot": __("Picture of a post %(number)s"),
    "attachment": __("File of a statement %(number)s"),
}


def sentence(fault: dict[str, Any], *, private: bool = True) -> str:
    """The fault in a sentence; names of privileged items only for those who may read them."""
    named = fault.get("name", "") if private or not fault.get("privileged") else ""
    values = {"item": _item(fault, named), "seq": fault.get("seq"), "found": fault.get("found")}
    said = str(SENTENCES.get(fault["code"], fault["code"])) % values
    if fault.get("kind") == "timeline" and fault.get("number"):
        return f"{said} ({_item(fault, named)})"
    return said


def _item(fault: dict[str, Any], named: str) -> str:
    number = fault.get("number")
    if not number:
        return named or "–"
    label = str(KINDS.get(fault.get("kind", ""), KINDS["evidence"])) % {"number": number}
    return f"{label} “{named}”" if named else label
