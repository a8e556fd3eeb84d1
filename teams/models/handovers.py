"""What one person on duty leaves to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from teams.models.brands import Brand
from teams.models.rota import Rota

PERSON = settings.AUTH_USER_MODEL


class OwnState(models.TextChoices):
    """How the one who leaves feels; asked because nobody says it unasked."""

    FINE = "fine", _("Fine")
    TIRED = "tired", _("Tired")
    EXHAUSTED = "exhausted", _("Exhausted, please do not call me")


class Handover(models.Model):
    """A note at the end of a duty; the giver is relieved when the taker has accepted it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="handovers")
    #: Empty for a duty that was entered by hand.
    rota = models.ForeignKey(Rota, models.SET_NULL, related_name="handovers", null=True, blank=True)
    giver = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    taker = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=_("who takes over")
    )
    #: When the giver's duty ends by the rota.
    at = models.DateTimeField()
    open_work = models.TextField(_("what is open"), max_length=4000, blank=True)
    watch = models.TextField(_("what to watch"), max_length=2000, blank=True)
    promises = models.TextField(_("promises that fall due"), max_length=2000, blank=True)
    told = models.TextField(_("who has been told"), max_length=2000, blank=True)
    own_state = models.CharField(
        _("how I am"), max_length=10, choices=OwnState.choices, default=OwnState.FINE
    )
    written_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "rota", "giver", "at"],
                name="one_handover_at_a_time",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_to_another"),
        ]
        indexes = [models.Index(fields=["brand", "at"], name="handover_by_time")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker} {self.at:%d/%m %H:%M}"
