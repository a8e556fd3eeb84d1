"""Mentions that the fast model was unsure of, and what the sentence model said of them later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import LookOutcome
from monitoring.models.mentions import Mention


class SecondLook(models.Model):
    """One mention in line. It goes when its mention goes."""

    mention = models.OneToOneField(
        Mention, models.CASCADE, related_name="second_look", db_constraint=False
    )
    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="+", db_index=False)
    posted_at = models.DateTimeField()
    reach = models.BigIntegerField(default=0)
    outcome = models.CharField(
        max_length=10, choices=LookOutcome.choices, default=LookOutcome.WAITING
    )
    #: What the fast model said, and the sentence model after it.
    predicted = models.CharField(max_length=10, choices=Sentiment.choices)
    label = models.CharField(max_length=10, choices=Sentiment.choices, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=LookOutcome.WAITING, at=None)
                | ~Q(outcome=LookOutcome.WAITING) & Q(at__isnull=False),
                name="look_is_over_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(outcome=LookOutcome.JUDGED) ^ Q(label=""), name="look_judged_has_label"
            ),
        ]
        indexes = [
            # Read by the sweep, and by the count of what waits.
            models.Index(
                fields=["brand", "posted_at"],
                condition=Q(outcome=LookOutcome.WAITING),
                name="look_waiting",
            ),
            # Read by the figures of the page Sentiment.
            models.Index(fields=["brand", "at"], name="look_over"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.outcome}"


class SecondLookRun(models.Model):
    """How far a brand's mentions are in line, and who is looking; one run at a time."""

    brand = models.OneToOneField("teams.Brand", models.CASCADE, related_name="second_look_run")
    #: The last mention that was asked whether it is uncertain.
    read_to = models.BigIntegerField(default=0)
    #: Nothing is held while sentences are encoded; a run that died is over at this moment.
    leased_until = models.DateTimeField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    #: Watches that heard of a negative mention late: {watch: start of the first bucket}.
    rejudge = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.brand}: {self.read_to}"
