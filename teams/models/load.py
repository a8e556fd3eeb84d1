"""What keeps a team whole: limits, stretches of work, exposure to abuse, and the pulse."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from teams.models.brands import Brand

PERSON = settings.AUTH_USER_MODEL


def _hours(label: object, default: int, most: int = 168) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits)


class LoadRules(models.Model):
    """A brand's own limits. A brand without a row has the defaults."""

    brand = models.OneToOneField(Brand, models.CASCADE, primary_key=True, related_name="load_rules")
    prompt_hours = _hours(_("hours without relief until the prompt to hand over"), 6, 48)
    limit_hours = _hours(_("hours without relief until the managers are told"), 8, 72)
    rest_hours = _hours(_("hours of rest in one piece within a day"), 11, 24)
    week_hours = _hours(_("hours within seven days"), 48)
    counts_calm_duty = models.BooleanField(
        _("count duty without an open crisis too"),
        default=False,
        help_text=_("For desks whose people sit at their screens for the whole shift."),
    )
    exposure_minutes = models.PositiveSmallIntegerField(
        _("minutes a day with abusive content until the prompt to rotate"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
    )
    asks_pulse = models.BooleanField(_("ask for the pulse after long work"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_hours__gt=F("prompt_hours")),
                name="load_prompt_before_limit",
                violation_error_message=_("The prompt comes before the limit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.prompt_hours}/{self.limit_hours}"


class Stretch(models.Model):
    """Work of one person without relief, kept by the sweep; what is due stands in columns."""

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="stretches")
    #: For whom the person works now: its limits hold and its managers are told.
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="stretches")
    began_at = models.DateTimeField()
    #: The latest moment of work that is known.
    last_at = models.DateTimeField()
    prompt_due_at = models.DateTimeField()
    limit_due_at = models.DateTimeField()
    prompted_at = models.DateTimeField(null=True, blank=True)
    limit_told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: When the person answered or declined the pulse that follows long work.
    pulse_settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_open_stretch_a_person"
            ),
        ]
        indexes = [
            # Read by the sweep and by the cards of home and war room.
            models.Index(fields=["brand"], condition=Q(ended_at=None), name="stretch_open"),
            models.Index(fields=["user", "-ended_at"], name="stretch_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%d/%m %H:%M}"


class ExposureDay(models.Model):
    """How much abusive content a person opened on a day. Theirs alone: no page shows another's."""

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="exposure_days")
    day = models.DateField()
    items = models.PositiveIntegerField(default=0)
    #: Time between one opening and the next, at most two minutes each.
    seconds = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_exposure_row_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.items}"


class ViewingChoice(models.Model):
    """How a person wants to meet pictures from outside."""

    user = models.OneToOneField(
        PERSON, models.CASCADE, primary_key=True, related_name="viewing_choice"
    )
    always_veil = models.BooleanField(
        _("always cover pictures"),
        default=False,
        help_text=_("Also those that you have opened in this session."),
    )

    def __str__(self) -> str:
        return "veiled" if self.always_veil else "remembered"


class PulseAnswer(models.Model):
    """How somebody was on a day, 1 to 5: sealed, read back to its owner only."""

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="pulse_answers")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    day = models.DateField()
    sealed = models.CharField(max_length=200)
    #: Whether it may be counted into the week of the team.
    shared = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "brand", "day"], name="one_pulse_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class PulseWeek(models.Model):
    """The one figure of a brand's week, written once when the week is over and never again.

    It holds no number of people and no mean: only in which third the team was, or that too few
    had answered. What cannot be asked again cannot be subtracted.
    """

    class Band(models.TextChoices):
        FEW = "few", _("too few answers")
        LOW = "low", _("low")
        MIDDLE = "middle", _("in between")
        GOOD = "good", _("good")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="pulse_weeks")
    monday = models.DateField()
    band = models.CharField(max_length=8, choices=Band.choices)

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "monday"], name="one_pulse_week"),
        ]

    def __str__(self) -> str:
        return f"{self.monday} {self.band}"
