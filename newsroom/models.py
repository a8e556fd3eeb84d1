"""Who asked to be written to, what they were told of, and the copy that stands without the desk."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language


def new_token() -> str:
    """By which a subscriber leaves, and a returned letter is known."""
    return f"n{secrets.token_hex(16)}"


class Subscriber(models.Model):
    """An address that asked for a brand's statements; without a confirmation it goes by itself."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="subscribers")
    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.VIETNAMESE
    )
    token = models.CharField(max_length=40, unique=True, default=new_token)
    created_at = models.DateTimeField(default=now)
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "email"], name="subscribed_once"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="subscriber_email_in_lower_case"
            ),
        ]
        indexes = [
            # Read by the sweep.
            models.Index(
                fields=["confirm_by"], condition=Q(confirmed_at=None), name="subscriber_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.pk}"


class Knock(models.Model):
    """Somebody asked to subscribe: keyed hashes of address or network, to limit how often."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="knock_lately")]

    def __str__(self) -> str:
        return self.digest[:12]


class Announcement(models.Model):
    """A published text whose subscribers were written to."""

    statement = models.OneToOneField("statements.Statement", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    letters = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.statement_id} {self.letters}"


class Copy(models.Model):
    """The newsroom as files in a folder: what it shows, and when it must be written again."""

    folder = models.CharField(max_length=500, unique=True)
    #: Of all that was public when it was last written.
    digest = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.folder
