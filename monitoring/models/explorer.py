"""What people keep from the explorer: filters by name, and who took what out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.models.sources import OfBrand

PERSON = settings.AUTH_USER_MODEL


class SavedSearch(models.Model):
    """Filters of the explorer under a name, of one person or for everyone of the brand."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="saved_searches")
    owner = models.ForeignKey(PERSON, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=60)
    #: The address after the question mark.
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("for everyone of the brand"), default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "owner", "name"],
                name="saved_search_name_once",
                violation_error_message=_("You have saved filters of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('monitoring:mentions')}?{self.query}"


class MentionExport(models.Model):
    """Who took how many mentions out of the desk, and by which filters."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    query = models.CharField(max_length=2000, blank=True)
    with_authors = models.BooleanField()
    #: Rows that were written; an export that broke off keeps the number so far.
    rows = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["brand", "-id"], name="mention_export_newest")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.rows}"
