"""Messages that say the same thing in nearly the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.enums import Platform
from teams.roles import brand_ids

if TYPE_CHECKING:
    from teams.models import User

PERSON = settings.AUTH_USER_MODEL


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def visible_to(self, user: User) -> ClusterQuerySet:
        """Those of the person's brands."""
        return self.filter(brand_id__in=brand_ids(user))

    def standing(self) -> ClusterQuerySet:
        """Those that were not joined to another."""
        return self.filter(merged_into=None)


class Cluster(models.Model):
    """Two mentions or more of one text. Its counts stay when its mentions are gone."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="clusters")
    #: The mention that said it first. No foreign key: mentions go by their own retention.
    head = models.BigIntegerField(unique=True)
    head_at = models.DateTimeField()
    size = models.PositiveIntegerField(_("mentions"), default=0)
    authors = models.PositiveIntegerField(_("authors"), default=0)
    negative = models.PositiveIntegerField(_("negative"), default=0)
    #: Each author's widest reach once: ten copies by one page reach its readers, not ten times.
    reach = models.BigIntegerField(_("reach"), default=0)
    #: How many on each platform.
    platforms = models.JSONField(_("platforms"), default=dict)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    #: What members that are gone have left: {"size", "authors", "negative", "reach", "platforms"}.
    gone = models.JSONField(default=dict)
    #: 0-100, None while nobody has looked; `facts` are the figures behind it.
    suspicion = models.PositiveSmallIntegerField(_("suspicion of coordination"), null=True)
    facts = models.JSONField(default=dict)
    #: The size at which it was judged last.
    judged_size = models.PositiveIntegerField(default=0)
    noise_at = models.DateTimeField(null=True, blank=True)
    noise_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="merged"
    )

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["-size", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(noise_at=None) | Q(noise_by__isnull=False), name="noise_has_a_person"
            ),
            models.CheckConstraint(
                condition=Q(suspicion=None) | Q(suspicion__lte=100), name="suspicion_is_a_share"
            ),
        ]
        indexes = [
            # Read by the API's list.
            models.Index(
                fields=["brand", "-last_at", "-id"],
                condition=Q(merged_into=None),
                name="cluster_newest",
            ),
            # Read by the sweep that judges what has grown.
            models.Index(
                fields=["brand", "-size"],
                condition=Q(judged_size__lt=models.F("size"), merged_into=None),
                name="cluster_to_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}: {self.size}"


class ClusterMember(models.Model):
    """That a mention says what a cluster says, and what of it the cluster counts."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="members", db_index=False)
    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="+", db_index=False)
    mention_id = models.BigIntegerField(unique=True)
    posted_at = models.DateTimeField()
    platform = models.CharField(max_length=20, choices=Platform.choices)
    #: A keyed digest of the handle, so that copies can be told apart without keeping names.
    author = models.BigIntegerField(default=0)
    reach = models.BigIntegerField(default=0)
    negative = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Read by the explorer: which clusters were busy in a time.
            models.Index(fields=["brand", "posted_at"], name="member_of_time"),
            # Read by counting, and by the mentions of a cluster.
            models.Index(fields=["cluster", "posted_at"], name="member_of_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} → {self.cluster_id}"


class ClusterCursor(models.Model):
    """How far a brand's mentions are clustered; its row lock lets one run at a time."""

    brand = models.OneToOneField("teams.Brand", models.CASCADE, related_name="cluster_cursor")
    #: The last mention that was looked at; 0 before the first.
    last_id = models.BigIntegerField(default=0)
    #: Up to `mark` everything is there once every transaction before `mark_xid` has ended.
    mark = models.BigIntegerField(default=0)
    mark_xid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.brand}: {self.last_id}"
