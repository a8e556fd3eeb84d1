"""How ready a brand was on a day, and the worst gaps as tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from drills.enums import Cell
from playbooks.models import Playbook
from teams.models import Brand

PERSON = settings.AUTH_USER_MODEL


class ReadinessDay(models.Model):
    """The map of a brand as it stood on a day; what the trend is drawn from."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="readiness_days")
    day = models.DateField()
    #: 0 to 100, weighted by how likely each type is; None while there is no type.
    overall = models.PositiveSmallIntegerField(null=True)
    #: {slug: {cell: 0..100 or null}}.
    cells = models.JSONField(default=dict)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "day"], name="one_readiness_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.day} {self.overall}"


class ReadinessTask(models.Model):
    """A gap that somebody is to close before a crisis finds it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="readiness_tasks")
    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="readiness_tasks")
    cell = models.CharField(max_length=12, choices=Cell.choices)
    owner = models.ForeignKey(
        PERSON, models.SET_NULL, null=True, blank=True, related_name="readiness_tasks"
    )
    due_on = models.DateField(_("due"))
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Empty where the gap closed by being mended.
    left_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    left_reason = models.CharField(_("why it is left"), max_length=300, blank=True)
    #: A gap that is left is not made a task again before this day.
    left_until = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["playbook", "cell"],
                condition=Q(closed_at=None),
                name="one_open_task_per_gap",
            ),
            models.CheckConstraint(
                condition=Q(left_by=None, left_reason="") | ~Q(left_reason=""),
                name="left_gap_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playbook} · {self.get_cell_display()}"
