"""The duty rota."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from teams.models.brands import Brand


class TsTzRange(Func):
    function = "TSTZRANGE"


class DutyShift(models.Model):
    """Who answers the phone for a brand from `starts_at` until `ends_at`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="shifts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="shift_has_length",
                violation_error_message=_("A shift ends after it starts."),
            ),
            ExclusionConstraint(
                name="no_double_shift_of_one_person",
                expressions=[
                    ("brand", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has a shift at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%d/%m %H:%M}"
