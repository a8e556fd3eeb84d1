"""What a case taught, as a change to one row of a plan; it stands beside the versions, not in them.

So a plan's words, and the file they are exported to, never say where they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from playbooks.enums import FIXED, OPEN, ChangeKind, Part, ProposalState
from playbooks.models.plan import Playbook, PlaybookVersion

if TYPE_CHECKING:
    from typing import Any

PERSON = settings.AUTH_USER_MODEL


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> ProposalQuerySet:
        """Those that nobody has answered."""
        return self.filter(version=None, declined_at=None)

    def taken(self) -> ProposalQuerySet:
        return self.filter(version__state__in=OPEN)

    def in_force(self) -> ProposalQuerySet:
        """Those that entered force; a later version may have replaced their words."""
        return self.filter(version__state__in=FIXED)

    def declined(self) -> ProposalQuerySet:
        return self.exclude(declined_at=None)


class Proposal(models.Model):
    """A row to add, change or take out; without a part it is a wish in words only."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="proposals")
    part = models.CharField(max_length=10, choices=Part.choices, blank=True)
    kind = models.CharField(max_length=6, choices=ChangeKind.choices, blank=True)
    #: The row's identifier; early signs have none and are known by their words.
    key = models.CharField(max_length=60, blank=True)
    #: The row as it stood when this was proposed, and as it shall be.
    before = models.JSONField(null=True, blank=True)
    row = models.JSONField(null=True, blank=True)
    words = models.TextField(_("what should change, and why"), max_length=2000)
    #: Reference of the case or drill, such as INC-12; a name, for cases stand above this room.
    source = models.CharField(max_length=20)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    #: The version that carries it. Gone with a draft that is thrown away: then it waits again.
    version = models.ForeignKey(
        PlaybookVersion, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    taken_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("why not"), max_length=2000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None) | Q(declined_at=None), name="proposal_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(part="", kind="") | (~Q(part="") & ~Q(kind="")),
                name="proposal_row_or_words",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def state(self) -> str:
        if self.declined_at:
            return ProposalState.DECLINED
        if self.version is None:
            return ProposalState.PROPOSED
        return ProposalState.IN_FORCE if self.version.state in FIXED else ProposalState.TAKEN

    @property
    def state_in_words(self) -> Any:
        return ProposalState(self.state).label

    @property
    def identity(self) -> str:
        """By what the row is found in a plan that has this proposal's words."""
        return self.key or str((self.row or {}).get("vi", ""))

    @property
    def stood(self) -> str:
        """By what the row is found in a plan that does not."""
        return self.key or str((self.before or {}).get("vi", ""))

    @property
    def is_of_a_drill(self) -> bool:
        return self.source.startswith("DRL-")
