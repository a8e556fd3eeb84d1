"""Who holds which role of a case, and what people propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.enums import ProposalKind
from incidents.models.incident import Incident


class RoleAssignment(models.Model):
    """Who held which role of the case, and in which round."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=IncidentRole.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    round = models.PositiveSmallIntegerField(default=1)
    assigned_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "role", "user"],
                condition=Q(ended_at=None),
                name="one_live_assignment",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(ended_at=None, role="lead"),
                name="one_lead_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class Proposal(models.Model):
    """A person proposes what another must do: reopen, or call it a false alarm."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20, choices=ProposalKind.choices)
    reason = models.TextField(_("reason"))
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.by}"
