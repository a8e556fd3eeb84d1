"""Keys of other systems when somebody edits what they belong to: given anew, kept, or refused.

A form never shows a stored key, so an empty field means "the one you have". That must not carry a
key to another place: whoever changes the address would otherwise be sent the password of the old
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisisdesk.kernel.sealing import CannotOpen


class Kind(Protocol):
    """What is asked of every account of one kind."""

    #: Answers that are stored sealed and never shown again.
    secrets: Any
    #: Answers that say where the secrets are sent.
    bound_to: Any


class Holder(Protocol):
    """A stored account with its open answers and its sealed ones."""

    options: Any

    def secrets(self) -> dict[str, Any]:
        """The sealed answers; `CannotOpen` where the key is lost."""


def parted(
    kind: Kind, values: Mapping[str, Any], about: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The answers named in `about`, those that stay open, and the secrets that were given."""
    known = set(about)
    secrets = {name: values[name] for name in kind.secrets if values.get(name)}
    rest = {n: v for n, v in values.items() if n not in known and n not in kind.secrets}
    return {name: v for name, v in values.items() if name in known}, rest, secrets


def joined(
    kind: Kind, row: Holder, options: Mapping[str, Any], given: dict[str, Any]
) -> dict[str, Any]:
    """The secrets to use: those given, else those stored for the same place.

    Raises `ValidationError` by field where a stored one would go to another place, or where it
    cannot be opened any more.
    """
    try:
        stored = row.secrets()
    except CannotOpen as error:
        if missing := [name for name in kind.secrets if name not in given]:
            raise ValidationError(dict.fromkeys(missing, _("Enter it anew."))) from error
        return given
    missing = [name for name in stored if name not in given]
    if missing and any(options.get(name) != row.options.get(name) for name in kind.bound_to):
        sentence = _("It would be sent to another place than before: enter it anew.")
        raise ValidationError(dict.fromkeys(missing, sentence))
    return stored | given
