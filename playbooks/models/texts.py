"""Words that a person has approved in peacetime, for a time: one row a text, language and wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language
from playbooks.enums import TextEnd
from playbooks.models.plan import Playbook, PlaybookVersion

if TYPE_CHECKING:
    from datetime import datetime

PERSON = settings.AUTH_USER_MODEL


class TextApprovalQuerySet(models.QuerySet["TextApproval"]):
    def current(self) -> TextApprovalQuerySet:
        """Those that nothing has ended; time may have."""
        return self.filter(ended_at=None)

    def valid(self, at: datetime | None = None) -> TextApprovalQuerySet:
        """Those that hold at a moment: at the second of expiry they hold no more."""
        moment = at or now()
        return self.current().filter(given_at__lte=moment, expires_at__gt=moment)


class TextApproval(models.Model):
    """One person's word for the exact words of one template in one language.

    It stands beside the versions. A later version with the same words keeps it; other words end it.
    """

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="text_approvals")
    #: The template's identifier in the plan.
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=5, choices=Language.choices)
    #: Of exactly these words, see `playbooks.texts.digest`.
    digest = models.CharField(max_length=64)
    #: The version in which the person read them.
    version = models.ForeignKey(PlaybookVersion, models.CASCADE, related_name="+")
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(_("good until"))
    #: When somebody is to be told next; none once the last word was said.
    remind_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=10, choices=TextEnd.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = TextApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["playbook", "key", "language"],
                condition=Q(ended_at=None),
                name="one_approval_a_text_and_language",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")), name="text_approval_has_length"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="text_approval_ends_for_a_reason",
            ),
        ]
        indexes = [
            # Read by the sweep that reminds.
            models.Index(
                fields=["remind_at"],
                condition=Q(ended_at=None, remind_at__isnull=False),
                name="text_approval_to_remind",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="text_word_stays",
                exclude=["remind_at", "ended_at", "ended_by", "ended_why", "reason"],
            ),
            pgtrigger.Protect(
                name="text_end_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id} {self.key} {self.language}"

    def holds(self, at: datetime | None = None) -> bool:
        moment = at or now()
        return self.ended_at is None and self.given_at <= moment < self.expires_at
