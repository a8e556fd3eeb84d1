"""Asking for a right; the predicates themselves stand in each room's `permissions.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from crisisdesk.kernel.errors import Forbidden

if TYPE_CHECKING:
    from crisisdesk.kernel.errors import Sentence


def may(user: Any, ability: str, subject: Any = None) -> bool:
    """Whether the person has the right; an unknown right is a programming error."""
    if not rules.perm_exists(ability):
        raise LookupError(ability)
    return bool(user.is_authenticated and user.is_active and rules.has_perm(ability, user, subject))


def require(user: Any, ability: str, subject: Any = None, sentence: Sentence | None = None) -> None:
    """Pass, or raise Forbidden."""
    if not may(user, ability, subject):
        raise Forbidden(sentence)
