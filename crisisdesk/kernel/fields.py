"""Questions that several rooms ask when another system is connected."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _


class WebAddress(forms.URLField):
    """An http or https address without a user name in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=2000, assume_scheme="https", **options,
            widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        url = super().clean(value)
        if not url:
            return ""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.username or not parts.hostname:
            raise forms.ValidationError(
                _("Only http:// and https:// addresses without a user name.")
            )
        return url


class Secret(forms.CharField):
    """A password or key: sent once, sealed, never shown again."""

    def __init__(self, **options: Any) -> None:
        # What was just typed comes back after a test; what is stored never does.
        widget = forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"})
        super().__init__(**{"max_length": 500, "strip": True, "widget": widget, **options})


class Key(Secret):
    """A secret that a machine made."""

    def clean(self, value: Any) -> str:
        key = super().clean(value)
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise forms.ValidationError(
                _("A key has only plain letters, digits and signs. Copy it once more.")
            )
        return key
