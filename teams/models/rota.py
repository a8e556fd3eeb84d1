"""Who is on duty by rule: a rota, its layers, what overrides them, swaps and calendar addresses."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import IncidentRole
from teams.models.brands import Brand, Team

PERSON = settings.AUTH_USER_MODEL


class Unit(models.TextChoices):
    """What a turn is counted in."""

    HOUR = "hour", _("hours")
    DAY = "day", _("days")
    WEEK = "week", _("weeks")


class HolidayRule(models.TextChoices):
    """What a layer does on public holidays."""

    ANY = "", _("on all days")
    ONLY = "only", _("only on public holidays")
    EXCEPT = "except", _("not on public holidays")


class SwapState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("swap", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("swap", "Accepted")
    DECLINED = "declined", pgettext_lazy("swap", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_at__gt=F("starts_at")),
        name=name,
        violation_error_message=_("It ends after it starts."),
    )


class Rota(models.Model):
    """A plan of duty of one brand; its rules are the truth, no shift of it is stored."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="rotas")
    team = models.ForeignKey(
        Team, models.SET_NULL, related_name="rotas", null=True, blank=True, verbose_name=_("team")
    )
    name = models.CharField(_("name"), max_length=80)
    #: Empty is general duty: whoever answers the phone.
    role = models.CharField(
        _("duty"), max_length=20, choices=IncidentRole.choices, blank=True, default=""
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Ho_Chi_Minh")
    #: Whether somebody stays on duty until the next one has accepted.
    needs_handover = models.BooleanField(_("handover is accepted"), default=True)
    warns = models.BooleanField(_("warn of gaps"), default=True)
    warn_days = models.PositiveSmallIntegerField(
        _("warn so many days ahead"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: When a sweep looks for gaps next, and when it reminds of the next handover.
    gaps_due_at = models.DateTimeField(default=now)
    handover_due_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["role", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "name"],
                name="one_rota_per_name",
                condition=Q(is_active=True),
                violation_error_message=_("There is a rota of this name already."),
            ),
        ]
        indexes = [
            # Read by the sweep only.
            models.Index(fields=["gaps_due_at"], name="rota_gaps_due", condition=Q(is_active=True)),
            models.Index(
                fields=["handover_due_at"],
                name="rota_handover_due",
                condition=Q(is_active=True, needs_handover=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duty(self) -> str:
        """What it is a rota of, in words."""
        return self.get_role_display() if self.role else str(_("General duty"))


class Layer(models.Model):
    """People by turns; a layer of a higher position covers those below where it has somebody."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="layers")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    unit = models.CharField(_("unit"), max_length=4, choices=Unit.choices, default=Unit.WEEK)
    length = models.PositiveSmallIntegerField(
        _("length of a turn"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    handover_time = models.TimeField(_("handover at"))
    starts_on = models.DateField(_("first turn begins on"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    #: 0 is Monday; empty is every day.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays"), default=list, blank=True
    )
    hours_from = models.TimeField(_("from hour"), null=True, blank=True)
    hours_until = models.TimeField(_("until hour"), null=True, blank=True)
    holidays = models.CharField(
        _("holidays"), max_length=6, choices=HolidayRule.choices, blank=True, default=""
    )

    class Meta:
        ordering = ["-position", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(length__gte=1), name="layer_turn_has_length"),
            models.CheckConstraint(
                condition=Q(hours_from=None, hours_until=None)
                | Q(hours_from__isnull=False, hours_until__isnull=False),
                name="layer_hours_are_two",
                violation_error_message=_("Give both hours or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LayerPlace(models.Model):
    """One person's place in the order of a layer."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="places")
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}. {self.user}"


class Override(models.Model):
    """Somebody else from a moment until another, whatever the layers say; the newest counts."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="overrides")
    user = models.ForeignKey(
        PERSON, models.CASCADE, related_name="+", verbose_name=_("who is on duty")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [ends_after_start("override_has_length")]
        indexes = [models.Index(fields=["rota", "ends_at"], name="override_by_end")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%d/%m %H:%M}"


class Swap(models.Model):
    """One asks another to take over a time, and perhaps gives one back; only the other accepts."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="swaps")
    asker = models.ForeignKey(PERSON, models.CASCADE, related_name="swaps_asked")
    other = models.ForeignKey(
        PERSON, models.CASCADE, related_name="swaps_offered", verbose_name=_("who takes over")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    back_starts_at = models.DateTimeField(_("in return from"), null=True, blank=True)
    back_ends_at = models.DateTimeField(_("in return until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=SwapState.choices, default=SwapState.ASKED, editable=False
    )
    asked_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            ends_after_start("swap_has_length"),
            models.CheckConstraint(
                condition=Q(back_starts_at=None, back_ends_at=None)
                | Q(back_ends_at__gt=F("back_starts_at")),
                name="swap_return_has_length",
                violation_error_message=_("It ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(asker=F("other")),
                name="swap_with_another",
                violation_error_message=_("Choose another person than yourself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} → {self.other}: {self.state}"


class CalendarLink(models.Model):
    """A secret address under which a calendar program reads shifts; only its hash is kept."""

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="calendar_links")
    #: Empty: the person's own shifts of all rotas.
    rota = models.ForeignKey(
        Rota, models.CASCADE, related_name="calendar_links", null=True, blank=True
    )
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=8)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}…"
