"""Taking a plan in from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playbooks import schema
from playbooks.services.drafts import check_references
from playbooks.services.yaml_files import LARGEST, read
from teams.models import Brand


class ImportForm(forms.Form):
    """A YAML file, or its text pasted; errors name places and lines."""

    file = forms.FileField(label=_("YAML file"), required=False)
    text = forms.CharField(
        label=_("Or paste its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (file := data.get("file")) is not None:
            data["text"] = self._decoded(file.read(LARGEST * 4 + 1))
        if not self.errors:
            self._check(data.get("text", ""))
        return data

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8 text."))
            return ""

    def _check(self, text: str) -> None:
        if not text.strip():
            raise ValidationError(_("Choose a file or paste its text."))
        try:
            check_references(self.brand, read(text))
        except ValidationError as error:
            raise ValidationError(schema.sentences(error)) from error
