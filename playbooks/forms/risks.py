"""One line of the risk register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from playbooks.models import Playbook, Risk
from teams.roles import INSIDERS, people


class RiskForm(forms.ModelForm):
    reason = forms.CharField(
        label=_("What changed, if the rating did"), required=False, max_length=500
    )

    class Meta:
        model = Risk
        fields = ("playbook", "title", "why", "likelihood", "impact", "owner")
        widgets = {"why": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brand = self.instance.brand
        books = Playbook.objects.filter(brand=brand, retired_at=None).exclude(slug="common")
        self.fields["playbook"].queryset = books
        self.fields["owner"].queryset = people(brand, INSIDERS)
        if self.instance.pk is None:
            del self.fields["reason"]

    def _post_clean(self) -> None:
        """The service writes and checks; the form only reads what was typed."""
