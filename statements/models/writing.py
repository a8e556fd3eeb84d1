"""Words on their way: what one person has typed and not saved, and whose turn it is to write."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from crisisdesk.kernel.clock import now
from statements.models.statement import Statement


class WorkingCopy(models.Model):
    """The editor's fields as one person last had them before their eyes; no version, no history."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="working_copies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    #: The version it was begun from.
    base = models.PositiveIntegerField()
    #: Field names and their values, as the form sends them.
    fields = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "by"], name="working_copy_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} / {self.by_id}"


class WritingTurn(models.Model):
    """Who has the text in hand; the turn ends by itself when nothing is heard of them."""

    statement = models.OneToOneField(Statement, models.CASCADE, related_name="turn")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=now)
    heard_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.holder_id}"
