"""What the gaps of a prepared text ask for, and who fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from playbooks import common_data
from statements.fill import gaps

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from playbooks.content import Template

SOURCES: dict[str, _StrPromise] = {
    "system": _("The desk fills it in."),
    "fact": _("Taken from a confirmed fact; typed by hand the text goes the full way."),
    "typed": _("Somebody writes it, so that the text goes the full way."),
}


@dataclass(frozen=True)
class GapTold:
    key: str
    label: Any
    source: str

    @property
    def why(self) -> _StrPromise:
        return SOURCES[self.source]

    @property
    def braced(self) -> str:
        return f"{{{self.key}}}"


def gaps_of(template: Template) -> list[GapTold]:
    """Every gap of either language, in the order of reading."""
    known = common_data.placeholders()
    names = gaps(template.text.vi, template.text.en)
    found = [(name, known.get(name)) for name in names]
    return [
        GapTold(name, info.label if info else name, info.source if info else "typed")
        for name, info in found
    ]
