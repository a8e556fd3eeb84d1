"""The form that says which column of a table holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.intake.clean import FIELDS, REQUIRED

if TYPE_CHECKING:
    from monitoring.models import CsvImport

LABELS = {
    "external_id": _("Identifier"),
    "source": _("Source"),
    "author": _("Author"),
    "text": _("Text"),
    "posted_at": _("Time of posting"),
    "language": _("Language"),
    "reach": _("Reach"),
    "url": _("Link"),
    "platform": _("Platform"),
}
NONE = ("", pgettext_lazy("column", "none"))


class ColumnsForm(forms.Form):
    """One choice of a column for every field of a mention."""

    def __init__(self, *args: Any, job: CsvImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(i), name or f"#{i + 1}") for i, name in enumerate(job.header)]
        for field in FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                choices=[NONE, *names],
                required=False,
                initial=job.mapping.get(field, ""),
            )
            self.fields[field].must = field in REQUIRED  # type: ignore[attr-defined]

    def mapping(self) -> dict[str, int]:
        """Field → column."""
        chosen = self.cleaned_data
        return {field: int(chosen[field]) for field in FIELDS if chosen.get(field)}
