"""Which clusters a list shows, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from monitoring.models.clusters import ClusterQuerySet

ORDERS = {
    "newest": ("-last_at", "-id"),
    "size": ("-size", "-id"),
    "suspicion": (F("suspicion").desc(nulls_last=True), "-size", "-id"),
}


class ClusterForm(forms.Form):
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("newest", pgettext_lazy("order", "Last heard first")),
            ("size", pgettext_lazy("order", "Largest first")),
            ("suspicion", pgettext_lazy("order", "Most suspicious first")),
        ],
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", pgettext_lazy("clusters", "Without noise")),
            ("noise", pgettext_lazy("clusters", "Dismissed as noise")),
        ],
    )

    def narrow(self, found: ClusterQuerySet) -> ClusterQuerySet:
        """Those asked for in the order asked for; a wrong value asks for nothing."""
        self.is_valid()
        order = ORDERS[self.cleaned_data.get("order") or "newest"]
        noise = self.cleaned_data.get("show") == "noise"
        return found.filter(noise_at__isnull=not noise).order_by(*order)
