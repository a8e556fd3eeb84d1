"""What a signal's page says about its messages: which texts, how arranged, how far spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitoring.selectors import clusters, coordination, spread

if TYPE_CHECKING:
    from monitoring.models import Signal
    from teams.models import User


def by_signal(signal: Signal, viewer: User) -> dict[str, Any]:
    """The largest clusters of the episode, its suspicion of coordination and its spread ladder."""
    return {
        "clusters": clusters.of_signal(signal),
        "suspicion": coordination.of_signal(signal),
        "spread": spread.of_signal(signal, viewer),
    }
