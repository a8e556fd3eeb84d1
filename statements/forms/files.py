"""The editor's files: what is attached, in words, and one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from statements.services.attaching import Changes, Upload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statements.models import Attachment

TAKEN = ".jpg,.jpeg,.png,.webp,.pdf"


class WithFiles(forms.Form):
    """A form whose text has files: their words can change, they can go, one can come."""

    file = forms.FileField(
        label=_("Picture or file"),
        required=False,
        help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB. What a camera wrote into it is removed."),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
    )
    file_alt_vi = forms.CharField(
        label=_("What it shows (Vietnamese)"), max_length=300, required=False
    )
    file_alt_en = forms.CharField(
        label=_("What it shows (English)"), max_length=300, required=False
    )

    def offer_files(self, files: Iterable[Attachment]) -> None:
        """Fields for the files that are attached already."""
        self.files_there = list(files)
        for row in self.files_there:
            for code in ("vi", "en"):
                self.fields[f"alt_{code}_{row.digest}"] = forms.CharField(
                    label=self.fields[f"file_alt_{code}"].label,
                    initial=getattr(row, f"alt_{code}"),
                    max_length=300,
                    required=False,
                )
            self.fields[f"gone_{row.digest}"] = forms.BooleanField(
                label=_("Take it out"), required=False
            )

    def file_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "file": row,
                "vi": self[f"alt_vi_{row.digest}"],
                "en": self[f"alt_en_{row.digest}"],
                "gone": self[f"gone_{row.digest}"],
            }
            for row in self.files_there
        ]

    def file_changes(self) -> Changes:
        """What the service takes."""
        data = self.cleaned_data
        upload = data["file"] and Upload(data["file"], data["file_alt_vi"], data["file_alt_en"])
        return Changes(
            uploads=(upload,) if upload else (),
            words={
                row.digest: (data[f"alt_vi_{row.digest}"], data[f"alt_en_{row.digest}"])
                for row in self.files_there
                if f"alt_vi_{row.digest}" in self.data
            },
            gone=frozenset(row.digest for row in self.files_there if data[f"gone_{row.digest}"]),
        )
