"""The hot wash: what everybody in the meeting writes down, each on their own phone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.enums_review import WashKind
from incidents.models.incident import Incident

PERSON = settings.AUTH_USER_MODEL


class WashLine(models.Model):
    """One observation. Its author is stored, and shown only where the line was written so."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="wash_lines")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=WashKind.choices)
    text = models.CharField(_("what happened"), max_length=500)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: The brand's rule when it was written: a later rule uncovers nobody.
    anonymous = models.BooleanField(default=True)
    #: Made where it was typed, so that a second sending is the same line.
    key = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(default=now)
    lesson = models.OneToOneField(
        "incidents.Lesson", models.SET_NULL, null=True, blank=True, related_name="wash_line"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "by", "key"], name="wash_line_once"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class WashVote(models.Model):
    """Somebody finds the line important."""

    line = models.ForeignKey(WashLine, models.CASCADE, related_name="votes")
    by = models.ForeignKey(PERSON, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "by"], name="one_vote_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} · {self.by_id}"
