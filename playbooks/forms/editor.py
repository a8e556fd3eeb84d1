"""The editor of a draft: one page, one form, rows that are added, moved and removed by buttons.

Every button sends the whole page. So the typed words are always saved or shown again, whichever
button was pressed and whether or not the browser runs scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playbooks import diffs, selectors
from playbooks.enums import VersionState
from playbooks.forms import arranging, keeping, rows
from playbooks.forms.guidance import Offered
from playbooks.forms.sections import BY_KEY, MAYBE
from playbooks.models import LegalClock, Playbook
from playbooks.services.drafts import checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from playbooks.forms.rows import Raw
    from playbooks.models import PlaybookVersion

#: Saves over what somebody else has saved meanwhile, after both were seen.
OVER = "save:over"


class SaveForm(forms.Form):
    """What every press of a button carries beside the words."""

    note = forms.CharField(
        label=_("What changed and why"),
        max_length=500,
        required=False,
        help_text=_("One sentence for whoever reads it over."),
    )


class Editor:
    """Forms over a draft, filled from it or from what was sent.

    Only a press of "save" checks and keeps; the buttons of rows show the page again with the row
    added, moved or gone, and everything else as it was typed.
    """

    def __init__(self, version: PlaybookVersion, data: QueryDict | None = None) -> None:
        self.version = version
        self.command = data.get("do", "") if data is not None else ""
        self.saves = data is not None and self.command.startswith("save")
        #: Whether the words on the page are not those that are stored.
        self.is_unsaved = data is not None
        self.lists: dict[str, list[Raw]] = {}
        numbers = {
            key: self._read(key, data) for key in BY_KEY if key in self.content or key in MAYBE
        }
        if data is not None:
            arranging.put_in_sections(self.lists)
        self._carry_out(numbers)
        self._seen = data.get("seen", "") if data is not None else ""
        #: The draft and the save that the writer began from.
        self.begun = self.shown if data is None else data.get("begun", "")
        self._build(data)

    @property
    def content(self) -> dict[str, Any]:
        """The stored words."""
        return self.version.content

    def _read(self, key: str, data: QueryDict | None) -> list[tuple[int, Raw]]:
        """Fill a list; returns its rows with the numbers that they had on the page."""
        section = BY_KEY[key]
        if data is None:
            found = [(at, section.row.raw(row)) for at, row in enumerate(self.content.get(key, ()))]
        else:
            found = list(rows.sent_rows(section.row, key, data))
        self.lists[key] = [raw for _number, raw in found]
        return found

    def _carry_out(self, numbers: dict[str, list[tuple[int, Raw]]]) -> None:
        """Do what a row's button says; `focus` and `verb` tell the page where the hand is then."""
        key, _number, self.verb = (*self.command.split(":"), "", "")[:3]
        known = {id(raw): str(number) for number, raw in numbers.get(key, ())}
        places = {known[id(raw)]: at for at, raw in enumerate(self.lists.get(key, ()))}
        self.focus = arranging.carry_out(self.lists, {key: places}, self.command)

    def _build(self, data: QueryDict | None) -> None:
        brand = self.version.playbook.brand_id
        books = Playbook.objects.filter(brand=brand).exclude(pk=self.version.playbook_id)
        self._playbooks = [(book.slug, str(book)) for book in books if not book.is_common]
        clocks = [(clock.key, str(clock)) for clock in LegalClock.objects.filter(brand=brand)]
        common = None if self.version.playbook.is_common else selectors.common(brand)
        shared = common.plan.templates if common else ()
        self._offered = Offered.of(self.lists, shared, clocks)
        initial = {"note": self.version.note}
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
        prefix, kind = f"{key}-{index}", BY_KEY[key].row
        data = kind.spread(prefix, raw) if self.saves else None
        extra: dict[str, Any] = {"playbooks": self._playbooks} if key == "cross_over" else {}
        extra |= {"offered": self._offered} if key == "steps" else {}
        return kind(data, prefix=prefix, initial=raw, **extra)

    @property
    def step_groups(self) -> list[tuple[str, str, list[rows.Row]]]:
        """The steps by section: its identifier, its name, its rows."""
        steps = {section.key: found for section, found in self.sections}["steps"]
        names = dict(self._offered.sections)
        return [
            (name, names.get(name, ""), [steps[at] for at in places])
            for name, places in arranging.groups(self.lists)
        ]

    @property
    def shown(self) -> str:
        """The draft and the save of it that the page has before it."""
        return f"{self.version.pk}.{self.version.revision}"

    @property
    def revision(self) -> int | None:
        """The save that the writer began from, or has seen since and decided to write over.

        None where that was another draft: one that was thrown away counted its saves anew.
        """
        sent = self.begun
        if self.command == OVER and self._seen:
            sent = self._seen
        draft, _dot, number = sent.partition(".")
        is_number = number.isdecimal() and len(number) <= rows.LONG
        return int(number) if is_number and draft == str(self.version.pk) else None

    @property
    def is_stale(self) -> bool:
        """Whether someone saved after this page was opened."""
        return self.saves and not self.is_gone and self.revision != self.version.revision

    @property
    def is_gone(self) -> bool:
        """Whether the draft was sent on or thrown away while somebody wrote."""
        return self.version.state != VersionState.DRAFT

    @property
    def place(self) -> str:
        """The list whose button was pressed to save, for the way back to it."""
        place = self.command.partition(":")[2]
        return place if place in BY_KEY or place == "general" else ""

    @property
    def status(self) -> int:
        """HTTP status of the page when it is shown again."""
        if self.is_gone or self.is_stale:
            return 409
        return 422 if self.saves else 200

    def facts(self) -> dict[str, Any]:
        """Arguments of the service beside the words."""
        return {"note": self.save_form.cleaned_data["note"], "revision": self.revision}

    def is_valid(self) -> bool:
        """Check every row, then the whole; errors stand at their fields."""
        if not self.saves or [form for form in self._forms() if not form.is_valid()]:
            self._point()
            return False
        content = self.general.into(self.content)
        self._stored = {
            section.key: self._as_stored(section.key, found) for section, found in self.sections
        }
        for key, found in self._stored.items():
            values = [form.value() for form in found]
            content[key] = keeping.kept(key, values, self.content.get(key, ()))
        try:
            self.cleaned = checked(self.version.playbook, content)
        except ValidationError as error:
            for place, messages in error.message_dict.items():
                self._blame(place, messages)
            self._point()
            return False
        return True

    def _as_stored(self, key: str, found: list[rows.Row]) -> list[rows.Row]:
        """The page shows steps by section; a plan that mixes them keeps its order."""
        if key != "steps":
            return found
        pattern = [row.get("section", "") for row in self.content["steps"]]
        order = arranging.mixed([row.initial["section"] for row in found], pattern)
        return [found[at] for at in order]

    def against_saved(self) -> list[diffs.SectionChanges] | None:
        """Where the typed words differ from what somebody saved; None while they are not sound."""
        return diffs.compare(self.version.content, self.cleaned) if self.is_valid() else None

    def _forms(self) -> Iterator[forms.Form]:
        yield self.save_form
        yield self.general
        for _section, found in self.sections:
            for row in found:
                yield row
                yield from row.nested

    def _blame(self, place: str, messages: list[str]) -> None:
        """Put an error at the field that its place names, else above the page."""
        head, _bracket, rest = place.partition("[")
        index, _bracket, inner = rest.partition("].")
        form: forms.Form = self.general
        field = place.removeprefix("scct.").replace(".", "_").partition("[")[0]
        if head in self._stored and index.isdecimal():
            form, field = self._stored[head][int(index)].spot(inner)
        if field in form.fields and not form.fields[field].widget.is_hidden:
            form.add_error(field, messages)
        else:
            form.add_error(None, [f"{place} {message}" for message in messages])

    def _point(self) -> None:
        """Let the page open at the first thing that is wrong."""
        wrong = next((bound for form in self._forms() for bound in form if bound.errors), None)
        if self.saves and wrong is not None:
            wrong.field.widget.attrs["autofocus"] = True

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self._forms():
            yield from form

    def non_field_errors(self) -> list[str]:
        return [error for form in self._forms() for error in form.non_field_errors()]


def _as_initial(form: type[forms.Form], prefix: str, data: QueryDict | None) -> Raw:
    """What was typed, to be shown again unchecked."""
    return rows.typed(form.base_fields, prefix, data) if data is not None else {}
