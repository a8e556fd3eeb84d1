"""The form that says where a tool's JSON keeps the fields of a mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.intake import bodies, paths
from monitoring.intake.clean import FIELDS, Heard, clean
from monitoring.intake.reasons import LABELS

SHOWN = 5


@dataclass(frozen=True)
class Found:
    """The mentions that the paths find in a sample, with what is wrong with each."""

    total: int
    rows: list[tuple[Heard | None, list[str]]]


class PathsForm(forms.Form):
    """A path for each field, and a sample to try them on; the sample is not stored."""

    sample = forms.CharField(
        label=_("A sample of what the tool sends"), required=False, max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("JSON. It is only looked at, not stored; empty paths are filled from it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[field] = forms.CharField(
                label=LABELS[field], required=False, max_length=paths.LONGEST,
                widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
            )  # fmt: skip

    def clean_sample(self) -> Any:
        text = self.cleaned_data["sample"]
        if not text.strip():
            return None
        try:
            return bodies.parse(text.encode("utf-8", "replace"), {})
        except bodies.Unfit as error:
            raise ValidationError(error.detail) from error

    def paths(self) -> dict[str, str]:
        """Field → path, as far as given."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}

    def looked(self) -> tuple[PathsForm, Found | None]:
        """The form with the paths that the sample suggests, and what they find in it."""
        sample = self.cleaned_data["sample"]
        if sample is None:
            self.add_error("sample", gettext("Paste a sample to look at."))
            return self, None
        known = paths.suggest(sample) | self.paths()
        form = PathsForm({**known, "sample": self.data.get("sample", "")})
        form.is_valid()
        try:
            entries = paths.items(sample, paths.check(known))
        except ValidationError as error:
            form.add_error(None, error.messages)
            return form, None
        return form, Found(len(entries), [_verdict(entry) for entry in entries[:SHOWN]])


def _verdict(entry: Any) -> tuple[Heard | None, list[str]]:
    found = clean(entry)
    if isinstance(found, Heard):
        return found, []
    return None, [sentence for sentences in found.values() for sentence in sentences]
