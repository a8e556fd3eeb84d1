"""Escalation policies: whom to wake, how long to wait, as data of a brand."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import IncidentRole
from teams.models.brands import Brand, Team
from teams.models.people import Role, Title

#: A wait may last from a minute to three days.
LONGEST_WAIT = 3 * 24 * 60


def _wait(label: str, default: int) -> models.PositiveIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(LONGEST_WAIT)]
    return models.PositiveIntegerField(label, default=default, validators=limits)


class EscalationPolicy(models.Model):
    """Whom a page wakes, one step after the other, until somebody answers."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="policies")
    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(_("used unless another is chosen"), default=False)
    repeats = models.PositiveSmallIntegerField(
        _("times the whole chain is repeated"), default=2, validators=[MaxValueValidator(9)]
    )
    keep_every = _wait(_("then repeat the last step every … minutes"), 10)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Ho_Chi_Minh")
    working_time = models.BooleanField(_("moderate and watch: in working hours only"), default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-is_default", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="one_policy_per_name"),
            models.UniqueConstraint(
                fields=["brand"], condition=Q(is_default=True), name="one_default_policy"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyStep(models.Model):
    """One step: whom it calls, and how long it waits for an answer before the next."""

    policy = models.ForeignKey(EscalationPolicy, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    critical_minutes = _wait(pgettext_lazy("severity", "critical"), 5)
    high_minutes = _wait(_("high"), 10)
    moderate_minutes = _wait(_("moderate"), 30)
    watch_minutes = _wait(_("watch"), 240)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "position"],
                name="one_step_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} · {self.position}"


class TargetKind(models.TextChoices):
    """What a target of a step may be."""

    DUTY = "duty", _("Everybody on duty")
    DUTY_ROLE = "duty_role", _("Whoever is on duty in a role")
    PERSON = "person", _("A person")
    TEAM = "team", _("A team")
    ROLE = "role", _("Everybody of a role")
    TITLE = "title", _("Everybody of an office")
    ALL = "all", pgettext_lazy("target", "Everybody")


#: What `PolicyTarget.value` may be, by kind.
VALUES = {
    TargetKind.DUTY_ROLE: IncidentRole,
    TargetKind.ROLE: Role,
    TargetKind.TITLE: Title,
}


class PolicyTarget(models.Model):
    """Somebody whom a step calls."""

    step = models.ForeignKey(PolicyStep, models.CASCADE, related_name="targets")
    kind = models.CharField(_("who"), max_length=12, choices=TargetKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    value = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="person", user__isnull=False, team=None, value="")
                | Q(kind="team", team__isnull=False, user=None, value="")
                | Q(kind__in=["duty_role", "role", "title"], user=None, team=None) & ~Q(value="")
                | Q(kind__in=["duty", "all"], user=None, team=None, value=""),
                name="policy_target_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}".strip()
