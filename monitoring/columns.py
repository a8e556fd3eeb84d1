"""Forms of an import: the file, its sheet, and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.vocabulary import Language
from monitoring.enums import Platform
from monitoring.intake import dates
from monitoring.intake.clean import FIELDS, REQUIRED
from monitoring.intake.plan import USUAL_ZONE, Plan
from monitoring.intake.reasons import LABELS

if TYPE_CHECKING:
    from django.forms import BoundField

    from monitoring.models import CsvImport

NONE = ("", pgettext_lazy("column", "none"))
ORDERS = [
    (dates.DAY_FIRST, _("day/month: 02/03 is 2 March")),
    (dates.MONTH_FIRST, _("month/day: 02/03 is 3 February")),
]
ZONES = [
    (USUAL_ZONE, _("Viet Nam (UTC+7)")),
    ("UTC", "UTC"),
    ("Asia/Singapore", _("Singapore (UTC+8)")),
    ("Asia/Tokyo", _("Tokyo, Seoul (UTC+9)")),
    ("Europe/London", _("London")),
    ("Europe/Paris", _("Paris, Berlin")),
    ("America/New_York", _("New York")),
    ("America/Los_Angeles", _("Los Angeles")),
]


class UploadForm(forms.Form):
    """A CSV file or a workbook."""

    LIMIT = 10_000_000
    file = forms.FileField(
        label=_("CSV or Excel file"),
        help_text=_(
            "CSV in UTF-8, UTF-16, Windows-1258 or TCVN3, or an Excel workbook (.xlsx); at most "
            "10 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.LIMIT:
            raise forms.ValidationError(
                _("This file is larger than 10 MB. Split it and import the parts.")
            )
        return file


class SheetForm(forms.Form):
    """Which sheet of a workbook, and which of its lines names the columns."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_line = forms.IntegerField(
        label=_("Column names stand in line"), min_value=1, max_value=1_000_000
    )

    def __init__(self, *args: Any, job: CsvImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in job.sheets]  # type: ignore[attr-defined]
        self.fields["sheet"].initial = job.sheet
        self.fields["header_line"].initial = job.header_line


class ColumnsForm(forms.Form):
    """A column for every field of a mention, values for fields without one, how dates read."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        plan: Plan,
        names: Mapping[str, str] | None = None,
        name: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {**{folded: folded for folded in plan.platforms}, **(names or {})}
        self._add_columns(header, plan)
        self._add_reading(plan)
        for at, (folded, shown) in enumerate(self.names.items()):
            self.fields[f"value_{at}"] = forms.ChoiceField(
                label=f"“{shown}”", required=False, choices=[NONE, *Platform.choices],
                initial=plan.platforms.get(folded, ""),
            )  # fmt: skip
        self.fields["save_as"] = forms.CharField(
            label=_("Remember this kind of export as"), required=False, max_length=100,
            initial=name,
            help_text=_("The next file with the same column names is then recognised by itself."),
        )  # fmt: skip

    def _add_columns(self, header: Sequence[str], plan: Plan) -> None:
        names = [(str(i), name or f"#{i + 1}") for i, name in enumerate(header)]
        for field in FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                choices=[NONE, *names],
                required=False,
                initial=plan.columns.get(field, ""),
            )
            self.fields[field].must = field in REQUIRED  # type: ignore[attr-defined]

    def _add_reading(self, plan: Plan) -> None:
        self.fields["order"] = forms.ChoiceField(
            label=_("Dates are written"), choices=ORDERS, required=False, initial=plan.order
        )
        self.fields["zone"] = forms.ChoiceField(
            label=_("Times are those of"), choices=ZONES, required=False, initial=plan.zone
        )
        self.fields["default_platform"] = forms.ChoiceField(
            label=_("Platform where the table says none"), required=False,
            choices=[("", _("by source and link")), *Platform.choices],
            initial=plan.defaults.get("platform", ""),
        )  # fmt: skip
        self.fields["default_source"] = forms.CharField(
            label=_("Source where the table says none"), required=False, max_length=120,
            initial=plan.defaults.get("source", ""),
        )  # fmt: skip
        self.fields["default_language"] = forms.ChoiceField(
            label=_("Language where the table says none"), required=False,
            choices=[("", _("by the text")), *Language.choices],
            initial=plan.defaults.get("language", ""),
        )  # fmt: skip

    def columns(self) -> list[BoundField]:
        """The choices of columns."""
        return [self[name] for name in FIELDS]

    def reading(self) -> list[BoundField]:
        """How dates are read, and what holds where the table says nothing."""
        shown = ("order", "zone", "default_platform", "default_source", "default_language")
        return [self[name] for name in shown]

    def values(self) -> list[BoundField]:
        """What the export's own names of platforms mean."""
        return [self[f"value_{at}"] for at in range(len(self.names))]

    def plan(self) -> Plan:
        """What a valid form says."""
        chosen = self.cleaned_data
        defaults = {name: chosen[f"default_{name}"] for name in ("platform", "source", "language")}
        platforms = {folded: chosen[f"value_{at}"] for at, folded in enumerate(self.names)}
        return Plan(
            columns={field: int(chosen[field]) for field in FIELDS if chosen.get(field)},
            defaults={name: value for name, value in defaults.items() if value},
            order=chosen["order"] or dates.DAY_FIRST,
            zone=chosen["zone"] or USUAL_ZONE,
            platforms={folded: value for folded, value in platforms.items() if value},
        )
