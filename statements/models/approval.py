"""Signatures: who is asked, who has looked, who said what about which exact words."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from playbooks.enums import ChainMode, Office
from statements.enums import StepState, Verdict
from statements.models.statement import Statement
from statements.models.version import StatementVersion

PERSON = settings.AUTH_USER_MODEL


class ApprovalStep(models.Model):
    """One signature that is asked for; bound to the digest of one version."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="steps")
    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="steps")
    digest = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField()
    #: A step of the chain that asks for all of its holders is stored as one row for each.
    mode = models.CharField(max_length=3, choices=ChainMode.choices, default=ChainMode.ANY)
    holders = ArrayField(models.CharField(max_length=20))
    backups = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            # Read by the sweep and by the queue of approvers.
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting", opened_at__isnull=False),
                name="approval_step_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.order} {'/'.join(self.holders)}"

    @property
    def is_open(self) -> bool:
        return self.state == StepState.WAITING and self.opened_at is not None

    @property
    def label(self) -> str:
        """The offices in the reader's words: “Head of communications / Executive”."""
        return " / ".join(str(Office(holder).label) for holder in self.holders)

    @property
    def backup_label(self) -> str:
        return " / ".join(str(Office(backup).label) for backup in self.backups)

    @property
    def waiting_minutes(self) -> int:
        """Minutes since it was opened, until decided."""
        if self.opened_at is None:
            return 0
        return int(((self.decided_at or now()) - self.opened_at).total_seconds() // 60)

    def share(self, part: float) -> bool:
        """Whether `part` of the time allowed has passed: 0.5, 1 or 1.5."""
        if self.opened_at is None or self.due_at is None:
            return False
        return now() >= self.opened_at + (self.due_at - self.opened_at) * part

    @property
    def backup_may_act(self) -> bool:
        return self.passed_on_at is not None or self.share(1)


class Approval(models.Model):
    """What one person said about one exact text."""

    step = models.ForeignKey(ApprovalStep, models.PROTECT, related_name="approvals")
    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="approvals")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="approvals")
    at = models.DateTimeField(default=now)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    comment = models.TextField(_("comment"), blank=True)
    suggestion = models.TextField(_("suggested text"), blank=True)
    #: Whose office it was, where a delegate signed; empty for a deputy and for one's own.
    for_whom = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: For which office somebody stood in, and until when they could.
    stood_in_for = models.CharField(max_length=20, choices=Office.choices, blank=True, default="")
    stood_in_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(verdict="approved"), name="one_signature_a_step"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.verdict}"


class Viewed(models.Model):
    """A person has had exactly this version before their eyes."""

    version = models.ForeignKey(StatementVersion, models.CASCADE, related_name="views")
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "user"], name="viewed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.version_id}"


class EmergencySignature(models.Model):
    """The second person's word for publishing without the usual approval."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="signatures")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "digest", "by"], name="one_emergency_signature_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.by_id}"
