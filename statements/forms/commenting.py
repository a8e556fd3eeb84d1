"""A remark on one sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from statements.forms.acting import Seen, text
from statements.selectors.comments import choices
from statements.services.commenting import LONGEST


class Comment(Seen):
    """Which sentence, what about it, and perhaps other words for it."""

    sentence = forms.ChoiceField(label=_("Sentence"), widget=forms.RadioSelect)
    body = text(_("Comment"), required=False, rows=2)
    suggestion = text(_("Suggested words for this sentence"), required=False, rows=3)

    field_order = ["sentence", "body", "suggestion", "expected_version"]

    def prepare(self) -> None:
        super().prepare()
        self.fields["sentence"].choices = [
            (value, f"{value[:2].upper()} · {words}")
            for _name, found in choices(self.statement.version)
            for value, words in found
        ]
        for name in ("body", "suggestion"):
            self.fields[name].max_length = LONGEST

    def facts(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        language, _dash, place = found.pop("sentence").partition("-")
        return found | {"language": language, "place": int(place)}
