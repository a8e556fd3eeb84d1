"""Questions that several rooms ask when another system is connected."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

_LINK = re.compile(r"https?://[^\s<>\"]+")


class Link(forms.URLField):
    """A link as people have it at hand: without https://, or amid the words an app shares it with.

    No `type=url`: the browser would refuse what the desk understands, in words of its own.
    """

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}
        known = {"max_length": 2000, "assume_scheme": "https", "required": False}
        super().__init__(**{**known, "widget": forms.TextInput(attrs=attrs), **options})

    def to_python(self, value: Any) -> Any:
        found = _LINK.search(value) if isinstance(value, str) and " " in value.strip() else None
        return super().to_python(found[0].rstrip(".,;)”") if found else value)


class WebAddress(Link):
    """An http or https address without a user name in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": True, **options})

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
