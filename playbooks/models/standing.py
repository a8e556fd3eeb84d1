"""Who stands in for the holder of an office: a delegate for a time, a deputy out of hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from playbooks.enums import Office
from playbooks.models.policy import PolicyQuerySet
from playbooks.workdays import ZONE
from teams.days import Days, days
from teams.models import Brand
from teams.models.duty import TsTzRange

if TYPE_CHECKING:
    from collections.abc import Iterable

PERSON = settings.AUTH_USER_MODEL
OPENS, CLOSES = time(8, 30), time(17, 30)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
#: No office stays closed longer: a week of Tết and the days about it.
LONGEST_CLOSED = 30


class OfficeHours(models.Model):
    """When the offices of a brand are staffed; public holidays are closed."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="office_hours")
    opens = models.TimeField(_("from"), default=OPENS)
    closes = models.TimeField(_("until"), default=CLOSES)
    #: 0 is Monday.
    days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days"), default=list, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="office_hours_have_length",
                violation_error_message=_("The office closes after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.opens:%H:%M}-{self.closes:%H:%M}"

    @classmethod
    def usual(cls, brand_id: int) -> OfficeHours:
        """What holds for a brand that has set none."""
        return cls(brand_id=brand_id, days=list(MONDAY_TO_FRIDAY))

    def _works(self, day: datetime, calendar: Days) -> bool:
        return calendar.is_made_up(day.date()) or (
            day.weekday() in self.days and not calendar.is_off(day.date())
        )

    def open_at(self, at: datetime) -> bool:
        local = at.astimezone(ZONE)
        calendar = days(self.brand_id, local.date(), local.date())
        return self._works(local, calendar) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime | None:
        """When the office opens next; None where it never does."""
        local = at.astimezone(ZONE)
        calendar = days(self.brand_id, local.date())
        for ahead in range(LONGEST_CLOSED):
            day = local + timedelta(days=ahead)
            opening = datetime.combine(day.date(), self.opens, ZONE)
            if self._works(opening, calendar) and opening > local:
                return opening
        return None


class Deputy(models.Model):
    """Signs for an office while it is closed; an admin names them, who never signs."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="deputies")
    office = models.CharField(_("office"), max_length=20, choices=Office.choices)
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+", verbose_name=_("deputy"))
    named_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "office"], name="one_deputy_an_office"),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.user}"


class DelegationQuerySet(PolicyQuerySet):
    def active(self, at: datetime | None = None) -> DelegationQuerySet:
        """Those in force at a moment: begun, not ended, not revoked."""
        moment = at or now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, revoked_at=None)

    def of_brands(self, brand_ids: Iterable[int]) -> DelegationQuerySet:
        return self.filter(brand__in=list(brand_ids)).select_related("giver", "to", "revoked_by")


class Delegation(models.Model):
    """One holder's office in another's hands for a time; it ends by itself.

    It is written once. Only its revocation is added, and it is never deleted.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="delegations")
    office = models.CharField(_("office"), max_length=20, choices=Office.choices)
    giver = models.ForeignKey(
        PERSON, models.PROTECT, related_name="delegations_given", verbose_name=_("in place of")
    )
    to = models.ForeignKey(
        PERSON, models.PROTECT, related_name="delegations_held", verbose_name=_("delegate")
    )
    reason = models.CharField(_("reason"), max_length=300)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    #: Who wrote it down: the giver, or an admin for somebody who cannot.
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="delegation_has_length",
                violation_error_message=_("A delegation ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("to")),
                name="delegation_to_another",
                violation_error_message=_("Choose another person than the one who is away."),
            ),
            ExclusionConstraint(
                name="one_delegate_at_a_time",
                expressions=[
                    ("brand", RangeOperators.EQUAL),
                    ("giver", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None),
                violation_error_message=_("This office is delegated at that time already."),
            ),
        ]
        indexes = [
            # Read whenever somebody signs.
            models.Index(
                fields=["brand", "ends_at"],
                condition=Q(revoked_at=None),
                name="delegation_in_force",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["revoked_at", "revoked_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.to}: {self.office}"

    @property
    def state(self) -> str:
        """`revoked`, `ended`, `coming` or `active`."""
        moment = now()
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_at <= moment:
            return "ended"
        return "coming" if self.starts_at > moment else "active"
