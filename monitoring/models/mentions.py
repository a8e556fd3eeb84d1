"""What people said, and how much of it in every five minutes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import one_line
from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import Platform
from monitoring.models.signals import Signal
from monitoring.models.sources import OfBrand, Source, Watch

PERSON = settings.AUTH_USER_MODEL


class MentionKey(models.Model):
    """What was ever heard, told by a digest: no text, no name, and never removed.

    It settles whether a mention is new, across all months and after its text has gone. The table
    is divided (`monitoring.intake.settling`): what reads it here reads both parts.
    """

    #: `monitoring.intake.keys.key_of` of source and external id.
    digest = models.UUIDField(primary_key=True, editable=False)
    mention_id = models.BigIntegerField()
    posted_at = models.DateTimeField()
    settled = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return str(self.digest)


class Mention(models.Model):
    """One post, comment or article. A lean row: there are millions.

    The table is divided by months of `posted_at` (`monitoring.intake.months`); ids come from one
    sequence and are unique, but PostgreSQL can promise that only together with `posted_at`. So
    nothing refers to a mention by a constraint of the database, and `monitoring.services.retention`
    tells those who do refer to one when it goes.
    """

    # Checked where mentions are taken in; a constraint would be checked again for every row.
    brand = models.ForeignKey(
        "teams.Brand", models.PROTECT, related_name="mentions", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="mentions", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=200)
    watches = ArrayField(models.BigIntegerField(), default=list)
    author = models.CharField(_("author"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    text_key = models.TextField(editable=False)
    posted_at = models.DateTimeField(_("posted"))
    received_at = models.DateTimeField(default=now)
    language = models.CharField(_("language"), max_length=5, blank=True)
    reach = models.BigIntegerField(_("reach"), default=0)
    url = models.CharField(_("link"), max_length=2000, blank=True)
    platform = models.CharField(
        _("platform"), max_length=20, choices=Platform.choices, default=Platform.OTHER
    )
    label = models.CharField(_("sentiment"), max_length=10, choices=Sentiment.choices)
    negative = models.FloatField(default=0)
    uncertain = models.BooleanField(default=False)
    incident = models.ForeignKey(
        "incidents.Incident",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mentions",
        db_constraint=False,
        db_index=False,
    )
    signal = models.ForeignKey(
        Signal,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentions",
        db_constraint=False,
        db_index=False,
    )

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["-posted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(reach__gte=0), name="mention_reach_positive"),
        ]
        indexes = [
            # Read by the explorer and by every chart.
            models.Index(fields=["brand", "-posted_at", "-id"], name="mention_newest"),
            # Read by the war room.
            models.Index(
                fields=["incident", "-posted_at"],
                condition=Q(incident__isnull=False),
                name="mention_of_incident",
            ),
            # Read by the page of a signal.
            models.Index(
                fields=["signal", "-posted_at"],
                condition=Q(signal__isnull=False),
                name="mention_of_signal",
            ),
        ]

    def __str__(self) -> str:
        return one_line(self.text, 80)


class Correction(models.Model):
    """A person's word against the classifier's; the trainer learns from these."""

    mention = models.OneToOneField(
        Mention, models.CASCADE, related_name="correction", db_constraint=False
    )
    predicted = models.CharField(max_length=10, choices=Sentiment.choices)
    label = models.CharField(max_length=10, choices=Sentiment.choices)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.predicted} → {self.label}"


class Bucket(models.Model):
    """Counts of five minutes of a watch on a platform, written with the mentions they count."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="buckets", db_index=False)
    start = models.DateTimeField()
    platform = models.CharField(max_length=20, choices=Platform.choices, default=Platform.OTHER)
    total = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    reach = models.BigIntegerField(default=0)
    #: Of the negative mentions: their reach together, and that of the widest one.
    negative_reach = models.BigIntegerField(default=0)
    widest = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["watch", "start", "platform"], name="one_bucket_a_time_and_platform"
            ),
            models.CheckConstraint(
                condition=Q(total__gte=models.F("negative") + models.F("positive")),
                name="bucket_parts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%d/%m %H:%M} {self.total}"


class BrandBucket(models.Model):
    """The same for everything that a brand heard, whatever watches it belongs to."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="buckets", db_index=False)
    start = models.DateTimeField()
    platform = models.CharField(max_length=20, choices=Platform.choices, default=Platform.OTHER)
    total = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    reach = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "start", "platform"], name="one_brand_bucket_a_time_and_platform"
            ),
            models.CheckConstraint(
                condition=Q(total__gte=models.F("negative") + models.F("positive")),
                name="brand_bucket_parts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%d/%m %H:%M} {self.total}"
