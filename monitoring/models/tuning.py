"""What a brand and its watches may set, and every change of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.enums import TuningCause
from monitoring.judging import BIG_SOURCE
from monitoring.models.signals import Signal
from monitoring.models.sources import Watch

PERSON = settings.AUTH_USER_MODEL


class BrandRules(models.Model):
    """How loud the desk may be for a brand; without a row the defaults hold."""

    brand = models.OneToOneField(
        "teams.Brand", models.CASCADE, primary_key=True, related_name="listening_rules"
    )
    big_source = models.PositiveBigIntegerField(
        _("a wide source reaches at least"),
        default=BIG_SOURCE,
        validators=[MinValueValidator(1)],
        help_text=_("People. One negative mention with such a reach is a warning by itself."),
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(big_source__gte=1), name="wide_source_positive"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_id}"


class Tuning(models.Model):
    """One change of how sensitive a watch is: who, why, from what, to what."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="tunings")
    cause = models.CharField(max_length=10, choices=TuningCause.choices)
    signal = models.ForeignKey(Signal, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            # A signal lowers the sensitivity once.
            models.UniqueConstraint(
                fields=["signal"], condition=Q(signal__isnull=False), name="one_lesson_a_signal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.before} → {self.after}"

    @property
    def brand_id(self) -> int:
        return self.watch.brand_id
