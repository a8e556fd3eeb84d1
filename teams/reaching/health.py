"""Whether a connection works: what it said last, and a word to admins when its keys fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from teams.models import Brand, ChannelAccount, Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Of these only a person can help, and everybody on the connection suffers.
BROKEN = {"login", "forbidden", "quota", "sealed"}


def fails(account: ChannelAccount, code: str, facts: Mapping[str, Any]) -> None:
    """Note what went wrong; of a connection that has just broken admins hear at once."""
    kept = {"said": str(facts.get("said", ""))[:300]}
    changed = (
        ChannelAccount.objects.filter(pk=account.pk)
        .exclude(problem=code)
        .update(problem=code[:40], facts=kept, checked_at=now())
    )
    if changed and code in BROKEN:
        _tell_admins(account)


def works(account_id: int | None) -> None:
    """What was sent went out: a fault that was noted is over."""
    rows = ChannelAccount.objects.filter(pk=account_id).exclude(problem="")
    rows.update(problem="", facts={}, checked_at=now())


def _tell_admins(account: ChannelAccount) -> None:
    brands = [account.brand_id] if account.brand_id else Brand.objects.values_list("pk", flat=True)
    admins = {person.pk: person for brand in brands for person in people(brand, {Role.ADMIN})}
    tell(
        admins.values(), "teams.channel_broken", key=f"channel:{account.pk}:{now():%Y%m%d%H}",
        url=account.get_absolute_url(), name=account.name,
    )  # fmt: skip
