"""Holidays as data: what the shipped calendar does not know or gets wrong for a desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Bilingual
from teams.models.brands import Brand


class HolidayKind(models.TextChoices):
    PUBLIC = "public", _("Public holiday")
    TET = "tet", _("Tết")
    WORKING = "working", _("Working day, such as a compensated Saturday")


class Holiday(Bilingual, models.Model):
    """One day of a brand, or of the whole desk where `brand` is empty."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="holidays", null=True, blank=True)
    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=HolidayKind.choices)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "date"],
                name="one_holiday_a_day",
                nulls_distinct=False,
                violation_error_message=_("This day is in the calendar already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HolidayKind.values), name="holiday_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name_vi}"
