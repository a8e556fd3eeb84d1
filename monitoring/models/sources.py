"""Where mentions come from, and what the desk listens for in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import minutes, now
from monitoring.enums import Platform, Sensitivity, source_kinds
from teams.roles import brand_ids

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

PERSON = settings.AUTH_USER_MODEL


class OfBrand(models.QuerySet[models.Model]):
    """Rows that belong to a brand."""

    def visible_to(self, user: User) -> models.QuerySet[models.Model]:
        """Those of the person's brands."""
        return self.filter(brand_id__in=brand_ids(user))


class Source(models.Model):
    """One way in: a listening tool's webhook, a feed, a file, somebody's hand."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="sources")
    key = models.SlugField(_("identifier"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform.choices, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=source_kinds)
    active = models.BooleanField(_("active"), default=True)
    expected_every_minutes = models.PositiveIntegerField(
        _("expected at least every (minutes)"),
        null=True,
        blank=True,
        help_text=_("Longer without a mention counts as silence. Empty: silence says nothing."),
    )
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    #: Signs the calls of a webhook; sealed.
    secret = models.TextField(blank=True, editable=False)
    #: Since when the desk could not read it: a hole from the first failure on.
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "key"], name="source_key_once"),
            # Read by the webhook, which knows nothing but the token.
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="source_token_once"
            ),
            models.CheckConstraint(
                condition=Q(expected_every_minutes__isnull=True) | Q(expected_every_minutes__gt=0),
                name="source_interval_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:source", args=[self.pk])

    @property
    def silent_since(self) -> datetime | None:
        """When it was last heard, if that is longer ago than expected or it cannot be read now."""
        if self.active and self.failing_since:
            return self.failing_since
        if not (self.active and self.expected_every_minutes):
            return None
        heard = self.last_seen_at or self.created_at
        return heard if now() - heard > minutes(self.expected_every_minutes) else None


class Silence(models.Model):
    """A time in which a source that should have talked did not: a hole, not calm."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="silences")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(ended_at=None), name="one_silence_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="silence_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.began_at:%d/%m %H:%M}"


class Watch(models.Model):
    """What the desk listens for: a brand's words, accent-insensitive, with excluded words."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="watches")
    name = models.CharField(_("name"), max_length=120)
    words = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        verbose_name=_("words"),
        help_text=_("One a line; accents and case do not matter. Empty: every mention."),
    )
    excluded = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        verbose_name=_("excluded words"),
        help_text=_("A mention with one of these does not count."),
    )
    active = models.BooleanField(_("active"), default=True)
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=10,
        choices=Sensitivity.choices,
        default=Sensitivity.NORMAL,
    )
    min_count = models.PositiveIntegerField(
        _("fewest mentions"),
        default=10,
        validators=[MinValueValidator(5), MaxValueValidator(10_000)],
        help_text=_("A rise of fewer mentions than this is no news, whatever is usual."),
    )
    #: How often "not a crisis" has lowered the sensitivity (`services.tuning`).
    eased = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)

    objects = OfBrand.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "name"],
                name="one_watch_per_name",
                violation_error_message=_("There is a watch of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tracker(models.Model):
    """How far the detectors of a watch have come; its row lock lets one run at a time."""

    watch = models.OneToOneField(Watch, models.CASCADE, related_name="tracker")
    #: End of the last bucket that was judged for good.
    settled_until = models.DateTimeField(null=True, blank=True)
    #: Start of the earliest bucket that changed after it was judged.
    rewind_from = models.DateTimeField(null=True, blank=True)
    state = models.JSONField(default=dict)
    #: States at the last two midnights, so that a late arrival does not replay a month.
    checkpoints = models.JSONField(default=list)
    #: A replay judges the watch by itself, in event time, until then.
    leased_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.watch} {self.settled_until}"
