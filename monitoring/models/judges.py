"""Sentiment models that a brand trained from its people's corrections."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.models.sources import OfBrand

PERSON = settings.AUTH_USER_MODEL


class SentimentModel(models.Model):
    """One training run; its weights lie beside the desk's files and are part of the backup."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="sentiment_models")
    made_at = models.DateTimeField(_("made"), default=now)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    corrections = models.PositiveIntegerField(_("corrections"))
    figures = models.JSONField(default=dict)
    active = models.BooleanField(default=False)
    switched_at = models.DateTimeField(null=True, blank=True)
    switched_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], condition=Q(active=True), name="one_sentiment_model_judges"
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y %H:%M} ({self.corrections})"

    @property
    def path(self) -> Path:
        """The file, named by its content: another content is another file."""
        return Path(settings.MEDIA_ROOT) / "models" / f"{self.digest}.npz"
