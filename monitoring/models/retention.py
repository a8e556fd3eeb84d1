"""How long texts are kept, and what was removed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.enums import RemovalKind
from monitoring.models.sources import OfBrand

PERSON = settings.AUTH_USER_MODEL
USUAL_MONTHS, FEWEST_MONTHS, MOST_MONTHS = 24, 3, 120


class RetentionPolicy(models.Model):
    """How many months a brand keeps what people said; counts stay for ever."""

    brand = models.OneToOneField(
        "teams.Brand", models.CASCADE, primary_key=True, related_name="retention"
    )
    keep_months = models.PositiveSmallIntegerField(
        _("months to keep texts"),
        default=USUAL_MONTHS,
        validators=[MinValueValidator(FEWEST_MONTHS), MaxValueValidator(MOST_MONTHS)],
    )
    #: When the sweep looks at the brand again; a day ahead after a change, so that a slip can be
    #: taken back before anything is gone.
    due_at = models.DateTimeField(default=now, editable=False)
    changed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.brand}: {self.keep_months}"


class Removal(models.Model):
    """What went, when and why. It never says whose handle it was."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="removals")
    kind = models.CharField(max_length=10, choices=RemovalKind.choices)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    #: Texts posted before this moment went, where age was the reason.
    before = models.DateTimeField(null=True, blank=True)
    removed = models.PositiveIntegerField(default=0)
    #: Mentions that stayed: attached to a case, or without their author's name.
    kept = models.PositiveIntegerField(default=0)
    #: Other rows in which the handle stood.
    cleaned = models.PositiveIntegerField(default=0)
    #: Keyed hash of the handle, by which later mentions of it are recognised.
    handle_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Read by the intake for every batch.
            models.Index(
                fields=["brand", "handle_digest"],
                condition=~Q(handle_digest=""),
                name="removal_of_author",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"
