"""The append-only log of a case; written by `incidents.timeline` only."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.context import ActionSource
from crisisdesk.kernel.vocabulary import Visibility
from incidents.models.incident import Incident
from incidents.verbs import Verb


class Note(models.Model):
    """Words that a person typed; the law can blank them while the line stays."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    redacted_at = models.DateTimeField(null=True, blank=True)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class TimelineEntry(models.Model):
    """One line: who did what, when, from where; sealed by the digest of the line before."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="timeline")
    seq = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=40, choices=Verb.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=ActionSource.choices)
    address = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField(default=now)
    data = models.JSONField(default=dict)
    note = models.ForeignKey(Note, models.PROTECT, null=True, blank=True, related_name="entries")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["incident", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "seq"], name="timeline_seq_is_unique"),
        ]
        indexes = [
            # Read by metrics: the moment of a verb within a round.
            models.Index(fields=["incident", "verb", "seq"], name="timeline_by_verb"),
        ]
        triggers = [
            # History is only ever added to, also by raw SQL.
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.seq} {self.verb}"
