"""Which crises may hit a brand: likelihood, impact, who watches it; ratings are kept as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from playbooks.models.plan import Playbook
from playbooks.models.policy import PolicyQuerySet
from teams.models import Brand

PERSON = settings.AUTH_USER_MODEL
#: A rating older than this is looked at again.
LOOK_AGAIN = timedelta(days=180)


class Likelihood(models.IntegerChoices):
    RARE = 1, pgettext_lazy("likelihood", "Rare")
    UNLIKELY = 2, pgettext_lazy("likelihood", "Unlikely")
    POSSIBLE = 3, pgettext_lazy("likelihood", "Possible")
    LIKELY = 4, pgettext_lazy("likelihood", "Likely")
    NEARLY_SURE = 5, pgettext_lazy("likelihood", "Nearly sure")


class Impact(models.IntegerChoices):
    SLIGHT = 1, pgettext_lazy("impact", "Slight")
    LIMITED = 2, pgettext_lazy("impact", "Limited")
    NOTICEABLE = 3, pgettext_lazy("impact", "Noticeable")
    GRAVE = 4, pgettext_lazy("impact", "Grave")
    THREATENING = 5, pgettext_lazy("impact", "Threatens the brand")


def look_again_on() -> date:
    return timezone.localdate() + LOOK_AGAIN


class Risk(models.Model):
    """Something that may happen to a brand, of one type of crisis."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="risks")
    playbook = models.ForeignKey(
        Playbook, models.PROTECT, related_name="risks", verbose_name=_("type of crisis")
    )
    title = models.CharField(_("what may happen"), max_length=200)
    why = models.TextField(_("why we think so, and what we would notice first"), max_length=2000)
    likelihood = models.PositiveSmallIntegerField(
        _("how likely within a year"),
        choices=Likelihood.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    impact = models.PositiveSmallIntegerField(
        _("how bad it would be"),
        choices=Impact.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    owner = models.ForeignKey(
        PERSON,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="risks",
        verbose_name=_("who watches it"),
    )
    look_again_on = models.DateField(_("look at it again on"), default=look_again_on)
    reminded_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_is_rated"
            ),
            models.UniqueConstraint(
                fields=["brand", "title"],
                condition=Q(closed_at=None),
                name="one_open_risk_per_title",
                violation_error_message=_("This risk stands in the register already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weight(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact

    @property
    def is_stale(self) -> bool:
        return self.look_again_on < timezone.localdate()


class RiskRating(models.Model):
    """How a risk was rated once, by whom and why; never changed."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="ratings")
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood.choices)
    impact = models.PositiveSmallIntegerField(choices=Impact.choices)
    reason = models.CharField(_("what changed"), max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(name="ratings_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} {self.likelihood}×{self.impact}"
