"""Files on their way in: what is known of their kind, their rows, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.enums import ImportState
from monitoring.models.sources import OfBrand, Source


class ColumnMapping(models.Model):
    """What the columns of one kind of export mean; found again by its header."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="column_mappings")
    name = models.CharField(_("name"), max_length=100)
    signature = models.CharField(max_length=64, editable=False)
    header = models.JSONField(default=list, editable=False)
    #: As `intake.plan.Plan.as_dict` writes it.
    plan = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    uses = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "signature"], name="one_mapping_per_header"),
        ]

    def __str__(self) -> str:
        return self.name


class CsvImport(models.Model):
    """A table from its preview to its last row; afterwards only what became of its rows."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="csv_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(_("separator"), max_length=2)
    #: Names of the sheets that hold something; the one that is taken.
    sheets = models.JSONField(default=list)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    header_line = models.PositiveIntegerField(_("line of the header"), default=1)
    mapping = models.JSONField(default=dict)
    #: As `intake.plan.Plan.as_dict` writes it, once a person or a saved mapping has settled it.
    plan = models.JSONField(default=dict)
    #: The saved mapping that its header was recognised by.
    known = models.ForeignKey(
        ColumnMapping, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Where all of it belongs, if it came through a source such as a mailbox.
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    total = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    #: [{"line", "errors": {field: [sentence]}, "row": [cell]}]
    rejected = models.JSONField(default=list)
    header = models.JSONField(default=list)
    #: When a worker last finished a part of it.
    moved_at = models.DateTimeField(null=True, blank=True)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Read by the sweep, which looks for imports that stand still.
            models.Index(
                fields=["moved_at"], condition=models.Q(state="running"), name="import_running"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def handled(self) -> int:
        """Rows whose fate is known."""
        return self.accepted + self.duplicates + self.refused


class ImportChunk(models.Model):
    """Rows of a table that wait; a chunk goes in the transaction that takes its rows in."""

    job = models.ForeignKey(CsvImport, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    #: [[line, [cell], trouble]]
    rows = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="import_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"
