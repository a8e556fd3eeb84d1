"""Policies of a brand: how fast, who signs, which law counts, whom to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Bilingual, IncidentRole, Language, Severity, StatementKind
from playbooks.enums import ClockStart, Lane
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from teams.models import User


class PolicyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> PolicyQuerySet:
        """Those of the brands in which the person is anything at all."""
        return self.filter(brand_id__in=brand_ids(user))


class TimerPolicy(models.Model):
    """Within how many minutes something is due at a severity; without minutes, never."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="timers")
    key = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    working = models.BooleanField(_("in working time"), default=False)
    #: The limit beyond the deadline at which patience ends, counted from the same start.
    hard_minutes = models.PositiveIntegerField(_("hard limit"), null=True, blank=True)
    #: Nobody where it is as shipped.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "key", "severity"], name="one_timer_per_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.severity}"


class TimerWarning(models.Model):
    """How long before a deadline a brand warns; without a row as shipped."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="timer_warning")
    #: Share of the time after which the warning goes out; without one nobody is warned.
    percent = models.PositiveSmallIntegerField(_("warn after"), null=True, blank=True)
    #: At least so many minutes are left when it goes out.
    least_minutes = models.PositiveSmallIntegerField(_("minutes left at least"), default=2)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.percent} %"


class ApprovalChain(models.Model):
    """Who signs a kind of statement, in which order.

    A row that names a language or a channel adds its signatures to those of the row without.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="approval_chains")
    kind = models.CharField(max_length=20, choices=StatementKind.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    lane = models.CharField(max_length=4, choices=Lane.choices)
    #: A language of the text (“vi”, “en”), empty for whatever language.
    language = models.CharField(max_length=5, choices=Language.choices, blank=True, default="")
    #: A channel the text goes to, empty for whatever channel.
    channel = models.CharField(max_length=40, blank=True, default="")
    #: [{"order": 1, "mode": "any"|"all", "holders": [...], "backup": [...]}].
    steps = models.JSONField(default=list)
    #: Nobody where it is as shipped.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "kind", "severity", "lane", "language", "channel"],
                name="one_chain_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.severity} · {self.lane}"


class LegalClock(Bilingual, models.Model):
    """A deadline set by law; it only warns until a lawyer has confirmed it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="legal_clocks")
    key = models.SlugField(max_length=40)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    starts_from = models.CharField(_("counts from"), max_length=10, choices=ClockStart.choices)
    hours = models.PositiveIntegerField(_("hours"), null=True, blank=True)
    working = models.BooleanField(_("in working time"), default=False)
    owner_role = models.CharField(_("owner"), max_length=20, choices=IncidentRole.choices)
    #: Slugs of the playbooks it belongs to; empty means every one.
    types = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note_vi = models.TextField(_("note in Vietnamese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    source_url = models.URLField(_("source"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_on = models.DateField(null=True, blank=True)
    #: Counts up with every change of what a lawyer confirms.
    edition = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "key"], name="one_legal_clock_per_key"),
        ]

    def __str__(self) -> str:
        return self.in_language("name")

    @property
    def is_confirmed(self) -> bool:
        """Whether a lawyer has stood up for it and it says how long."""
        return self.verified_by_id is not None and self.hours is not None


class StakeholderList(models.Model):
    """People who are told together, such as “Board” or “Authorities”."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="stakeholder_lists")
    name = models.CharField(_("name"), max_length=80)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "brand",
                Lower("name"),
                name="stakeholder_list_once",
                violation_error_message=_("There is a list of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stakeholder(models.Model):
    """Someone outside the desk to be told, in this order."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("order"), default=1)
    note = models.CharField(_("note"), max_length=500, blank=True)
    #: Empty: both languages in one letter.
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, blank=True)
    active = models.BooleanField(_("is written to"), default=True)
    lists = models.ManyToManyField(
        StakeholderList, verbose_name=_("lists"), related_name="people", blank=True
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
