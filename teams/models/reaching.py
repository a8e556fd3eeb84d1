"""How people are reached: the desk's connections, each person's own ways, and their wishes."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel import sealing
from crisisdesk.kernel.clock import now
from outbox.models import Channel
from teams.models.brands import Brand

PERSON = settings.AUTH_USER_MODEL


class ChannelAccount(models.Model):
    """A service by which the desk writes to people; without a brand it serves all of them."""

    brand = models.ForeignKey(
        Brand, models.PROTECT, related_name="channel_accounts", null=True, blank=True
    )
    #: A kind of `outbox.reaching`, and the channel that it serves.
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    name = models.CharField(_("name"), max_length=120)
    options = models.JSONField(default=dict)
    #: Its secrets, as sealed JSON.
    credentials = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    #: When the sign-in was tried last, whom the service took us for, or what went wrong.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_as = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    #: When its keys are to be renewed; whoever moves this forward first does it.
    renew_at = models.DateTimeField(null=True, blank=True)
    #: Up to where the service's own messages were read.
    offset = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["channel", F("brand").asc(nulls_first=True), "-is_active", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "channel"],
                condition=Q(is_active=True, brand__isnull=False),
                name="one_channel_account_a_brand",
            ),
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(is_active=True, brand__isnull=True),
                name="one_channel_account_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("teams:channel", args=[self.pk])

    def secrets(self) -> dict[str, Any]:
        """What the service needs and nobody sees; `CannotOpen` where the key is lost."""
        return json.loads(sealing.unseal(self.credentials) or "{}")

    def keep_secrets(self, values: dict[str, Any]) -> None:
        """Seal them, in memory; the caller saves."""
        self.credentials = sealing.seal(json.dumps(values)) if values else ""


class ContactMethod(models.Model):
    """One way to one person. The address is sealed: the outbox, logs and dumps hold only our id."""

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="contact_methods")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    account = models.ForeignKey(
        ChannelAccount, models.PROTECT, related_name="methods", null=True, blank=True
    )
    sealed = models.TextField()
    #: By which the same address is known again without being opened.
    digest = models.CharField(max_length=64, db_index=True)
    #: Enough for its owner to know it: "…678", a browser, a host.
    hint = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    proven_at = models.DateTimeField(null=True, blank=True)
    #: Of the code that was sent last, or of the start link; how often somebody guessed.
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    code_until = models.DateTimeField(null=True, blank=True)
    guesses = models.PositiveIntegerField(default=0)
    #: How the last message went.
    ok_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            # A browser each, of everything else one: keys of messages name person and channel.
            models.UniqueConstraint(
                fields=["user", "channel"],
                condition=~Q(channel="push"),
                name="one_contact_method_a_channel",
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(channel="push"), name="one_owner_a_browser"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.hint}"

    @property
    def name(self) -> str:
        """What outbox and receipts call it."""
        return f"method:{self.pk}"

    def opened(self) -> dict[str, Any]:
        """`address`, and what the way remembered; `CannotOpen` where the key is lost."""
        return json.loads(sealing.unseal(self.sealed) or "{}")

    def keep(self, address: str, memory: dict[str, Any] | None = None) -> None:
        """Seal an address, in memory; the caller saves."""
        self.sealed = sealing.seal(json.dumps({"address": address, "memory": memory or {}}))
        self.digest = digest(address)


class ReachRule(models.Model):
    """What a person wishes; who has no row gets what `teams.reaching.choosing` says."""

    user = models.OneToOneField(PERSON, models.CASCADE, related_name="reach_rule")
    #: Channel → severities; a channel that is not named is used as usual.
    wishes = models.JSONField(default=dict)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    #: Text messages without accents: 160 letters instead of 70.
    unaccented = models.BooleanField(_("text messages without accents"), default=False)
    #: When codes and tests were asked for within the last hour: nobody floods a stranger's phone.
    asked = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


def digest(text: str) -> str:
    """A name for an address or a code by which it is found, and from which it is not read."""
    return salted_hmac("teams.reaching", text, algorithm="sha256").hexdigest()
