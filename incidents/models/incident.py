"""The incident: what is known of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import Severity, rank
from incidents.enums import Axis, Override, Status
from incidents.models.machine import Machine
from incidents.models.queryset import IncidentQuerySet

if TYPE_CHECKING:
    pass


def _score() -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(3)]
    )


class Incident(Machine):
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
    #: When its moments came, such as the first statement; deadlines of steps count from them.
    moments = models.JSONField(default=dict, editable=False)
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
