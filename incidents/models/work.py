"""The work of a case: questions, tasks and decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, IncidentRole
from incidents.enums import Answer, DecisionKind, TaskStatus
from incidents.models.incident import Incident
from incidents.models.ledger import Fact
from playbooks.enums import Condition, Moment

PERSON = settings.AUTH_USER_MODEL


class Question(Bilingual, models.Model):
    """A verification question with one owner and one deadline."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=60, blank=True)
    text_vi = models.TextField(_("question (Vietnamese)"))
    text_en = models.TextField(_("question (English)"), blank=True)
    critical = models.BooleanField(_("must be settled before responding"), default=False)
    role = models.CharField(max_length=20, choices=IncidentRole.choices, blank=True)
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    answer = models.CharField(
        _("answer"), max_length=12, choices=Answer.choices, default=Answer.OPEN
    )
    answer_note = models.TextField(_("what was found"), blank=True)
    fact = models.ForeignKey(Fact, models.SET_NULL, null=True, blank=True, related_name="questions")
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-critical", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "key"], condition=~Q(key=""), name="question_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text_vi[:80]


class Task(Bilingual, models.Model):
    """A thing to do, copied from the pinned playbook or added by hand."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=60, blank=True)
    title_vi = models.CharField(_("task (Vietnamese)"), max_length=300)
    title_en = models.CharField(_("task (English)"), max_length=300, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=IncidentRole.choices, blank=True)
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="tasks")
    critical = models.BooleanField(_("must be done before containing"), default=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    skip_reason = models.TextField(_("why it is skipped"), blank=True)
    finished_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)

    # What the playbook says of the step besides, copied like its words.
    #: Heading under which it stands, and the place of that heading.
    section = models.CharField(max_length=60, blank=True)
    section_vi = models.CharField(max_length=120, blank=True)
    section_en = models.CharField(max_length=120, blank=True)
    section_place = models.PositiveSmallIntegerField(default=0)
    #: Its deadline is so many minutes after a moment; none until that moment has come.
    moment = models.CharField(max_length=20, choices=Moment.choices, default=Moment.OPENED)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    #: Key of the case's question that it waits for, the answer, and since when that is the answer.
    condition = models.CharField(max_length=60, blank=True)
    condition_answer = models.CharField(max_length=12, choices=Condition.choices, blank=True)
    applies_at = models.DateTimeField(null=True, blank=True)
    #: What is written down when it is checked off, and what was.
    fields = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    #: Keys of the statements, questions and legal deadlines at hand beside it.
    links = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "key"], condition=~Q(key=""), name="task_key_once"
            ),
        ]
        indexes = [
            # Read by a person's next actions on the home page.
            models.Index(
                fields=["owner", "due_at"], condition=Q(status="open"), name="task_open_by_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title_vi


class Decision(models.Model):
    """What was decided, why, and what was known then; never edited, only followed."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="decisions")
    kind = models.CharField(
        _("kind"), max_length=20, choices=DecisionKind.choices, default=DecisionKind.GENERAL
    )
    text = models.TextField(_("decision"))
    reason = models.TextField(_("why"))
    known = models.JSONField(default=list)
    review_at = models.DateTimeField(_("look again at"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="no_statement") | Q(review_at__isnull=False),
                name="silence_has_a_review_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
