"""The incident and its state machine (handbook F2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import IncidentRole, Severity, rank
from incidents import guards, permissions
from incidents.enums import Axis, Override, ProposalKind, Status
from teams.roles import brand_ids

if TYPE_CHECKING:
    from teams.models import User

S = Status


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Reusable filters."""

    def visible_to(self, user: User) -> IncidentQuerySet:
        """Cases of the person's brands; a restricted case only for those it names."""
        # A subquery, for a join would list a case once per person named.
        named = Incident.allowed.through.objects.filter(incident=OuterRef("pk"), user=user)
        mine = Q(restricted=False) | Q(lead=user) | Exists(named)
        return self.filter(mine, brand_id__in=brand_ids(user))

    def open(self) -> IncidentQuerySet:
        return self.filter(status__in=Status.open_states)

    def real(self) -> IncidentQuerySet:
        return self.filter(is_drill=False)


def _score() -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(3)]
    )


class Incident(Stateful):
    """One case: something the desk handles, from the first sign to the lesson."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField(unique=True, editable=False)
    title = models.CharField(pgettext_lazy("case", "title"), max_length=200)
    title_key = models.CharField(max_length=220, editable=False, default="")
    summary = models.TextField(_("what is being said"), blank=True)
    source_url = models.URLField(_("link to the source"), max_length=2000, blank=True)
    reporter = models.CharField(_("reported by"), max_length=120, blank=True)
    is_drill = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    allowed = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="restricted_incidents", blank=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opened_incidents"
    )

    status = FSMField(
        _("status"), default=S.DETECTED, choices=S.choices, protected=True, editable=False
    )
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    relapses = models.PositiveSmallIntegerField(default=0, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )

    severity = models.CharField(  # noqa: DJ001 -- unscored is not a level
        _("severity"),
        max_length=10,
        choices=Severity.choices,
        null=True,
        blank=True,
    )
    peak_severity = models.CharField(  # noqa: DJ001 -- unscored is not a level
        max_length=10,
        choices=Severity.choices,
        null=True,
        blank=True,
        editable=False,
    )
    score_people = _score()
    score_spread = _score()
    score_truth = _score()
    score_stakeholders = _score()
    score_business = _score()
    overrides = ArrayField(
        models.CharField(max_length=20, choices=Override.choices), default=list, blank=True
    )
    spread_rung = models.CharField(_("spread ladder"), max_length=30, blank=True)

    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_incidents",
    )
    kind = models.CharField(_("type"), max_length=40, blank=True)
    playbook_version = models.ForeignKey(
        "playbooks.PlaybookVersion", models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    common_version = models.ForeignKey(
        "playbooks.PlaybookVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    no_playbook_reason = models.TextField(_("why no playbook fits"), blank=True)

    # Anchors of the metrics (handbook F6). Written once; a new round never rewrites them.
    public_at = models.DateTimeField(_("first public post"), null=True, blank=True)
    public_at_estimated = models.BooleanField(default=True)
    detected_at = models.DateTimeField(_("detected"))
    opened_at = models.DateTimeField(default=now, editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    triaged_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    responded_at = models.DateTimeField(null=True, blank=True, editable=False)
    briefed_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_holding_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_full_at = models.DateTimeField(null=True, blank=True, editable=False)
    contained_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What the present round knows.
    round_started_at = models.DateTimeField(default=now, editable=False)
    response_began_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_public_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_spike_at = models.DateTimeField(null=True, blank=True, editable=False)
    unverified_reason = models.TextField(blank=True)
    silent_source_reason = models.TextField(blank=True)
    no_closing_reason = models.TextField(blank=True)
    remedy = models.TextField(_("remedy"), blank=True)
    remedy_done = models.BooleanField(_("remedy done"), default=False)
    remedy_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    remedy_due = models.DateField(_("remedy due"), null=True, blank=True)

    declared_crisis_at = models.DateTimeField(null=True, blank=True, editable=False)
    declared_crisis_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_seq = models.PositiveIntegerField(default=0, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="incident_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="merged") ^ Q(merged_into=None),
                name="incident_merged_has_target",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="incident_not_merged_into_itself"
            ),
        ]
        indexes = [
            # Read by the home page, the list and the sweeps.
            models.Index(
                fields=["brand", "status"],
                condition=Q(status__in=["detected", "verifying", "responding", "contained"]),
                name="incident_open",
            ),
            models.Index(fields=["brand", "-id"], name="incident_by_brand"),
        ]
        triggers = [
            # `QuerySet.update` and raw SQL walk past the state machine, but not past this.
            pgtrigger.FSM(name="status_path", field="status", transitions=Status.pairs()),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = fold(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("incidents:room", args=[self.reference])

    @property
    def reference(self) -> str:
        """INC-204, or DRL-204 in a drill, so that the two are never mistaken."""
        return f"{'DRL' if self.is_drill else 'INC'}-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.status in Status.open_states

    @property
    def rank(self) -> int:
        """Severity as 0-3; unscored counts as high (contract 6.7)."""
        return rank(self.severity)

    @property
    def scores(self) -> dict[str, int | None]:
        return {axis: getattr(self, f"score_{axis}") for axis in Axis.values}

    @property
    def is_scored(self) -> bool:
        return None not in self.scores.values()

    @transition(
        status,
        source=S.DETECTED,
        target=S.VERIFYING,
        conditions=[guards.scored, guards.typed, guards.has_lead, guards.playbook_chosen],
        permission=permissions.lead_or_on_call,
    )
    def start_verification(self) -> None:
        self.triaged_at = self.triaged_at or now()

    @transition(
        status,
        source=[S.DETECTED, S.VERIFYING],
        target=S.FALSE_ALARM,
        conditions=[
            guards.second_word_for_false_alarm,
            guards.has_evidence,
            guards.plugged_in("mark_false_alarm"),
        ],
        permission=permissions.lead_or_manager,
    )
    def mark_false_alarm(self) -> None:
        self.resolved_at = self.resolved_at or now()

    @transition(
        status,
        source=[S.DETECTED, S.VERIFYING, S.RESPONDING],
        target=S.MERGED,
        permission=permissions.lead_or_manager,
    )
    def merge(self, target: Incident) -> None:
        self.merged_into = target

    @transition(
        status,
        source=S.VERIFYING,
        target=S.RESPONDING,
        conditions=[guards.critical_questions_settled],
        permission=permissions.lead_or_manager,
    )
    def respond(self) -> None:
        self.response_began_at = now()
        self.responded_at = self.responded_at or self.response_began_at

    @transition(
        status,
        source=S.RESPONDING,
        target=S.VERIFYING,
        conditions=[guards.new_contradiction],
        permission=permissions.lead_or_manager,
    )
    def reverify(self) -> None:
        self.unverified_reason = ""

    @transition(
        status,
        source=S.RESPONDING,
        target=S.CONTAINED,
        conditions=[
            guards.spoken_or_decided,
            guards.quiet,
            guards.no_open_critical_task,
            guards.plugged_in("contain"),
        ],
        permission=permissions.lead_or_comms_head_when_critical,
    )
    def contain(self) -> None:
        self.contained_at = self.contained_at or now()

    @transition(
        status, source=S.CONTAINED, target=S.RESPONDING, permission=permissions.lead_or_manager
    )
    def relapse(self) -> None:
        self.relapses += 1
        self.response_began_at = now()

    @transition(
        status,
        source=S.CONTAINED,
        target=S.RESOLVED,
        conditions=[
            guards.remedy_settled,
            guards.legal_clocks_settled,
            guards.plugged_in("resolve"),
        ],
        permission=permissions.lead_or_comms_head_when_high,
    )
    @transition(
        status,
        source=S.DETECTED,
        target=S.RESOLVED,
        conditions=[
            guards.scored,
            guards.watch_level,
            guards.has_lead,
            guards.legal_clocks_settled,
            guards.plugged_in("resolve_watch"),
        ],
        permission=permissions.lead_or_manager,
    )
    def resolve(self) -> None:
        self.resolved_at = self.resolved_at or now()

    @transition(
        status,
        source=S.RESOLVED,
        target=S.POST_MORTEM,
        permission=permissions.lead_manager_or_automation,
    )
    def begin_post_mortem(self) -> None:
        """The log is frozen from here on, but for notes (handbook F2)."""

    @transition(
        status,
        source=S.POST_MORTEM,
        target=S.CLOSED,
        conditions=[
            guards.review_written,
            guards.reviewer_independent,
            guards.lessons_settled,
            guards.action_items_owned,
            guards.review_signed,
        ],
        permission=permissions.reviewer,
    )
    @transition(
        status,
        source=S.RESOLVED,
        target=S.CLOSED,
        conditions=[guards.never_above_watch],
        permission=permissions.lead_or_manager,
    )
    def close(self) -> None:
        self.closed_at = self.closed_at or now()

    @transition(
        status,
        source=[S.RESOLVED, S.POST_MORTEM, S.CLOSED, S.FALSE_ALARM],
        target=S.VERIFYING,
        conditions=[guards.scored, guards.typed, guards.has_lead, guards.playbook_chosen],
        permission=permissions.lead_or_manager,
    )
    def reopen(self) -> None:
        self.round += 1
        self.round_started_at = now()
        self.response_began_at = None
        self.peak_severity = self.severity
        self.unverified_reason = ""
        self.silent_source_reason = ""
        self.no_closing_reason = ""
        self.remedy_done = False


#: Names of the transitions, in the order in which pages offer them.
TRANSITIONS = (
    "start_verification",
    "respond",
    "contain",
    "relapse",
    "resolve",
    "begin_post_mortem",
    "close",
    "reverify",
    "mark_false_alarm",
    "merge",
    "reopen",
)


class RoleAssignment(models.Model):
    """Who held which role of the case, and in which round."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=IncidentRole.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    round = models.PositiveSmallIntegerField(default=1)
    assigned_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "role", "user"],
                condition=Q(ended_at=None),
                name="one_live_assignment",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(ended_at=None, role="lead"),
                name="one_lead_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class Proposal(models.Model):
    """A person proposes what another must do: reopen, or call it a false alarm."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20, choices=ProposalKind.choices)
    reason = models.TextField(_("reason"))
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.by}"
