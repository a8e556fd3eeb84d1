"""The editor of a draft: one page, one form, rows that are added, moved and removed by buttons.

Every button sends the whole page. So the typed words are always saved or shown again, whichever
button was pressed and whether or not the browser runs scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playbooks.checks import MOST_ROWS
from playbooks.forms import rows
from playbooks.forms.keeping import kept
from playbooks.models import LegalClock, Playbook
from playbooks.services.drafts import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from playbooks.models import PlaybookVersion

Raw = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One list of a plan."""

    key: str
    title: Any
    row: type[rows.Row]
    add: Any
    empty: Any


SECTIONS = (
    Section("signals", _("Early signals"), rows.TextRow, _("Add a signal"), _("No signal yet.")),
    Section(
        "questions",
        _("Verification questions"),
        rows.QuestionRow,
        _("Add a question"),
        _("No question yet."),
    ),
    Section("steps", _("Steps"), rows.StepRow, _("Add a step"), _("No step yet.")),
    Section(
        "people", _("People to involve"), rows.TextRow, _("Add a person"), _("Nobody named yet.")
    ),
    Section(
        "escalation",
        _("Escalate if"),
        rows.EscalationRow,
        _("Add a trigger"),
        _("No trigger yet."),
    ),
    Section(
        "cross_over",
        _("Switch to another playbook if"),
        rows.CrossOverRow,
        _("Add a switch"),
        _("No switch to another playbook."),
    ),
    Section(
        "templates",
        _("Prepared statements"),
        rows.TemplateRow,
        _("Add a text"),
        _("No text yet."),
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}


class SaveForm(forms.Form):
    """What every press of a button carries beside the words."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What changed and why"),
        max_length=500,
        required=False,
        help_text=_("One sentence for whoever reads it over."),
    )

    def facts(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {"note": self.cleaned_data["note"], "revision": self.cleaned_data["revision"]}


class Editor:
    """Forms over a draft, filled from it or from what was sent.

    Only a press of "save" checks and keeps; the buttons of rows show the page again with the row
    added, moved or gone, and everything else as it was typed.
    """

    def __init__(self, version: PlaybookVersion, data: QueryDict | None = None) -> None:
        self.version = version
        self.content = version.content
        self.command = data.get("do", "") if data is not None else ""
        self.saves = data is not None and self.command.startswith("save")
        self.lists = {
            key: [BY_KEY[key].row.raw(row) for row in self.content[key]]
            if data is None
            else _sent(BY_KEY[key], data)
            for key in BY_KEY
            if key in self.content
        }
        self._carry_out()
        self._build(data)

    def _carry_out(self) -> None:
        """Do what a row's button says: "questions:3:up", "questions::add".

        `focus` and `verb` then tell the page where the writer's hand is.
        """
        key, place, self.verb = (*self.command.split(":"), "", "")[:3]
        self.focus = ""
        if key not in self.lists:
            return
        found = self.lists[key]
        if self.verb == "add" and len(found) < MOST_ROWS:
            found.append(_fresh(BY_KEY[key].row.blank, found))
            self.focus = f"{key}-{len(found) - 1}"
        elif place.isdecimal() and int(place) < len(found):
            self.focus = f"{key}-{_move(found, int(place), self.verb)}"

    def _build(self, data: QueryDict | None) -> None:
        brand = self.version.playbook.brand_id
        books = Playbook.objects.filter(brand=brand).exclude(pk=self.version.playbook_id)
        self._playbooks = [(book.slug, str(book)) for book in books if not book.is_common]
        clocks = [(clock.key, str(clock)) for clock in LegalClock.objects.filter(brand=brand)]
        initial = {"revision": self.version.revision, "note": self.version.note}
        sent = data if data is not None and not self.saves else None
        bound = data if self.saves else None
        self.save_form = SaveForm(bound, initial=_as_initial(SaveForm, "", sent) or initial)
        self.general = rows.General(
            bound,
            prefix="general",
            initial=_as_initial(rows.General, "general-", sent) or rows.General.raw(self.content),
            common=self.version.playbook.is_common,
            clocks=clocks,
        )
        self.sections = [
            (BY_KEY[key], [self._row(key, index, raw) for index, raw in enumerate(found)])
            for key, found in self.lists.items()
        ]

    def _row(self, key: str, index: int, raw: Raw) -> rows.Row:
        prefix = f"{key}-{index}"
        data = {f"{prefix}-{name}": value for name, value in raw.items()} if self.saves else None
        extra = {"playbooks": self._playbooks} if key == "cross_over" else {}
        return BY_KEY[key].row(data, prefix=prefix, initial=raw, **extra)

    @property
    def is_stale(self) -> bool:
        """Whether someone saved after this page was opened."""
        sent = self.save_form["revision"].value()
        return self.saves and str(sent) != str(self.version.revision)

    @property
    def status(self) -> int:
        """HTTP status of the page when it is shown again."""
        if not self.saves:
            return 200
        return 409 if self.is_stale else 422

    def is_valid(self) -> bool:
        """Check every row, then the whole; errors stand at their fields."""
        if not self.saves or [form for form in self._forms() if not form.is_valid()]:
            return False
        content = self.general.into(self.content)
        for section, found in self.sections:
            values = [form.value() for form in found]
            content[section.key] = kept(section.key, values, self.content[section.key])
        try:
            self.cleaned = checked(self.version.playbook, content)
        except ValidationError as error:
            for place, messages in error.message_dict.items():
                self._blame(place, messages)
            return False
        return True

    def _forms(self) -> Iterator[forms.Form]:
        yield self.save_form
        yield self.general
        for _section, found in self.sections:
            yield from found

    def _blame(self, place: str, messages: list[str]) -> None:
        """Put an error at the field that its place names, else above the page."""
        head, _bracket, rest = place.partition("[")
        index, _bracket, name = rest.partition("].")
        forms_by_key = {section.key: found for section, found in self.sections}
        form: forms.Form = self.general
        field = place.removeprefix("scct.").replace(".", "_")
        if head in forms_by_key and index.isdecimal():
            form, field = forms_by_key[head][int(index)], name.replace(".", "_")
        if field in form.fields:
            form.add_error(field, messages)
        else:
            form.add_error(None, [f"{place} {message}" for message in messages])

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self._forms():
            yield from form

    def non_field_errors(self) -> list[str]:
        return [error for form in self._forms() for error in form.non_field_errors()]


def _sent(section: Section, data: QueryDict) -> list[Raw]:
    """The rows of a section as the page sent them."""
    total = data.get(f"{section.key}-total", "")
    count = min(int(total), MOST_ROWS) if total.isdecimal() else 0
    return [_sent_row(section.row, f"{section.key}-{index}", data) for index in range(count)]


def _sent_row(row: type[forms.Form], prefix: str, data: QueryDict) -> Raw:
    return {
        name: _sent_value(field, f"{prefix}-{name}", data)
        for name, field in row.base_fields.items()
    }


def _sent_value(field: forms.Field, name: str, data: QueryDict) -> Any:
    if isinstance(field, forms.BooleanField):
        return name in data
    return (
        data.getlist(name) if isinstance(field, forms.MultipleChoiceField) else data.get(name, "")
    )


def _as_initial(form: type[forms.Form], prefix: str, data: QueryDict | None) -> Raw:
    """What was typed, to be shown again unchecked."""
    if data is None:
        return {}
    return {
        name: _sent_value(field, f"{prefix}{name}", data)
        for name, field in form.base_fields.items()
    }


def _fresh(blank: Raw, found: list[Raw]) -> Raw:
    """A new row whose identifier no other row has."""
    if "key" not in blank:
        return dict(blank)
    taken = {row["key"] for row in found}
    number = next(
        n
        for n in range(len(found) + 1, len(found) + MOST_ROWS + 2)
        if f"{blank['key']}_{n}" not in taken
    )
    return {**blank, "key": f"{blank['key']}_{number}"}


def _move(found: list[Raw], index: int, verb: str) -> int:
    """Remove a row, or let it change places with its neighbour; returns where it stands now."""
    if verb == "remove":
        del found[index]
        return index
    target = index + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= target < len(found):
        found[index], found[target] = found[target], found[index]
        return target
    return index
