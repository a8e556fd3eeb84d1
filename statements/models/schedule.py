"""Words that go out at an hour set beforehand, and the hold that stops all of them at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from statements.enums import Planned
from statements.models.statement import Statement

PERSON = settings.AUTH_USER_MODEL


class CrisisHold(models.Model):
    """Nothing scheduled of a brand goes out while it stands; rows stay as the record of it."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="holds")
    #: A hold placed in a drill touches texts of drills only.
    is_drill = models.BooleanField(default=False)
    reason = models.TextField(_("reason"))
    placed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=now)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(_("why it is lifted"), blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "is_drill"], condition=Q(lifted_at=None), name="one_hold_a_brand"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_by__isnull=False), name="hold_lifted_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.placed_at:%d/%m %H:%M}"


class Schedule(models.Model):
    """An approved text and the moment at which it is published, by the person who set it."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="schedules")
    #: Exactly the words that were approved then; others never go out by this row.
    digest = models.CharField(max_length=64)
    due_at = models.DateTimeField(_("goes out at"))
    state = models.CharField(max_length=10, choices=Planned.choices, default=Planned.WAITING)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    hold = models.ForeignKey(
        CrisisHold, models.PROTECT, null=True, blank=True, related_name="frozen"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    #: How grave the case was then; a graver one wants another look.
    severity = models.CharField(max_length=10, blank=True)
    #: Why it did not go out, by language: the sentences of the guards.
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(state__in=["waiting", "frozen"]),
                name="one_schedule_a_statement",
            ),
        ]
        indexes = [
            # Read by the sweep.
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="schedule_due"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.due_at:%d/%m %H:%M} {self.state}"
