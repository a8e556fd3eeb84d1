"""The form of what a brand wants to reach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from desk import reports
from desk.figures import Length
from desk.targets import at_most
from incidents.models import Incident

MOST_MINUTES, MOST_PERCENT = 60 * 24 * 365, 1000


class TargetsForm(forms.Form):
    """One field a measure: minutes of a median, percent of a share."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Figures of no case: every measure the reports have, by name.
        nothing = reports.report(Incident.objects.none())
        self.measures = [*nothing.lengths, *nothing.shares]
        for row in self.measures:
            in_minutes = isinstance(row, Length)
            self.fields[row.key] = forms.DecimalField(
                label=row.label,
                required=False,
                min_value=0,
                max_value=MOST_MINUTES if in_minutes else MOST_PERCENT,
                decimal_places=1,
                widget=forms.NumberInput(attrs={"aria-label": row.label, "step": "any"}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """For the table."""
        return [
            {
                "measure": row,
                "field": self[row.key],
                "sense": pgettext_lazy("target", "at most")
                if at_most(row)
                else pgettext_lazy("target", "at least"),
                "unit": pgettext_lazy("unit", "minutes") if isinstance(row, Length) else "%",
            }
            for row in self.measures
        ]
