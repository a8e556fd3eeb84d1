"""What stays of a drill: its sheet as it stood at the end."""

from __future__ import annotations

from django.db import models

from crisisdesk.kernel.clock import now
from drills.models.rehearsal import Drill


class ScoreSheet(models.Model):
    """The lines as they were when the drill ended, in the words of that day.

    Later rules, later deeds and later translations change nothing in it. Only what observers say
    afterwards is still taken in, for that is their word and no rule.
    """

    drill = models.OneToOneField(Drill, models.CASCADE, related_name="kept_sheet")
    at = models.DateTimeField(default=now)
    #: One line each: figures, target, grade, and its words in both languages.
    lines = models.JSONField(default=list)
    #: What each player did with what came to them.
    turns = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.drill_id} {self.at:%d/%m/%Y}"
