"""Deadlines of a case: those of its severity, and those that the law sets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, IncidentRole, Severity
from incidents.enums import ClockKind, ClockState
from incidents.models.incident import Incident
from incidents.models.ledger import Evidence

if TYPE_CHECKING:
    from playbooks.models import LegalClock

PERSON = settings.AUTH_USER_MODEL
#: A countdown turns amber so long before its end where nobody is warned of it.
SOON = timedelta(minutes=10)


class ClockQuerySet(models.QuerySet):
    def running(self) -> ClockQuerySet:
        """Those that somebody still owes."""
        return self.filter(met_at=None, stopped_at=None)


class Clock(models.Model):
    """A deadline by severity. Lowering the severity never erases a breach."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="clocks")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=ClockKind.choices)
    #: Counts the turns of a clock that begins anew whenever it is met.
    cycle = models.PositiveIntegerField(default=1)
    #: The level by which it is computed; empty while unscored, which runs as high.
    severity = models.CharField(max_length=10, choices=Severity.choices, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    working = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    hard_due_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    hard_breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "round", "kind", "cycle"],
                name="one_clock_of_a_kind_in_a_round",
            ),
        ]
        indexes = [
            # Read by the sweep that warns and records breaches.
            models.Index(
                fields=["due_at"],
                condition=Q(met_at=None, stopped_at=None, breached_at=None),
                name="clock_running",
            ),
            # Read by the sweep that records where patience ended.
            models.Index(
                fields=["hard_due_at"],
                condition=Q(met_at=None, stopped_at=None, hard_breached_at=None),
                name="clock_patience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"

    @property
    def state(self) -> ClockState:
        """How it stands, in one word."""
        late = self.late_by is not None
        if self.met_at:
            return ClockState.MET_LATE if late else ClockState.MET
        if self.stopped_at:
            return ClockState.STOPPED_LATE if late else ClockState.STOPPED
        if self.due_at is None:
            return ClockState.UNLIMITED
        return ClockState.LATE if late else ClockState.RUNNING

    @property
    def late_by(self) -> timedelta | None:
        """By how much it was or is late; None where it was not."""
        end = self.met_at or self.stopped_at or now()
        return end - self.due_at if self.due_at and end > self.due_at else None

    @property
    def warn_seconds(self) -> int:
        """How long before the end the countdown turns amber."""
        return seconds_ahead(self.due_at, self.warn_at)


class LegalClockRun(Bilingual, models.Model):
    """A legal deadline running for a case; it sends nothing, and only `resolve` asks for it.

    What it was computed from is written down in it: a later change of the deadline's text or
    hours falsifies nothing.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="legal_clocks")
    clock = models.ForeignKey("playbooks.LegalClock", models.PROTECT, related_name="runs")
    #: Begun by the desk itself, once a case; whatever arrives by hand may arrive again.
    automatic = models.BooleanField(default=True)
    edition = models.PositiveIntegerField(default=1)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    starts_from = models.CharField(max_length=10)
    hours = models.PositiveIntegerField(null=True, blank=True)
    working = models.BooleanField(default=False)
    owner_role = models.CharField(max_length=20, choices=IncidentRole.choices)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: What arrived, where somebody started it by hand.
    note = models.TextField(blank=True)
    half_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    #: How much its owner has been told: nothing yet, half, soon or due.
    told = models.CharField(max_length=8, blank=True, default="")
    met_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    sent = models.TextField(_("what was sent, and to whom"), blank=True)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="legal_clocks"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "clock"],
                condition=Q(automatic=True),
                name="legal_clock_runs_once",
            ),
        ]
        indexes = [
            # Read by the sweep that tells owners.
            models.Index(
                fields=["half_at"], condition=Q(met_at=None, waived_at=None), name="legal_running"
            ),
        ]

    def __str__(self) -> str:
        return self.in_language("name")

    @classmethod
    def of(cls, clock: LegalClock, **fields: Any) -> LegalClockRun:
        """A run with everything of the deadline that it is computed from."""
        frozen = (
            "edition", "name_vi", "name_en", "starts_from", "hours", "working", "owner_role",
            "verified_by_id", "verified_on",
        )  # fmt: skip
        return cls(clock=clock, **({name: getattr(clock, name) for name in frozen} | fields))

    @property
    def is_confirmed(self) -> bool:
        """Whether a lawyer has stood up for it as it runs, and it says how long."""
        return self.verified_by_id is not None and self.hours is not None

    @property
    def is_settled(self) -> bool:
        return bool(self.met_at or self.waived_at)

    @property
    def state(self) -> ClockState:
        late = self.late_by is not None
        if self.waived_at:
            return ClockState.WAIVED
        if self.met_at:
            return ClockState.MET_LATE if late else ClockState.MET
        if self.due_at is None:
            return ClockState.ASK_LEGAL
        return ClockState.LATE if late else ClockState.RUNNING

    @property
    def late_by(self) -> timedelta | None:
        end = self.met_at or self.waived_at or now()
        return end - self.due_at if self.due_at and end > self.due_at else None

    @property
    def warn_seconds(self) -> int:
        return seconds_ahead(self.due_at, self.warn_at)


def seconds_ahead(due: datetime | None, warn: datetime | None) -> int:
    ahead = due - warn if due and warn else SOON
    return int(ahead.total_seconds())
