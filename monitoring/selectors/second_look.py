"""How the second look stands: whether it runs, what waits, what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Q

from crisisdesk.kernel.clock import now
from monitoring.enums import LookOutcome
from monitoring.models import SecondLook, SecondLookRun
from monitoring.understanding.sentiment import encoded

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand

WEEK = timedelta(days=7)
#: The sweep comes every half minute; a brand that was left out so long is not looked after.
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Standing:
    """Counts are of the last seven days, but for what waits now."""

    installed: bool
    switched_on: bool
    ran_at: datetime | None
    waiting: int
    judged: int
    changed: int
    let_go: int

    @property
    def on(self) -> bool:
        return self.installed and self.switched_on

    @property
    def late(self) -> bool:
        """Whether it should have run since."""
        return self.on and self.ran_at is not None and self.ran_at < now() - LATE


def is_on() -> bool:
    """Whether this desk looks twice."""
    return settings.SECOND_LOOK and encoded.is_there()


def standing(brand: Brand) -> Standing:
    """How it stands with the brand's mentions."""
    of_brand = SecondLook.objects.filter(brand=brand)
    shown = of_brand.filter(Q(outcome=LookOutcome.WAITING) | Q(at__gte=now() - WEEK))
    judged = Q(outcome=LookOutcome.JUDGED)
    counts = shown.aggregate(
        waiting=Count("pk", filter=Q(outcome=LookOutcome.WAITING)),
        judged=Count("pk", filter=judged),
        changed=Count("pk", filter=judged & ~Q(label=F("predicted"))),
        let_go=Count("pk", filter=Q(outcome=LookOutcome.LET_GO)),
    )
    run = SecondLookRun.objects.filter(brand=brand).first()
    return Standing(encoded.is_there(), settings.SECOND_LOOK, run and run.ran_at, **counts)
