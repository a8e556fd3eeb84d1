"""A review as it was handed out, and who has read it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from crisisdesk.kernel.clock import now
from incidents.enums_review import Naming
from incidents.models.review import Review

PERSON = settings.AUTH_USER_MODEL


class ReviewIssue(models.Model):
    """The words of one publication in both languages; what was read stays what it was."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    naming = models.CharField(max_length=6, choices=Naming.choices, default=Naming.ROLES)
    content = models.JSONField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_issue_a_number"),
        ]
        triggers = [
            pgtrigger.Protect(name="issued_words_stay", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.number}"


class ReviewReading(models.Model):
    """Somebody says that they have read it."""

    issue = models.ForeignKey(ReviewIssue, models.CASCADE, related_name="readings")
    by = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "by"], name="one_reading_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} · {self.by_id}"
