"""The strategy of a case: what was advised on which grounds, what a person chose and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from statements.enums import Strategy
from statements.models.version import NEVER_CHANGES


class StrategyChoice(models.Model):
    """One choice; a later one takes its place and both stay."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="strategies")
    round = models.PositiveSmallIntegerField()
    circumstances = models.JSONField(default=dict)
    advised = models.CharField(max_length=10, choices=Strategy.choices)
    chosen = models.CharField(_("strategy"), max_length=10, choices=Strategy.choices)
    reason = models.TextField(_("why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="strategy_has_a_reason"),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.chosen}"
