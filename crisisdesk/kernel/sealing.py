"""Keeping what must be read again but never shown: passwords and keys of other systems.

Sealed with Fernet under the first of `settings.CREDENTIALS_KEYS`; any of them opens. A key may be
any long text: the cipher's own key is its SHA-256, so that one is made without a tool.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class CannotOpen(Exception):
    """Sealed under a key that this desk does not have, or damaged."""


def seal(text: str) -> str:
    """The text, unreadable without the key; nothing stays nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 -- few processes need it

    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen from error


def reseal(sealed: str) -> str:
    """The same under the newest key."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 -- few processes need it

    return MultiFernet([Fernet(_key(text)) for text in settings.CREDENTIALS_KEYS])


def _key(text: str) -> bytes:
    digest = hashlib.sha256(b"crisisdesk credentials\x00" + text.encode()).digest()
    return base64.urlsafe_b64encode(digest)
