"""What a network says later about a message that it took: that it arrived, or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import iso, now
from outbox.models import OutboxMessage
from outbox.publishers.base import Account

if TYPE_CHECKING:
    from outbox.reaching.base import Way


def understood(
    way: Way,
    options: dict[str, Any],
    secrets: dict[str, Any],
    url: str,
    headers: dict[str, str],
    body: bytes,
) -> bool | None:
    """True, False or not known yet; ValueError where the call is not signed."""
    from outbox.egress import Door, Patience  # noqa: PLC0415 -- only where a network calls

    with Door() as door:
        return way.arrived(Account(options, secrets, door, Patience(0.0)), url, headers, body)


@transaction.atomic
def note(message: OutboxMessage, *, ok: bool) -> None:
    """Write it down; the first word counts, and an arrival more than a loss."""
    row = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if "arrived_at" in row.receipt or (not ok and "lost_at" in row.receipt):
        return
    row.receipt = {**row.receipt, "arrived_at" if ok else "lost_at": iso(now())}
    row.save(update_fields=["receipt"])
