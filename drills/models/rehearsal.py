"""What is rehearsed, and what was seen when it was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, IncidentRole
from drills import conditions
from drills.enums import Arrives, Channel, Condition, Format, Observed, Speed
from incidents.models import Incident
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

PERSON = settings.AUTH_USER_MODEL


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User) -> ScenarioQuerySet:
        """Those of the person's brands."""
        return self.filter(brand_id__in=brand_ids(user))


class Scenario(Bilingual, models.Model):
    """A story told to the team bit by bit, with what a good team would do."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="scenarios")
    slug = models.SlugField(max_length=60)
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    brief_vi = models.TextField(_("what the players are told (Vietnamese)"), blank=True)
    brief_en = models.TextField(_("what the players are told (English)"), blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format.choices)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    #: Slug of the playbook that the story rehearses.
    kind = models.CharField(_("type"), max_length=60, blank=True)
    #: [{key, at, vi, en}]: ways the story may go, and the minute at which control chooses one.
    branches = models.JSONField(default=list, blank=True)
    #: Not rehearsed any more; its drills stay.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "slug"], name="one_scenario_per_slug"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="scenario_has_length"),
        ]

    def __str__(self) -> str:
        return self.in_language("title")

    def get_absolute_url(self) -> str:
        return reverse("drills:scenario", args=[self.pk])

    def story(self) -> models.QuerySet[Inject]:
        """What it tells today, in its order."""
        return self.injects.filter(only_for=None, left_at=None).order_by("at_minute", "order")

    def branch_name(self, key: str) -> str:
        """A branch in the reader's language; one that was never declared by its own label."""
        row = next((row for row in self.branches if row["key"] == key), {"vi": key})
        english = (get_language() or "vi")[:2] == "en"
        return str((row.get("en") if english else "") or row["vi"])


class Inject(Bilingual, models.Model):
    """One thing that happens to the players at a minute, and what is expected of them."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="injects")
    order = models.PositiveSmallIntegerField()
    #: Its name in the scenario's file; rows from before names were filled from their order.
    key = models.SlugField(_("key"), max_length=60, blank=True, default="")
    #: Put in by hand during one drill; the scenario does not tell it again.
    only_for = models.ForeignKey(
        "drills.Drill", models.CASCADE, null=True, blank=True, related_name="own_injects"
    )
    #: No part of the story since then; drills that told it keep the row as it was.
    left_at = models.DateTimeField(null=True, blank=True)
    at_minute = models.PositiveSmallIntegerField(_("minute"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    arrives = models.CharField(
        _("arrives as"), max_length=10, choices=Arrives.choices, default=Arrives.NOTE
    )
    #: What the thing needs beyond its words; checked in `drills.arrivals`.
    details = models.JSONField(_("details"), default=dict, blank=True)
    #: Asked when it is due; empty for always.
    condition = models.CharField(
        _("only"), max_length=20, choices=Condition.choices, blank=True, default=""
    )
    #: Comes only once exercise control has chosen this branch; empty for the main line.
    branch = models.CharField(_("branch"), max_length=60, blank=True, default="")
    #: Whose turn it is; empty for everybody's.
    player = models.CharField(
        _("for whom"), max_length=20, choices=IncidentRole.choices, blank=True, default=""
    )
    persona_vi = models.CharField(_("who speaks (Vietnamese)"), max_length=120)
    persona_en = models.CharField(_("who speaks (English)"), max_length=120, blank=True)
    content_vi = models.TextField(_("what happens (Vietnamese)"))
    content_en = models.TextField(_("what happens (English)"), blank=True)
    objective_vi = models.TextField(_("what it rehearses (Vietnamese)"), blank=True)
    objective_en = models.TextField(_("what it rehearses (English)"), blank=True)
    expected_vi = models.TextField(_("what is expected (Vietnamese)"))
    expected_en = models.TextField(_("what is expected (English)"), blank=True)

    class Meta:
        ordering = ["scenario", "at_minute", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "order"],
                condition=Q(only_for=None, left_at=None),
                name="one_inject_per_place",
            ),
            models.UniqueConstraint(
                fields=["scenario", "key"],
                condition=Q(left_at=None) & ~Q(key=""),
                name="one_inject_per_key",
            ),
            models.CheckConstraint(
                condition=Q(arrives__in=Arrives.values), name="inject_arrives_in_a_known_way"
            ),
            models.CheckConstraint(
                condition=Q(condition="") | Q(condition__in=Condition.values),
                name="inject_condition_known",
            ),
        ]

    def __str__(self) -> str:
        return f"T+{self.at_minute} {self.in_language('persona')}"

    @property
    def branch_label(self) -> str:
        return self.scenario.branch_name(self.branch)


class DrillQuerySet(models.QuerySet["Drill"]):
    def visible_to(self, user: User) -> DrillQuerySet:
        """Those whose case the person may see."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def running(self) -> DrillQuerySet:
        return self.filter(ended_at=None)


class Drill(models.Model):
    """One run of a scenario on a real case that is marked as a drill."""

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="drills")
    incident = models.OneToOneField(Incident, models.PROTECT, related_name="drill")
    started_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    #: They see all that is still to come, judge, and do nothing in the case while it runs.
    observers = models.ManyToManyField(PERSON, related_name="+", blank=True)
    #: The story stands still since then; injects wait.
    paused_at = models.DateTimeField(null=True, blank=True)
    #: So many minutes of the story pass in one of the clock.
    speed = models.PositiveSmallIntegerField(_("speed"), choices=Speed.choices, default=Speed.REAL)
    #: When the story is over, moved by pauses and speed; None for drills of before.
    story_ends_at = models.DateTimeField(null=True, blank=True)
    #: The last time somebody changed the pace.
    paced_at = models.DateTimeField(null=True, blank=True)
    #: The branch that exercise control has chosen, once; the others never come.
    branch = models.CharField(_("branch"), max_length=60, blank=True, default="")
    branch_at = models.DateTimeField(null=True, blank=True)
    branch_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DrillQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Two people who press the button at once start one drill.
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(ended_at=None), name="scenario_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="drill_ends_after_it_started",
            ),
            models.CheckConstraint(
                condition=Q(branch="", branch_at=None)
                | (~Q(branch="") & Q(branch_at__isnull=False)),
                name="branch_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.reference} {self.scenario}"

    def get_absolute_url(self) -> str:
        return reverse("drills:run", args=[self.pk])

    @property
    def branch_label(self) -> str:
        return self.scenario.branch_name(self.branch)

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @cached_property
    def observer_ids(self) -> frozenset[int]:
        return frozenset(self.observers.values_list("pk", flat=True))

    @cached_property
    def player_ids(self) -> frozenset[int]:
        """Whom the drill may tell: those it names, and whoever leads its case."""
        named = self.incident.allowed.values_list("pk", flat=True)
        return frozenset(pk for pk in (self.incident.lead_id, *named) if pk)

    @cached_property
    def told_again(self) -> Drill | None:
        """The drill that tells this story now, where this one has ended."""
        if self.is_running:
            return None
        again = Drill.objects.running().filter(scenario=self.scenario_id)
        return again.select_related("incident").first()

    @property
    def ends_at(self) -> datetime:
        """When the story is over, by its own clock as it was paced."""
        return self.story_ends_at or self.started_at + timedelta(minutes=self.scenario.minutes)


class InjectRun(models.Model):
    """An inject in one drill: when it is due, when it came, what an observer saw."""

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="runs")
    inject = models.ForeignKey(Inject, models.PROTECT, related_name="runs")
    due_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    #: Its condition was not met when it was due; exercise control may still send it.
    left_out_at = models.DateTimeField(null=True, blank=True)
    #: The condition, a word of `Condition`; `drills.conditions.sentence` says it.
    left_out_why = models.CharField(max_length=60, blank=True, default="")
    observed = models.CharField(
        _("observed"), max_length=8, choices=Observed.choices, blank=True, default=""
    )
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    observed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "inject"], name="inject_comes_once"),
            models.CheckConstraint(
                condition=Q(observed="") | Q(delivered_at__isnull=False),
                name="only_what_came_is_observed",
            ),
            models.CheckConstraint(
                condition=Q(left_out_at=None, left_out_why="")
                | (Q(left_out_at__isnull=False, delivered_at=None) & ~Q(left_out_why="")),
                name="left_out_did_not_come",
            ),
        ]
        indexes = [
            # Read by the sweep.
            models.Index(fields=["due_at"], condition=Q(delivered_at=None), name="inject_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.inject}"

    @property
    def why_left_out(self) -> str:
        """The sentence, in the reader's language; empty where it was not left out."""
        return conditions.sentence(self.left_out_why) if self.left_out_why else ""
