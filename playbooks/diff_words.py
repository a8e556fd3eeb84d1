"""What a step or a prepared text says beyond its own words, told with the names of what it links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from playbooks import common_data
from playbooks.content import Text
from playbooks.enums import Condition, FieldKind, Moment, Phase, Readership

LABELS = {
    "section": gettext_lazy("Section"),
    "after": gettext_lazy("Counts from"),
    "when": gettext_lazy("Only if"),
    "fields": gettext_lazy("Written down when done"),
    "statements": gettext_lazy("Statements at hand"),
    "questions": gettext_lazy("Questions at hand"),
    "clocks": gettext_lazy("Legal deadlines at hand"),
    "audience": gettext_lazy("Readers"),
    "phase": gettext_lazy("Phase"),
    "channel": gettext_lazy("Channel"),
}
_CHOICES = {"after": Moment, "audience": Readership, "phase": Phase}


@dataclass(frozen=True)
class Said:
    """A stored value and its words; two are the same when the stored values are."""

    value: Any
    words: str = field(compare=False)

    def __str__(self) -> str:
        return self.words


def told(row: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """The row with its links in words, so that a comparison can be read."""
    return {
        name: Said(value, words(name, value, content)) if name in LABELS else value
        for name, value in row.items()
    }


def words(name: str, value: Any, content: dict[str, Any]) -> str:
    """One such value in the reader's language; what `content` does not know keeps its key."""
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "when":
        question = _named("questions", value["question"], content)
        return f"“{question}”: {Condition(value['answer']).label}"
    if name == "fields":
        return "; ".join(map(_field, value))
    if name == "section":
        return _named("sections", value, content)
    if name == "channel":
        return str(common_data.channels()[value].label)
    part = {"statements": "templates"}.get(name, name)
    return "; ".join(_named(part, key, content) for key in value)


def _field(row: dict[str, Any]) -> str:
    kind = str(FieldKind(row["kind"]).label)
    # Outside the f-string, where the catalogue's tool finds it.
    required = _("required")
    marks = f"{kind}, {required}" if row["required"] else kind
    return f"{str(Text.of(row)) or row['key']} ({marks})"


def _named(part: str, key: str, content: dict[str, Any]) -> str:
    """The name of what a key stands for: in this plan, else among what every brand is shipped."""
    shipped = common_data.document()
    rows = [*_rows(content, part), *_rows(shipped, {"clocks": "legal_clocks"}.get(part, part))]
    row = next((row for row in rows if row["key"] == key), None)
    if row is None:
        return key
    return str(Text.of(row["name"] if isinstance(row.get("name"), dict) else row)) or key


def _rows(content: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return [row for row in content.get(part, ()) if isinstance(row, dict)]
