"""Looking for help."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HelpSearch(forms.Form):
    q = forms.CharField(label=_("What do you look for?"), required=False, max_length=100)
