"""How the desk reads a source by itself: where, with which keys, how far, and how it went."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

from crisisdesk.kernel import sealing
from monitoring.models.sources import Source


class Connection(models.Model):
    """One polled source; its row lock and its lease let one worker at a time read it."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="connection")
    #: Answers of the connector's form that are no secret.
    options = models.JSONField(default=dict)
    #: Its secrets and what a connector must keep from others, as sealed JSON.
    credentials = models.TextField(blank=True)
    #: How far it was read; each kind has its own. Saved with the mentions it stands behind.
    cursor = models.JSONField(default=dict)
    #: None: stopped until a person does something.
    next_poll_at = models.DateTimeField(null=True, blank=True)
    #: Another network asked us to wait until then; nobody can hurry it.
    not_before = models.DateTimeField(null=True, blank=True)
    #: A worker reads it now; one that dies lets go at this time.
    leased_until = models.DateTimeField(null=True, blank=True)
    last_poll_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    #: What is wrong: a code of `connectors.words` and the facts its sentence needs.
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    #: What could not be taken at the last poll, while the rest was: [{"code", "facts"}].
    notes = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_poll_at"], condition=Q(next_poll_at__isnull=False), name="poll_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.next_poll_at}"

    @property
    def stopped(self) -> bool:
        """It goes on only when a person has done something."""
        return self.next_poll_at is None and bool(self.problem)

    def secrets(self) -> dict[str, Any]:
        """What the connector needs and nobody sees; `CannotOpen` where the key is lost."""
        return json.loads(sealing.unseal(self.credentials) or "{}")

    def keep_secrets(self, values: dict[str, Any]) -> None:
        """Seal them, in memory; the caller saves."""
        self.credentials = sealing.seal(json.dumps(values)) if values else ""
