"""What a brand asks of action items, and how one moved on the way."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.models.review import ActionItem

PERSON = settings.AUTH_USER_MODEL


def _days(label: object, default: int, least: int = 1) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(least), MaxValueValidator(365)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits)


class FollowUpPolicy(models.Model):
    """A brand's own rules. A brand without a row has the defaults."""

    brand = models.OneToOneField(
        "teams.Brand", models.CASCADE, primary_key=True, related_name="follow_up"
    )
    anonymous = models.BooleanField(
        _("hide who wrote a line of the hot wash"),
        default=True,
        help_text=_("Lines written so stay without a name, whatever is set here later."),
    )
    critical_days = _days(_("days to finish an action item: critical"), 14)
    high_days = _days(_("days to finish an action item: high"), 21)
    moderate_days = _days(_("days to finish an action item: moderate"), 30)
    watch_days = _days(_("days to finish an action item: watch"), 60)
    warn_days = _days(_("days before the day to remind the owner"), 3, 0)
    escalate_days = _days(_("days after the day until the manager is told"), 7)

    class Meta:
        verbose_name_plural = "follow-up policies"

    def __str__(self) -> str:
        return f"{self.brand_id}"


class ItemMove(models.Model):
    """An action item got another day or another owner, and why."""

    item = models.ForeignKey(ActionItem, models.CASCADE, related_name="moves")
    old_due = models.DateField(null=True, blank=True)
    new_due = models.DateField(null=True, blank=True)
    old_owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    new_owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"
