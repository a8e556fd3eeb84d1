"""The state machine of a statement (handbook F4): what leads where, who may, what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from playbooks.enums import Lane
from statements import guards, permissions
from statements.enums import State

if TYPE_CHECKING:
    from statements.models.statement import Statement
    from teams.models import User

S = State
PERSON = settings.AUTH_USER_MODEL

#: The same table for the database, which refuses any other path.
PATHS = [
    (S.DRAFT, S.IN_REVIEW),
    (S.DRAFT, S.DISCARDED),
    (S.IN_REVIEW, S.APPROVED),
    (S.IN_REVIEW, S.CHANGES_REQUESTED),
    (S.IN_REVIEW, S.REJECTED),
    (S.IN_REVIEW, S.DRAFT),
    (S.IN_REVIEW, S.PUBLISHED),
    (S.CHANGES_REQUESTED, S.DRAFT),
    (S.APPROVED, S.PUBLISHED),
    (S.APPROVED, S.DRAFT),
    (S.APPROVED, S.EXPIRED),
    (S.EXPIRED, S.DRAFT),
    (S.PUBLISHED, S.SUPERSEDED),
    (S.PUBLISHED, S.CORRECTED),
    (S.PUBLISHED, S.RETRACTED),
    (S.CORRECTED, S.SUPERSEDED),
    (S.CORRECTED, S.RETRACTED),
    (S.SUPERSEDED, S.CORRECTED),
    (S.SUPERSEDED, S.RETRACTED),
]


class Machine(Stateful):
    """State, the moments it was reached, and the ways between states."""

    status = FSMField(
        _("status"), default=S.DRAFT, choices=S.choices, protected=True, editable=False
    )
    lane = models.CharField(max_length=4, choices=Lane.choices, default=Lane.FULL)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    published_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    slug = models.SlugField(max_length=90, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        current_version: Any
        needs_correction: Any
        superseded_by: Any

    @transition(
        status,
        source=S.DRAFT,
        target=S.IN_REVIEW,
        conditions=guards.SUBMITTING,
        permission=permissions.writer,
    )
    def submit(self, *, lane: str) -> None:
        self.lane = lane
        self.submitted_at = now()

    @transition(
        status,
        source=S.IN_REVIEW,
        target=RETURN_VALUE(S.IN_REVIEW, S.APPROVED),
        conditions=guards.APPROVING,
        permission=permissions.approver_or_automation,
    )
    def approve(self, *, last: bool, digest: str) -> str:
        if not last:
            return S.IN_REVIEW
        self.approved_at = now()
        self.approved_hash = digest
        return S.APPROVED

    @transition(
        status,
        source=S.IN_REVIEW,
        target=S.CHANGES_REQUESTED,
        permission=permissions.approver,
    )
    def request_changes(self) -> None:
        pass

    @transition(
        status,
        source=S.IN_REVIEW,
        target=S.REJECTED,
        permission=permissions.approver,
    )
    def reject(self) -> None:
        pass

    @transition(
        status, source=S.IN_REVIEW, target=S.DRAFT, permission=permissions.writer_or_automation
    )
    def recall(self) -> None:
        self.submitted_at = None

    @transition(
        status,
        source=[S.APPROVED, S.CHANGES_REQUESTED, S.EXPIRED],
        target=S.DRAFT,
        permission=permissions.writer_or_automation,
    )
    def revise(self) -> None:
        self.submitted_at = None
        self.approved_at = None
        self.approved_hash = ""

    @transition(
        status,
        source=S.APPROVED,
        target=S.PUBLISHED,
        conditions=guards.PUBLISHING,
        permission=permissions.publisher,
    )
    def publish(self, *, by: User, slug: str) -> None:
        self._say(by, slug)

    @transition(
        status,
        source=S.IN_REVIEW,
        target=S.PUBLISHED,
        conditions=guards.EMERGENCY,
        permission=permissions.lead_of_case,
    )
    def publish_emergency(self, *, by: User, slug: str) -> None:
        self._say(by, slug)
        self.emergency_at = self.published_at

    def _say(self, by: User, slug: str) -> None:
        self.published_at = now()
        self.published_by = by
        self.published_version = self.current_version
        self.slug = slug

    @transition(status, source=S.APPROVED, target=S.EXPIRED, permission=permissions.automation)
    def expire(self) -> None:
        self.approved_hash = ""

    @transition(
        status,
        source=[S.PUBLISHED, S.CORRECTED],
        target=S.SUPERSEDED,
        permission=permissions.automation,
    )
    def supersede(self, *, successor: Statement) -> None:
        self.superseded_by = successor

    @transition(
        status,
        source=[S.PUBLISHED, S.SUPERSEDED],
        target=S.CORRECTED,
        conditions=[guards.notice_ready("corrections")],
        permission=permissions.publisher,
    )
    def correct(self) -> None:
        self.needs_correction = False

    @transition(
        status,
        source=[S.PUBLISHED, S.CORRECTED, S.SUPERSEDED],
        target=S.RETRACTED,
        conditions=[guards.notice_ready("retractions")],
        permission=permissions.publisher,
    )
    def retract(self) -> None:
        self.needs_correction = False

    @transition(
        status, source=S.DRAFT, target=S.DISCARDED, permission=permissions.writer_or_automation
    )
    def discard(self) -> None:
        pass


#: Names of the transitions, in the order in which pages offer them.
TRANSITIONS = (
    "submit",
    "approve",
    "request_changes",
    "reject",
    "recall",
    "revise",
    "publish",
    "publish_emergency",
    "expire",
    "supersede",
    "correct",
    "retract",
    "discard",
)
