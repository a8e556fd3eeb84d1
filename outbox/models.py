"""What leaves the building. The outbox knows addresses and topics, not people or incidents."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    PARKED = "parked", _("Could not be sent")
    UNCLEAR = "unclear", _("Unclear whether it was sent")
    DROPPED = "dropped", _("Not sent: a person decided so")


#: States in which a message waits for a person.
STUCK = (OutboxState.PARKED, OutboxState.UNCLEAR)


class OutboxMessage(models.Model):
    """One thing to tell one address. `key` names the fact, so that it is told once."""

    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    address = models.CharField(max_length=500)
    subject = models.CharField(max_length=60, blank=True, db_index=True)
    language = models.CharField(max_length=5, default="vi")
    facts = models.JSONField(default=dict)
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

    class Meta:
        ordering = ["id"]
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
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.address}"
