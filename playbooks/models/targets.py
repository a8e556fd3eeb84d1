"""What a brand wants to reach in each figure of its reports."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from playbooks.models.policy import PolicyQuerySet
from teams.models import Brand


class Target(models.Model):
    """A limit of one figure: minutes for a median, percent for a share."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=60)
    limit = models.DecimalField(
        _("target"), max_digits=8, decimal_places=1, validators=[MinValueValidator(0)]
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "measure"], name="one_target_per_measure"),
            models.CheckConstraint(condition=Q(limit__gte=0), name="target_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} · {self.limit}"
