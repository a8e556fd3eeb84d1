"""The state machine of a case (handbook F2): what leads where, who may, what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from incidents import guards, permissions
from incidents.enums import Status

if TYPE_CHECKING:
    from incidents.models.incident import Incident

S = Status


class Machine(Stateful):
    """State and the ways between states; the fields they set are the case's own."""

    status = FSMField(
        _("status"), default=S.DETECTED, choices=S.choices, protected=True, editable=False
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        closed_at: Any
        contained_at: Any
        merged_into: Any
        no_closing_reason: Any
        peak_severity: Any
        relapses: Any
        remedy_done: Any
        resolved_at: Any
        moments: Any
        responded_at: Any
        response_began_at: Any
        round: Any
        round_started_at: Any
        severity: Any
        silent_source_reason: Any
        triaged_at: Any
        unverified_reason: Any

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
        self.moments = {}
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
