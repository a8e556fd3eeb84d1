"""What other programs hold: tokens to come in, webhooks to be told, keys of repeated writes."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models.brands import Brand


class ApiToken(models.Model):
    """A bearer token with a name and scopes. Only its hash is kept: the token itself is random
    and long, so that a plain SHA-256 cannot be searched.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    #: The beginning of the token, by which its owner recognises it.
    prefix = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


def new_secret() -> str:
    """What an outgoing webhook signs with."""
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """Another system that wants to be told about some topics of a brand."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=80, default=new_secret)
    #: "incidents.opened", or "incidents.*" for all of a room.
    topics = ArrayField(models.CharField(max_length=80), verbose_name=_("topics"))
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url


class KeptAnswer(models.Model):
    """The answer to a write that carried an `Idempotency-Key`, for a day."""

    key = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100)
    content = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.status} {self.created_at:%H:%M:%S}"
