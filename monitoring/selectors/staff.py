"""Reports of staff as those who work with them see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.enums import SourceKind
from monitoring.models import Connection, StaffReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from monitoring.models import Signal
    from teams.models import Brand


def listing(brand: Brand, wanted: Mapping[str, str]) -> QuerySet[StaffReport]:
    """All reports of a brand, the newest first; `state=waiting` those nobody decided on."""
    rows = StaffReport.objects.filter(brand=brand).select_related("signal__incident")
    if wanted.get("state") == "waiting":
        rows = rows.filter(signal__state__in=["new", "watched"])
    return rows.order_by("-id")


def of_signal(signal: Signal) -> list[StaffReport]:
    """The reports behind a signal, the first one first."""
    if "staff" not in signal.evidence:
        return []
    return list(StaffReport.objects.filter(signal=signal).order_by("id")[:20])


def mailboxes(brand: Brand) -> list[str]:
    """Addresses to which staff may forward what they saw."""
    rows = Connection.objects.filter(
        source__brand=brand, source__kind=SourceKind.MAILBOX, source__active=True,
        options__staff=True,
    )  # fmt: skip
    names = rows.order_by("pk").values_list("options__username", flat=True)
    return [name for name in names if name and "@" in name]
