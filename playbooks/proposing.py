"""How a proposed change is put together on a page: the rows to choose from, and a row's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator

from playbooks.content import Text
from playbooks.diffs import SECTIONS
from playbooks.enums import ChangeKind, Part
from playbooks.forms import rows as row_forms
from playbooks.rows import found, identity

if TYPE_CHECKING:
    from playbooks.models import Proposal

ROW_FORMS: dict[str, type[row_forms.Row]] = {
    Part.STEPS.value: row_forms.StepRow,
    Part.QUESTIONS.value: row_forms.QuestionRow,
    Part.SIGNALS.value: row_forms.TextRow,
    Part.TEMPLATES.value: row_forms.TemplateRow,
}
SHOWN = 70
#: (heading, [(value, label)]) as a grouped choice wants it.
Group = tuple[str, list[tuple[str, str]]]


def targets(content: dict[str, Any]) -> list[Group]:
    """What may change: something new, or a row that stands, changed or taken out."""
    parts = [part for part in Part if part.value in content]
    add = ChangeKind.ADD
    new = [(f"{part.value}:{add.value}:", f"{add.label}: {part.label}") for part in parts]
    groups: list[Group] = [(str(add.label), new)]
    for kind in (ChangeKind.CHANGE, ChangeKind.REMOVE):
        groups += [
            (
                f"{kind.label}: {SECTIONS[part.value]}",
                [(f"{part.value}:{kind.value}:{identity(row)}", _named(row)) for row in rows],
            )
            for part in parts
            if (rows := content[part.value])
        ]
    return groups


def _named(row: dict[str, Any]) -> str:
    words = Text.of(row["name"]) if isinstance(row.get("name"), dict) else Text.of(row)
    return Truncator(str(words)).chars(SHOWN)


def forms_of(
    content: dict[str, Any], part: str, kind: str, key: str, data: Any
) -> row_forms.Row | None:
    """The form of one row, filled with what stands there; a row to be taken out needs none."""
    if kind == ChangeKind.REMOVE or part not in ROW_FORMS:
        return None
    made = ROW_FORMS[part]
    stands = found(content, part, key) if kind == ChangeKind.CHANGE else None
    return _bare(made(data, initial=made.raw(stands) if stands else made.blank))


def form_of(proposal: Proposal, data: Any = None) -> row_forms.Row | None:
    """The form in which an admin words a proposal anew."""
    if not proposal.row:
        return None
    made = ROW_FORMS[proposal.part]
    return _bare(made(data, initial=made.raw(proposal.row)))


def _bare(form: row_forms.Row) -> row_forms.Row:
    """Identifiers are the desk's own business here."""
    form.fields.pop("key", None)
    return form
