"""The name under which a mention is known for good, whatever becomes of its text."""

from __future__ import annotations

import hashlib


def key_of(source_id: int, external_id: str) -> str:
    """128 bits of SHA-256 as 32 hexadecimal digits; it tells nobody what it was made of."""
    return hashlib.sha256(f"{source_id}:{external_id}".encode()).hexdigest()[:32]
