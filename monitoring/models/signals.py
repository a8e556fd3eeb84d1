"""Something that was noticed and waits for a decision (contract 6.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from incidents import players
from monitoring import permissions
from monitoring.enums import DismissReason, SignalKind, SignalLevel, SignalState
from monitoring.models.sources import Watch
from teams.roles import brand_ids

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident
    from teams.models import User

S = SignalState


class SignalQuerySet(models.QuerySet["Signal"]):
    def shown_to(self, user: User) -> SignalQuerySet:
        """Those of the person's brands, and of drills the ones that the person plays."""
        mine = Q(drill_case=None) | players.played(user, "drill_case")
        return self.filter(mine, brand_id__in=brand_ids(user))

    def visible_to(self, user: User) -> SignalQuerySet:
        """Those of the person's brands."""
        return self.filter(brand_id__in=brand_ids(user))

    def waiting(self) -> SignalQuerySet:
        return self.filter(state__in=S.waiting)


class RealSignals(models.Manager.from_queryset(SignalQuerySet)):  # type: ignore[misc]
    """What was really noticed: whoever counts, exports or learns meets no signal of a drill."""

    def get_queryset(self) -> SignalQuerySet:
        return super().get_queryset().filter(drill_case=None)


class Signal(Stateful):
    """One episode of a watch, or something that a person raised by hand."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="signals")
    watch = models.ForeignKey(Watch, models.PROTECT, null=True, blank=True, related_name="signals")
    kind = models.CharField(max_length=10, choices=SignalKind.choices)
    level = models.CharField(max_length=10, choices=SignalLevel.choices)
    state = FSMField(default=S.NEW, choices=S.choices, protected=True, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("what is being said"), blank=True)
    url = models.CharField(_("link"), max_length=2000, blank=True)

    # Event times: when it happened out there. `raised_at` is when people could know.
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField(default=now)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: Start of the episode, so that it is raised once.
    episode = models.CharField(max_length=40, blank=True, editable=False)
    score = models.FloatField(default=0)
    evidence = models.JSONField(default=dict)

    incident = models.ForeignKey(
        "incidents.Incident", models.PROTECT, null=True, blank=True, related_name="signals"
    )
    #: It is invented and belongs to this drill alone; `objects` does not know it.
    drill_case = models.ForeignKey(
        "incidents.Incident", models.CASCADE, null=True, blank=True, related_name="+"
    )
    review_at = models.DateTimeField(_("look again at"), null=True, blank=True)
    dismissed_reason = models.CharField(
        _("reason"), max_length=20, choices=DismissReason.choices, blank=True
    )
    note = models.TextField(_("in your own words"), blank=True)
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    triaged_at = models.DateTimeField(null=True, blank=True)
    #: When the managers were told that nobody had decided in time.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: A warning of the quiet hours is told then, and `told_at` says that it was.
    quiet_until = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RealSignals()
    #: With those of drills: for the inbox of their players.
    everything = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="signal_state_known"),
            models.CheckConstraint(
                condition=~Q(state="linked") | Q(incident__isnull=False),
                name="linked_signal_has_incident",
            ),
            models.CheckConstraint(
                condition=~Q(state="watched") | Q(review_at__isnull=False),
                name="watched_signal_has_review_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(dismissed_reason=""),
                name="dismissed_signal_has_reason",
            ),
            # Never into a real case, and never out of a watch, whatever the service does.
            models.CheckConstraint(
                condition=Q(drill_case=None)
                | (Q(watch=None) & (Q(incident=None) | Q(incident=F("drill_case")))),
                name="drill_signal_stays_in_its_drill",
            ),
            models.UniqueConstraint(
                fields=["watch", "episode"],
                condition=Q(watch__isnull=False) & ~Q(episode=""),
                name="one_signal_per_episode",
            ),
        ]
        indexes = [
            # Read by the triage queue and the home page.
            models.Index(
                fields=["brand", "-at"],
                condition=Q(state__in=["new", "watched"]),
                name="signal_waiting",
            ),
            # Read by the sweep that wakes watched signals.
            models.Index(fields=["review_at"], condition=Q(state="watched"), name="signal_to_wake"),
            # Read by the sweep that tells what waited for the morning.
            models.Index(
                fields=["quiet_until"],
                condition=Q(quiet_until__isnull=False, told_at=None),
                name="signal_to_tell",
            ),
            # Read by the detectors: the last episode of a watch.
            models.Index(fields=["watch", "-last_at"], name="signal_last_of_watch"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="signal_state_moves",
                field="state",
                transitions=[
                    ("new", "linked"),
                    ("new", "watched"),
                    ("new", "dismissed"),
                    ("watched", "linked"),
                    ("watched", "dismissed"),
                    ("watched", "new"),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:signal", args=[self.pk])

    @transition(
        state, source=[S.NEW, S.WATCHED], target=S.LINKED, permission=permissions.may_triage
    )
    def link(self, incident: Incident) -> None:
        self.incident = incident
        self.review_at = None

    @transition(
        state, source=[S.NEW, S.WATCHED], target=S.WATCHED, permission=permissions.may_triage
    )
    def keep_watching(self, until: datetime) -> None:
        self.review_at = until

    @transition(
        state, source=[S.NEW, S.WATCHED], target=S.DISMISSED, permission=permissions.may_triage
    )
    def dismiss(self, reason: str, note: str = "") -> None:
        self.dismissed_reason = reason
        self.note = note
        self.review_at = None

    @transition(state, source=S.WATCHED, target=S.NEW, permission=permissions.may_triage)
    def wake(self) -> None:
        self.review_at = None


#: What a person may do with a signal, in the order in which pages offer it.
STEPS = ("link", "keep_watching", "dismiss", "wake")
