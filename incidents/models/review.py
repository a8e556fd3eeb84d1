"""The post-incident review: what happened, and what changes because of it (handbook B6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from incidents.enums import LessonStage, Outcome
from incidents.models.incident import Incident
from incidents.models.keys import key_of

PERSON = settings.AUTH_USER_MODEL


class Review(models.Model):
    """One review a round; timeline, metrics and statements are read, never copied, into it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    summary = models.TextField(_("summary"), blank=True)
    public_view = models.TextField(_("what the public saw"), blank=True)
    helped = models.TextField(_("what helped"), blank=True)
    hindered = models.TextField(_("what hindered"), blank=True)
    people = models.TextField(_("people and load"), blank=True)
    #: What is searched: every word without its marks.
    words_key = key_of("summary", "public_view", "helped", "hindered")
    started_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "round"], name="one_review_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.round}"


class Lesson(models.Model):
    """Something learnt; it ends in a playbook change, an action item, or a reasoned no."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="lessons")
    text = models.TextField(_("lesson"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("why no change"), blank=True)
    proposal = models.TextField(_("proposed change"), blank=True)
    playbook = models.ForeignKey(
        "playbooks.Playbook", models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    #: The proposed change in the hands of the playbook's admins.
    change = models.OneToOneField(
        "playbooks.Proposal", models.SET_NULL, null=True, blank=True, related_name="lesson"
    )
    words_key = key_of("text", "proposal", "reason")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def stage(self) -> LessonStage:
        """How far it has come; a change says it itself, an action item by its day of being done."""
        if self.outcome == Outcome.PLAYBOOK_CHANGE:
            return LessonStage(self.change.state if self.change else LessonStage.PROPOSED)
        if self.outcome == Outcome.ACTION_ITEM:
            done = all(item.done_at for item in self.action_items.all())
            return LessonStage.DONE if done else LessonStage.TO_DO
        return LessonStage.NO_CHANGE if self.outcome else LessonStage.NO_OUTCOME


class ActionItem(models.Model):
    """Something to mend after the case, with an owner and a date; it outlives the closing."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="action_items")
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    text = models.TextField(_("action item"))
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    #: Due dates of the sweep, by the brand's policy; each word goes out once.
    warn_on = models.DateField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    escalate_on = models.DateField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    #: The owner has left, and those who can give it to somebody were told.
    orphaned_at = models.DateTimeField(null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(done_at=None), name="action_item_open"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
