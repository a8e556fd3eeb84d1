"""Which clusters a list shows, and in what order; mentions of one cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.forms import SearchForm

if TYPE_CHECKING:
    from monitoring.models.clusters import ClusterQuerySet
    from monitoring.selectors.mentions import Search

ORDERS = {
    "newest": ("-last_at", "-id"),
    "size": ("-size", "-id"),
    "suspicion": (F("suspicion").desc(nulls_last=True), "-size", "-id"),
}


#: What an id column holds.
LARGEST_ID = 2**63 - 1


class MentionsForm(SearchForm):
    """The filters of the explorer, and the cluster that somebody came from."""

    cluster = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def search(self) -> Search:
        """What a valid form asks for."""
        return replace(super().search(), cluster=self.cleaned_data["cluster"])


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
