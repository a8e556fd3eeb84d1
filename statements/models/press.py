"""Press lists: journalists who are written to, in groups, and what became of each letter.

Addresses are personal data: read by those who work with the press, exported by few, erasable.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold, nfc
from crisisdesk.kernel.vocabulary import Language
from statements.models.statement import Statement

PERSON = settings.AUTH_USER_MODEL


class ContactState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("press contact", "Written to")
    SUSPENDED = "suspended", pgettext_lazy("press contact", "Suspended")
    UNSUBSCRIBED = "unsubscribed", pgettext_lazy("press contact", "Unsubscribed")


class PressGroup(models.Model):
    """A part of a brand's press list, such as “Economy desks”."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="press_groups")
    name = models.CharField(_("name"), max_length=80)
    #: A group that was written to stays, since versions of texts name it.
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "brand",
                Lower("name"),
                condition=Q(is_active=True),
                name="press_group_name_once",
                violation_error_message=_("There is a group of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PressContact(models.Model):
    """A journalist of a brand's list; the address is theirs once in a brand."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="press_contacts")
    name = models.CharField(_("name"), max_length=120, blank=True)
    outlet = models.CharField(_("outlet"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    #: Empty: both languages in one letter.
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    groups = models.ManyToManyField(
        PressGroup, verbose_name=_("groups"), related_name="contacts", blank=True
    )
    state = models.CharField(
        max_length=12, choices=ContactState.choices, default=ContactState.ACTIVE
    )
    state_reason = models.CharField(max_length=300, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveIntegerField(default=0)
    last_bounce = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    search_key = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["search_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "email"],
                name="press_contact_once",
                violation_error_message=_("This address is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="press_email_in_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ContactState.values), name="press_contact_state_known"
            ),
        ]
        indexes = [models.Index(fields=["brand", "search_key"], name="press_contact_list")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.tidy()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("statements:press-contact", args=[self.pk])

    def tidy(self) -> None:
        """One spelling of the address, and the key by which the list is searched and sorted."""
        self.email = nfc(self.email).strip().lower()
        self.search_key = " ".join(fold(nfc(part)) for part in (self.name, self.outlet, self.email))


class PressSuppression(models.Model):
    """An address that was erased: only a keyed hash, so that no list brings it back unasked."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "digest"], name="press_suppressed_once"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class PressImport(models.Model):
    """A table that somebody looks at before it joins the list; gone after a day."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    at = models.DateTimeField(default=now, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    #: What became of its lines: counts, and those that were refused.
    outcome = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class PressExport(models.Model):
    """Somebody took the list out of the desk."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    rows = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.brand_id} {self.rows}"


def new_token() -> str:
    """By which a returned letter, or a press on “unsubscribe”, is known."""
    return f"p{secrets.token_hex(16)}"


class PressLetter(models.Model):
    """One text to one contact; in a drill, who would have been written to."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="press_letters")
    digest = models.CharField(max_length=64)
    #: Empty once the contact was erased.
    contact = models.ForeignKey(PressContact, models.SET_NULL, null=True, related_name="letters")
    language = models.CharField(max_length=5, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    #: The key of the outbox; empty in a drill, where nothing is sent.
    key = models.CharField(max_length=200, blank=True, db_index=True)
    at = models.DateTimeField(default=now)
    bounced_at = models.DateTimeField(null=True, blank=True)
    is_hard = models.BooleanField(default=False)
    detail = models.CharField(max_length=300, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "contact", "digest"], name="press_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} → {self.contact_id}"

    @property
    def is_rehearsed(self) -> bool:
        return not self.key
