"""Accounts on other networks, the words each channel gets, and old posts that were put right."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel import sealing
from crisisdesk.kernel.clock import now
from statements.models.statement import Statement
from statements.models.version import StatementVersion

PERSON = settings.AUTH_USER_MODEL


class PublishingAccount(models.Model):
    """Where a brand posts on one channel, and with which keys; the outbox does the talking."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="publishing_accounts")
    #: A kind of `outbox.publishers`.
    kind = models.CharField(max_length=20)
    channel = models.CharField(_("channel"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=5, default="vi")
    #: Answers of the publisher's form that are no secret.
    options = models.JSONField(default=dict)
    #: Its secrets, as sealed JSON.
    credentials = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    #: When the sign-in was tried last, whom the network took us for, or what went wrong.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_as = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["brand", "channel", "-is_active", "id"]
        constraints = [
            # Publishing asks which account a channel has: never two.
            models.UniqueConstraint(
                fields=["brand", "channel"],
                condition=Q(is_active=True),
                name="one_publishing_account_a_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("statements:account", args=[self.pk])

    def secrets(self) -> dict[str, Any]:
        """What the publisher needs and nobody sees; `CannotOpen` where the key is lost."""
        return json.loads(sealing.unseal(self.credentials) or "{}")

    def keep_secrets(self, values: dict[str, Any]) -> None:
        """Seal them, in memory; the caller saves."""
        self.credentials = sealing.seal(json.dumps(values)) if values else ""


class ChannelText(models.Model):
    """Word for word what a channel gets; made when approval is asked for, and never changed."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="channel_texts")
    channel = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    #: The newsroom's address as it stands in the text.
    link = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "channel"], name="channel_text_once_a_version"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.channel}"


class Mending(models.Model):
    """An old post that a person has put right by hand, because of one later text."""

    publication = models.ForeignKey(
        "statements.Publication", models.PROTECT, related_name="mendings"
    )
    because_of = models.ForeignKey(Statement, models.PROTECT, related_name="mends")
    how = models.TextField(_("what was done there"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "because_of"], name="mended_once_for_a_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} ← {self.because_of_id}"
