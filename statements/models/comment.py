"""A remark on one sentence of one version, with other words for it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language
from statements.models.statement import Statement
from statements.models.version import StatementVersion

PERSON = settings.AUTH_USER_MODEL


class SentenceComment(models.Model):
    """It stays with its version; where the sentence stands unchanged later, it stands there too."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="comments")
    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="comments")
    language = models.CharField(max_length=5, choices=Language.choices)
    #: Which sentence of the text it is, the first being 0.
    place = models.PositiveSmallIntegerField()
    sentence = models.TextField()
    body = models.TextField(_("comment"), blank=True)
    suggestion = models.TextField(_("suggested words"), blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: The version in which the suggestion was taken over.
    applied_in = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(body="") | ~models.Q(suggestion=""),
                name="comment_says_something",
            ),
        ]
        indexes = [
            # Read by the review and by whoever sends the text for approval.
            models.Index(
                fields=["statement"],
                condition=models.Q(settled_at=None),
                name="comment_open",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="comment_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="comment_keeps_words", exclude=["settled_at", "settled_by", "applied_in"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.language} {self.place}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
