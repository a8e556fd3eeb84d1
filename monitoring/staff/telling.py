"""Telling those on duty of what staff report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.telling import triagers
from teams.notify import tell

if TYPE_CHECKING:
    from monitoring.models import Signal


def reported(signal: Signal) -> None:
    """Somebody of the staff saw something."""
    _tell(signal, f"staff:{signal.pk}", 1)


def reported_again(signal: Signal, count: int) -> None:
    """So many report the same."""
    _tell(signal, f"staff:{signal.pk}:{count}", count)


def _tell(signal: Signal, key: str, count: int) -> None:
    tell(
        triagers(signal),
        "monitoring.staff",
        key=key,
        subject=f"S-{signal.pk}",
        url=signal.get_absolute_url(),
        title=signal.title,
        count=count,
    )
