"""Pictures that show what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from crisisdesk.kernel.clock import now
from monitoring.models.mentions import Mention


def screenshot_path(shot: Screenshot, _filename: str) -> str:
    """Stored under its digest: a hostile file name never reaches the disk."""
    return f"screenshots/{shot.sha256[:2]}/{shot.sha256}.{shot.format}"


class Screenshot(models.Model):
    """A picture of a mention, drawn anew without what the camera wrote into it."""

    mention = models.ForeignKey(
        Mention, models.CASCADE, related_name="screenshots", db_constraint=False
    )
    file = models.FileField(upload_to=screenshot_path, max_length=200)
    #: jpeg, png or webp: what the bytes are, not what they were called.
    format = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["mention", "sha256"], name="screenshot_once"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
