"""What follows publication: channels, promises, receipts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from statements.enums import Outlet, PromiseState
from statements.models.statement import Statement

PERSON = settings.AUTH_USER_MODEL


class Publication(models.Model):
    """A text on one channel: where, and whether it is there."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="publications")
    channel = models.CharField(max_length=40)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=Outlet.choices, default=Outlet.LIVE)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: Where the desk posts by itself: the account, the exact words, the row of the outbox.
    account = models.ForeignKey(
        "statements.PublishingAccount", models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.ForeignKey(
        "statements.ChannelText", models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.ForeignKey(
        "outbox.OutboxMessage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Where the account posted when this was promised: another place is another decision.
    place = models.CharField(max_length=300, blank=True)
    #: What the network gave us for the post, to answer below it.
    receipt = models.JSONField(default=dict, blank=True)
    #: Why it failed or is unclear: a code of `outlet_words` and its facts.
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "channel"], name="published_once"),
        ]
        indexes = [
            # Read by the sweep, the home page and the count on the list of statements.
            models.Index(
                fields=["statement"],
                condition=Q(state__in=["queued", "failed", "unclear"]),
                name="publication_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.channel}"


class Promise(models.Model):
    """What we said we would do, by when, and who sees to it."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="promises")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="promises")
    #: Empty for the next update, which is worded in the reader's language.
    text = models.TextField(_("what is promised"), blank=True)
    is_next_update = models.BooleanField(default=False)
    due_at = models.DateTimeField(_("by"))
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    kept_by = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="keeps"
    )
    made_at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True, blank=True)
    overdue_recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_next_update=True) ^ ~Q(text=""), name="promise_has_words"
            ),
            # Broken and revised need a public word that says so.
            models.CheckConstraint(
                condition=~Q(state__in=["broken", "revised"]) | Q(kept_by__isnull=False),
                name="promise_not_kept_is_said",
            ),
        ]
        indexes = [
            # Read by the sweep and by the guards of the case.
            models.Index(
                fields=["incident", "due_at"], condition=Q(state="open"), name="promise_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.due_at}"

    @property
    def cases(self) -> set[int]:
        """Where words about it may be said: a merge moves a promise, not what was published."""
        return {self.incident_id, self.statement.incident_id}

    @property
    def is_late(self) -> bool:
        return self.state == PromiseState.OPEN and self.due_at <= now()


class BriefWaiver(models.Model):
    """The lead's reason for speaking outside before the own people were told."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="brief_waivers")
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "round"], name="one_waiver_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.round}"


class ReadReceipt(models.Model):
    """A person has read a brief."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="receipts")
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "user"], name="read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.user_id}"
