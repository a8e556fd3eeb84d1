"""An uploaded CSV file on its way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.enums import ImportState
from monitoring.models.sources import OfBrand


class CsvImport(models.Model):
    """Kept from the preview to the confirmation; afterwards only what became of its rows."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="csv_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=b"")
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(_("separator"), max_length=2)
    mapping = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    accepted = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    #: [{"line", "errors": {field: [sentence]}, "row": [cell]}]
    rejected = models.JSONField(default=list)
    header = models.JSONField(default=list)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
