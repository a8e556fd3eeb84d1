"""Checks of the evidence and dossiers made of it: jobs of the background, whose outcome stays."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language
from incidents.enums import DossierPurpose, JobState
from incidents.models.incident import Incident

PERSON = settings.AUTH_USER_MODEL


class Job(models.Model):
    """Work that a worker does; the sweep gives it to another one when it stands still."""

    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.MAKING)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: When a worker last moved it on.
    moved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    #: Why it failed: a code of `desk.dossier.troubles`.
    problem = models.CharField(max_length=40, blank=True)
    #: The last line of the log that it knows, and its digest.
    head_seq = models.PositiveIntegerField(default=0)
    head_digest = models.CharField(max_length=64, blank=True)
    items = models.PositiveIntegerField(default=0)
    #: What does not hold, as `incidents.custody.Fault.as_dict` writes it.
    faults = models.JSONField(default=list)

    class Meta:
        abstract = True


class EvidenceCheck(Job):
    """One walk over everything that a case keeps as evidence."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence_checks")
    bytes_read = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at:%d/%m %H:%M}"


class Dossier(Job):
    """One export of a case's evidence; its file goes after some days, its digests stay."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField()
    purpose = models.CharField(_("made for"), max_length=10, choices=DossierPurpose.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    #: What the person chose, as `desk.dossier.choice.Choice.as_dict` writes it.
    choice = models.JSONField(default=dict)
    privileged = models.BooleanField(_("legal privilege"), default=False)
    name = models.CharField(_("file"), max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    manifest = models.JSONField(default=dict)
    keep_until = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="dossier_number"),
        ]
        indexes = [
            # Read by the sweep: what stands still, and what has been kept long enough.
            models.Index(
                fields=["state", "keep_until"],
                condition=models.Q(state__in=["making", "ready"]),
                name="dossier_due",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            # What was asked for never changes; what came of it is written once.
            pgtrigger.ReadOnly(
                name="asked_once",
                fields=[
                    "incident",
                    "number",
                    "purpose",
                    "language",
                    "choice",
                    "privileged",
                    "by",
                    "at",
                ],
            ),
            pgtrigger.Protect(
                name="written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('ready', 'removed') AND ROW(OLD.sha256, OLD.pdf_sha256,"
                    " OLD.head_digest, OLD.manifest, OLD.faults) IS DISTINCT FROM"
                    " ROW(NEW.sha256, NEW.pdf_sha256, NEW.head_digest, NEW.manifest, NEW.faults)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}"


class DossierDownload(models.Model):
    """Who took the file, and when."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="downloads")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.by_id}"
