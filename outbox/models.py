"""What leaves the building. The outbox knows addresses and topics, not people or incidents."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")
    SOCIAL = "social", _("Social network")
    PUSH = "push", _("Push message")
    TELEGRAM = "telegram", "Telegram"
    SLACK = "slack", "Slack"
    MSTEAMS = "msteams", "Microsoft Teams"
    MATRIX = "matrix", "Matrix"
    ZALO = "zalo", "Zalo"
    SMS = "sms", _("Text message (SMS)")
    VOICE = "voice", _("Phone call")

    #: What goes out here may be read by anyone.
    public = nonmember(("social",))
    #: Ways to one person besides e-mail; the address names a person's own row, never the number.
    reaching = nonmember(("push", "telegram", "slack", "msteams", "matrix", "zalo", "sms", "voice"))


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    PARKED = "parked", _("Could not be sent")
    UNCLEAR = "unclear", _("Unclear whether it was sent")
    DROPPED = "dropped", _("Not sent: a person decided so")
    HELD = "held", _("Collected, goes out later")
    CARRIED = "carried", _("Told within another message")


#: States in which a message waits for a person.
STUCK = (OutboxState.PARKED, OutboxState.UNCLEAR)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> OutboxQuerySet:
        """Not yet sent, and nobody needs to do anything."""
        return self.filter(state__in=[OutboxState.WAITING, OutboxState.CLAIMED])

    def stuck(self, subject: str | None = None) -> OutboxQuerySet:
        """Waits for a person; of one subject such as "INC-204", or all."""
        found = self.filter(state__in=STUCK)
        return found if subject is None else found.filter(subject=subject)


class OutboxMessage(models.Model):
    """One thing to tell one address. `key` names the fact, so that it is told once."""

    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    address = models.CharField(max_length=500)
    subject = models.CharField(max_length=60, blank=True, db_index=True)
    language = models.CharField(max_length=5, default="vi")
    facts = models.JSONField(default=dict)
    #: Whether it belongs to an exercise; public channels take nothing that does not say no.
    is_drill = models.BooleanField(null=True, blank=True)
    #: What the other side gave us for it, or what went wrong, for the room that asked.
    receipt = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=10, choices=OutboxState.choices, default=OutboxState.WAITING
    )
    created_at = models.DateTimeField(auto_now_add=True)
    #: When it should go out; `available_at` moves with every postponement, this does not.
    planned_at = models.DateTimeField()
    available_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    #: The message in which this one was told together with others.
    carried_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carries"
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            # A drill never leaks, whoever wrote the row.
            models.CheckConstraint(
                condition=~Q(channel__in=Channel.public)
                | Q(is_drill__isnull=False, is_drill=False),
                name="outbox_public_is_no_drill",
            ),
        ]
        indexes = [
            # Read by the relay and the sweep only.
            models.Index(
                F("available_at"),
                condition=Q(state__in=["waiting", "claimed"]),
                name="outbox_due",
            ),
            # Read by the pages that show what could not be sent.
            models.Index(
                fields=["subject"],
                condition=Q(state__in=["parked", "unclear"]),
                name="outbox_stuck",
            ),
            # Read by the sweep of what was collected.
            models.Index(F("available_at"), condition=Q(state="held"), name="outbox_held"),
            # Read where somebody is told something: how much they got a moment ago.
            models.Index(fields=["address", "created_at"], name="outbox_address_since"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.address}"


class Delivery(models.Model):
    """One attempt to send one message, kept as it went; `answer` is the other side's code."""

    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="deliveries")
    at = models.DateTimeField(auto_now_add=True)
    ok = models.BooleanField()
    answer = models.PositiveIntegerField(null=True, blank=True)
    detail = models.TextField(blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.message} {self.at:%d/%m %H:%M}"


class Heartbeat(models.Model):
    """When a part of the desk was last seen alive; one row a part."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"


class BounceBox(models.Model):
    """How far the mailbox of returned letters was read; one row."""

    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.validity}/{self.uid}"
