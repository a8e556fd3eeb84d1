"""What the clock does in the newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.sweeping import each
from newsroom.services import announcing, copying, subscribing

if TYPE_CHECKING:
    from collections.abc import Callable


def sweep() -> int:
    """Everything that is due now; safe to run twice and at the same time."""
    return each((announcing.sweep, subscribing.sweep, copying.sweep), _run)


def _run(part: Callable[[], int]) -> int:
    return part()
