"""What a listening tool's webhook calls things, and how its calls fare."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from crisisdesk.kernel.clock import now
from monitoring.models.sources import Source


class FieldPaths(models.Model):
    """Where a tool's JSON keeps the fields of a mention, such as `data.items[].message`."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="field_paths")
    #: Field → path.
    paths = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.source)


class CallHealth(models.Model):
    """Calls of a webhook that were not taken: counted, never a reason to shut out good ones."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="call_health")
    forged = models.PositiveBigIntegerField(default=0)
    forged_at = models.DateTimeField(null=True, blank=True)
    replayed = models.PositiveBigIntegerField(default=0)
    replayed_at = models.DateTimeField(null=True, blank=True)
    #: Bodies that could not be read, and what was said about the last one.
    unread = models.PositiveBigIntegerField(default=0)
    unread_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    #: The last call of which mentions were refused: {"count", "of", "first": [{"index", "errors"}]}.
    refused = models.JSONField(default=dict)
    refused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.source)

    @property
    def last_refused(self) -> dict[str, Any] | None:
        """How many mentions of which call were refused, and why the first few."""
        return {"at": self.refused_at} | self.refused if self.refused_at else None


class SeenCall(models.Model):
    """A signed call that was taken; the same signature is not taken again while it is valid."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="seen_calls", db_index=False)
    signature = models.CharField(max_length=64)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "signature"], name="signed_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.signature[:8]}"
