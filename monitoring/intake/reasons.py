"""Why a row cannot be taken, in words that name the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

LABELS = {
    "external_id": _("Identifier"),
    "source": _("Source"),
    "author": _("Author"),
    "text": _("Text"),
    "posted_at": _("Time of posting"),
    "language": _("Language"),
    "reach": _("Reach"),
    "url": _("Link"),
    "platform": _("Platform"),
}


def reasons(errors: Mapping[str, list[str]]) -> list[str]:
    """A sentence for each fault; “too long” helps only whoever knows which cell is."""
    return [
        f"{LABELS[name]}: {sentence}" if name in LABELS else sentence
        for name, sentences in errors.items()
        for sentence in sentences
    ]
