"""Situation reports: what was told to whom, word for word, and links for those without an account."""

from __future__ import annotations

import hashlib
import json
import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, Language
from incidents.models.incident import Incident

PERSON = settings.AUTH_USER_MODEL
LONGEST = 20_000


class SituationReport(Bilingual, models.Model):
    """One report of a case; a draft until it is sent, and never changed after that."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="situation_reports")
    #: Given at sending, so that the numbers of a case have no gaps.
    number = models.PositiveIntegerField(null=True, blank=True)
    #: The case's title as it was said then.
    title = models.CharField(max_length=200, blank=True)
    text_vi = models.TextField(_("report (Vietnamese)"), max_length=LONGEST, blank=True)
    text_en = models.TextField(_("report (English)"), max_length=LONGEST, blank=True)
    #: Which lines of the log it tells of.
    since_seq = models.PositiveIntegerField(default=0)
    until_seq = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(default=now)
    #: Mentions and reach at that time, for the comparison in the next one.
    figures = models.JSONField(default=dict)
    next_at = models.DateTimeField(_("next report due"), null=True, blank=True)
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=now)
    edited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    #: Counts edits, so that two people do not overwrite each other unseen.
    edition = models.PositiveIntegerField(default=1)
    sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="situation_number_once"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(sent_at=None), name="one_situation_draft"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, number=None, sent_by=None, digest="")
                | Q(sent_at__isnull=False, number__isnull=False, sent_by__isnull=False)
                & ~Q(digest=""),
                name="sent_situation_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_words_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.sent_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.reference} #{self.number or '–'}"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    def seal(self) -> str:
        """The digest of its words as they stand."""
        words = [self.incident_id, self.number, self.title, self.text_vi, self.text_en]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

    def languages(self) -> list[str]:
        """The languages that it has words in."""
        return [code for code in Language.values if getattr(self, f"text_{code}")]


def new_token() -> str:
    """By which a returned letter is known; the first letter names the room."""
    return f"i{secrets.token_hex(16)}"


class SituationLetter(models.Model):
    """One report to one person: of the desk, or a stakeholder, who is named as at that time."""

    report = models.ForeignKey(SituationReport, models.PROTECT, related_name="letters")
    user = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: Empty once the stakeholder was taken off the list.
    stakeholder = models.ForeignKey(
        "playbooks.Stakeholder", models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    # Empty once the stakeholder was taken off the list.
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    #: The key of its row in the outbox.
    key = models.CharField(max_length=200, db_index=True)
    #: Whether it brings a link to follow the case.
    with_link = models.BooleanField(default=False)
    at = models.DateTimeField(default=now)
    bounced_at = models.DateTimeField(null=True, blank=True)
    is_hard = models.BooleanField(default=False)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "report", Lower("email"), condition=~Q(email=""), name="situation_once_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} → {self.name}"


def new_secret() -> str:
    return secrets.token_hex(16)


class FollowLink(models.Model):
    """How somebody without an account reads the sent reports of one case."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="follow_links")
    stakeholder = models.ForeignKey(
        "playbooks.Stakeholder", models.CASCADE, related_name="follow_links"
    )
    #: Signed into the link; another one makes every link that was sent before useless.
    secret = models.CharField(max_length=40, default=new_secret)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "stakeholder"], name="one_link_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.stakeholder_id}"

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and self.expires_at > now()


class FollowOpening(models.Model):
    """Somebody opened the link."""

    link = models.ForeignKey(FollowLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=now)
    #: A part of the net, not the machine.
    network = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"
