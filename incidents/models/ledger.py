"""What is true: facts with evidence, and the false claims that travel (handbook F3)."""

from __future__ import annotations

from pathlib import Path

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, Visibility
from incidents.enums import Assessment, ClaimStatus, EvidenceKind, FactStatus
from incidents.models.incident import Incident


class Fact(Bilingual, models.Model):
    """A sentence that is to be established; its present state is its last revision."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="facts")
    text_vi = models.TextField(_("fact (Vietnamese)"))
    text_en = models.TextField(_("fact (English)"), blank=True)
    status = models.CharField(
        max_length=12, choices=FactStatus.choices, default=FactStatus.UNVERIFIED
    )
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="owned_facts"
    )
    revision = models.PositiveIntegerField(default=1)
    awaiting_second = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text_vi[:80]


class FactRevision(models.Model):
    """One state of a fact: what it said, what was held true, why and by whom."""

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text_vi = models.TextField()
    text_en = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=FactStatus.choices)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["fact", "number"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "number"], name="fact_revision_number"),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=models.F("by")),
                name="fact_second_is_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id}/{self.number} {self.status}"


class Claim(models.Model):
    """A false claim in circulation (the wrong-message register)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="claims")
    text = models.TextField(_("what is being claimed"))
    variants = ArrayField(models.TextField(), default=list, blank=True)
    status = models.CharField(
        max_length=12, choices=ClaimStatus.choices, default=ClaimStatus.REGISTERED
    )
    assessment = models.CharField(
        _("what we do"), max_length=20, choices=Assessment.choices, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    fact = models.ForeignKey(Fact, models.SET_NULL, null=True, blank=True, related_name="claims")
    #: A fact that contradicts the claim; only once it is confirmed may the claim be denied.
    refuted_by = models.ForeignKey(
        Fact, models.SET_NULL, null=True, blank=True, related_name="refuted_claims"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def told_in(cls, incident_id: int) -> models.QuerySet[Claim]:
        """Those of a case, and of cases that were merged into it: what they claimed is its matter."""
        merged = Q(incident__merged_into=incident_id)
        further = Q(incident__merged_into__merged_into=incident_id)
        return cls.objects.filter(Q(incident=incident_id) | merged | further)

    @property
    def is_refuted(self) -> bool:
        """Whether the ledger shows that it is false: refuted itself, or a confirmed fact says so."""
        if self.status == ClaimStatus.TURNED_TRUE:
            return False
        if self.refuted_by and self.refuted_by.status == FactStatus.CONFIRMED:
            return True
        return bool(self.fact and self.fact.status == FactStatus.REFUTED)


LONGEST_SUFFIX = 8


def evidence_path(evidence: Evidence, filename: str) -> str:
    """Stored under its digest: a hostile file name never reaches the disk."""
    suffix = Path(filename).suffix.lower()
    safe = (
        suffix
        if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= LONGEST_SUFFIX
        else ""
    )
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}{safe}"


class Evidence(models.Model):
    """A file, link or screenshot that bears on the case."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="evidence")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind.choices)
    title = models.CharField(_("what it shows"), max_length=200)
    url = models.URLField(_("link"), max_length=2000, blank=True)
    file = models.FileField(_("file"), upload_to=evidence_path, blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    captured_at = models.DateTimeField(_("captured"), default=now)
    captured_how = models.CharField(_("how it was captured"), max_length=200, blank=True)
    device = models.CharField(_("device"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(file=""), name="evidence_shows_something"
            ),
        ]
        triggers = [
            # Kept as it came; a later word about it is a line of the log.
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title
