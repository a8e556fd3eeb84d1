"""What an address looks like on each channel: how it is asked for, cleaned and hinted at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VIETNAM = "+84"
#: Signs of an address that a colleague may see.
SHOWN = 3


@dataclass(frozen=True)
class Kind:
    """`clean` gives the one spelling that is kept, or raises ValidationError."""

    label: Any
    help: Any
    clean: Callable[[str], str]
    hint: Callable[[str], str]


def phone(text: str) -> str:
    """A number with its country; one that begins with 0 is Vietnamese."""
    number = re.sub(r"[\s.()\-]", "", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("0"):
        number = VIETNAM + number[1:]
    if not re.fullmatch(r"\+[1-9]\d{7,14}", number):
        raise ValidationError(_("A phone number such as 0912 345 678 or +84 912 345 678."))
    return number


def _pattern(pattern: str, sentence: Any) -> Callable[[str], str]:
    def clean(text: str) -> str:
        found = text.strip()
        if not re.fullmatch(pattern, found):
            raise ValidationError(str(sentence))
        return found

    return clean


def web_address(text: str) -> str:
    """The address of a flow; whoever knows it can write there, so it is kept like a password."""
    url = text.strip()
    URLValidator(schemes=["https", "http"])(url.replace("localhost", "localhost.example"))
    parts = urlsplit(url)
    if parts.username or (parts.scheme != "https" and not settings.SOURCES_ALLOW_PRIVATE):
        raise ValidationError(_("Only https:// addresses without a user name."))
    return url


def last(address: str) -> str:
    """Its end: enough for its owner to know it, too little for anybody else."""
    return "…" + address[-SHOWN:]


def host(address: str) -> str:
    return urlsplit(address).hostname or ""


_MATRIX = gettext_lazy("A Matrix name such as @mai:example.vn.")
_SLACK = gettext_lazy("Your member ID, such as U012AB3CD: in your Slack profile, “Copy member ID”.")
_ZALO = gettext_lazy("The number by which the Official Account knows you.")

KINDS: dict[str, Kind] = {
    "telegram": Kind(
        gettext_lazy("Chat number"),
        gettext_lazy("Only where the start link does not work."),
        _pattern(r"-?\d{3,20}", gettext_lazy("A Telegram chat number has digits only.")),
        last,
    ),
    "slack": Kind(gettext_lazy("Member ID"), _SLACK, _pattern(r"[UWDC][A-Z0-9]{5,20}", _SLACK), last),
    "msteams": Kind(
        gettext_lazy("Address of your workflow"),
        gettext_lazy(
            "In Teams: Workflows, “Send webhook alerts to a chat”, with yourself; copy its address."
        ),
        web_address,
        host,
    ),
    "matrix": Kind(
        gettext_lazy("Matrix name"), _MATRIX,
        _pattern(r"@[a-z0-9._=\-/+]{1,100}:[A-Za-z0-9.\-]{1,200}(:\d{1,5})?", _MATRIX), last,
    ),
    "zalo": Kind(gettext_lazy("Zalo user number"), _ZALO, _pattern(r"\d{5,30}", _ZALO), last),
    "sms": Kind(gettext_lazy("Phone number"), "", phone, last),
    "voice": Kind(gettext_lazy("Phone number"), "", phone, last),
}  # fmt: skip
