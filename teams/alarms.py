"""What the outbox says about itself when letters do not leave: a notice to every admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from teams.models import Notice, Role, User

if TYPE_CHECKING:
    from datetime import timedelta


def outbox_is_late(count: int, late_by: timedelta) -> None:
    """Once an hour, in the desk: a letter about letters that do not leave would not leave."""
    hour = now().strftime("%Y%m%d%H")
    admins = User.objects.filter(is_active=True, memberships__role=Role.ADMIN).distinct()
    Notice.objects.bulk_create(
        [
            Notice(
                key=f"outbox.late:{hour}:{admin.pk}",
                user=admin,
                topic="teams.outbox_late",
                facts={"count": count, "minutes": int(late_by.total_seconds() // 60)},
            )
            for admin in admins
        ],
        ignore_conflicts=True,
    )
