"""Who repeats a known false claim, and where it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.models import Claim, Incident
from monitoring.enums import MatchState, Platform

if TYPE_CHECKING:
    from teams.models import User

PERSON = settings.AUTH_USER_MODEL


class OfClaim(models.QuerySet["models.Model"]):
    """Rows of a claim are seen by those who may see its case."""

    def visible_to(self, user: User) -> OfClaim:
        cases = Incident.objects.visible_to(user)
        return self.filter(claim__incident__in=cases.values("pk"))


class ClaimReading(models.Model):
    """How far mentions were compared with a claim, and what an answer to it would reach."""

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="reading")
    #: Mentions up to this id were read.
    read_to = models.BigIntegerField(default=0)
    #: The wordings that were compared; other ones are compared with the last days again.
    wordings = models.CharField(max_length=64, blank=True)
    expected_reach = models.PositiveBigIntegerField(
        _("reach that our answer would have"), null=True, blank=True
    )
    #: When the people of a restricted case were last told; others must hear nothing of it.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.claim_id} ≤ {self.read_to}"


class ClaimMatch(models.Model):
    """A text that may repeat a claim. It keeps what the spread needs, and outlives the mention."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="matches")
    # Mentions are stored by time and dropped by age, so the database holds no key to them.
    mention_id = models.BigIntegerField()
    posted_at = models.DateTimeField()
    platform = models.CharField(max_length=20, choices=Platform.choices, default=Platform.OTHER)
    #: 0 means that nobody knows it.
    reach = models.PositiveBigIntegerField(default=0)
    asks = models.BooleanField(default=False)
    score = models.FloatField()
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=MatchState.choices, default=MatchState.SUGGESTED
    )
    #: Whether the rule that raises signals has seen it.
    judged = models.BooleanField(default=False, editable=False)
    found_at = models.DateTimeField(default=now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = OfClaim.as_manager()

    class Meta:
        ordering = ["-posted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "mention_id"], name="claim_matched_once"),
            models.CheckConstraint(
                condition=Q(state__in=("suggested", "accepted", "withdrawn"))
                | Q(by__isnull=False, at__isnull=False),
                name="claim_match_decided_by_somebody",
            ),
        ]
        indexes = [
            # Read by the page of a claim and by the rule that raises its signals.
            models.Index(fields=["claim", "state", "posted_at"], name="claim_match_spread"),
            # Read by the sweep that raises signals.
            models.Index(
                fields=["claim"],
                condition=Q(judged=False, state__in=("accepted", "confirmed")),
                name="claim_match_unjudged",
            ),
            # Read by the queue of texts that wait for a person.
            models.Index(
                fields=["claim", "-score"],
                condition=Q(state="suggested"),
                name="claim_match_waiting",
            ),
            # Read when a text is decided on: all of its candidates.
            models.Index(fields=["mention_id"], name="claim_match_of_mention"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} ← {self.mention_id} ({self.state})"


class ClaimAnswer(models.Model):
    """One place where we answered a claim, and how many it reached."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="answers")
    statement = models.ForeignKey(
        "statements.Statement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    mention_id = models.BigIntegerField(null=True, blank=True, editable=False)
    platform = models.CharField(
        _("platform"), max_length=20, choices=Platform.choices, default=Platform.OTHER
    )
    url = models.URLField(_("link"), max_length=2000, blank=True)
    at = models.DateTimeField(_("answered at"), default=now)
    reach = models.PositiveBigIntegerField(
        _("reach"), null=True, blank=True, help_text=_("Leave it empty while nobody knows it.")
    )
    needs_correction = models.BooleanField(default=False, editable=False)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    objects = OfClaim.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "mention_id"],
                condition=Q(mention_id__isnull=False),
                name="claim_answer_heard_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} ⇐ {self.platform}"
