"""Which account a channel has, and how it is spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outbox.publishers.registry import publisher_of
from statements.models import PublishingAccount

if TYPE_CHECKING:
    from collections.abc import Iterable


def accounts_of(brand_id: int, channels: Iterable[str]) -> dict[str, PublishingAccount]:
    """The accounts in use, by channel."""
    rows = PublishingAccount.objects.filter(
        brand=brand_id, is_active=True, channel__in=list(channels)
    )
    return {row.channel: row for row in rows if publisher_of(row.kind)}


def account_for(brand_id: int, channel: str) -> PublishingAccount | None:
    return accounts_of(brand_id, [channel]).get(channel)


def place_of(account: PublishingAccount) -> str:
    """Where it posts, in few words."""
    publisher = publisher_of(account.kind)
    return publisher.place(account.options)[:300] if publisher else ""
