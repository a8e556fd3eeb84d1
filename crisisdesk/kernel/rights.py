"""Asking for a right; the predicates themselves stand in each room's `permissions.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from crisisdesk.kernel.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from crisisdesk.kernel.errors import Sentence

_vetoes: list[Callable[[Any, str, Any], bool]] = []


def veto(ask: Callable[[Any, str, Any], bool]) -> None:
    """Let an upper room refuse what roles allow; it registers in its AppConfig.ready()."""
    if ask not in _vetoes:
        _vetoes.append(ask)


def vetoed(user: Any, ability: str, subject: Any) -> bool:
    """Whether somebody above refuses; a step of a state machine asks with an empty ability."""
    return any(ask(user, ability, subject) for ask in _vetoes)


def may(user: Any, ability: str, subject: Any = None) -> bool:
    """Whether the person has the right; an unknown right is a programming error."""
    if not rules.perm_exists(ability):
        raise LookupError(ability)
    held = user.is_authenticated and user.is_active and rules.has_perm(ability, user, subject)
    return bool(held and not vetoed(user, ability, subject))


def require(user: Any, ability: str, subject: Any = None, sentence: Sentence | None = None) -> None:
    """Pass, or raise Forbidden."""
    if not may(user, ability, subject):
        raise Forbidden(sentence)
