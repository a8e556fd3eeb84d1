"""What each sentence of a version rests on; like the version itself, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from crisisdesk.kernel.clock import now
from incidents.models import Fact
from statements.models.version import NEVER_CHANGES, StatementVersion


class SentenceFact(models.Model):
    """A sentence, named by the key of its words, rests on a fact."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="sentence_facts")
    key = models.CharField(max_length=32)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="sentences")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key", "fact"], name="sentence_rests_once_on_a_fact"
            ),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.version_id} {self.key[:8]} ← {self.fact_id}"


class SentenceMark(models.Model):
    """A person has said whether a sentence states a fact, against the rule or with it."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="sentence_marks")
    key = models.CharField(max_length=32)
    factual = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="sentence_marked_once"),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.version_id} {self.key[:8]} {self.factual}"
