"""The bank of questions and answers: what people ask, and what we say (handbook B5.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import Bilingual
from incidents.models import Fact, Incident
from statements import desk_permissions as permissions
from statements.enums_desk import AnswerAudience, AnswerState, Doubt
from statements.guards.answers import CLEARING
from statements.models.answers_seen import AnswerQuerySet
from statements.models.resting import FactAsItStood, KeptPhrase
from statements.models.version import NEVER_CHANGES

if TYPE_CHECKING:
    from teams.models import User

PERSON = settings.AUTH_USER_MODEL
S = AnswerState
LONGEST_QUESTION = 400
LONGEST_ANSWER = 2000
#: What is said aloud in half a minute (handbook B5.7); a longer answer is told so.
MOST_WORDS = 60
PATHS = [
    (S.DRAFT, S.CLEARED),
    (S.CHECKING, S.CLEARED),
    (S.CLEARED, S.CHECKING),
    (S.CLEARED, S.DRAFT),
    (S.CHECKING, S.DRAFT),
    (S.DRAFT, S.WITHDRAWN),
    (S.CLEARED, S.WITHDRAWN),
    (S.CHECKING, S.WITHDRAWN),
    (S.WITHDRAWN, S.DRAFT),
]
#: The fields that are the words of an answer; a change of them is a new version.
WORDS = ("audience", "question_vi", "question_en", "answer_vi", "answer_en", "vi_only")


class Worded(Bilingual, models.Model):
    """A question as people ask it, and our answer, in both languages."""

    audience = models.CharField(
        _("who asks"),
        max_length=10,
        choices=AnswerAudience.choices,
        default=AnswerAudience.CUSTOMERS,
    )
    question_vi = models.CharField(_("question (Vietnamese)"), max_length=LONGEST_QUESTION)
    question_en = models.CharField(_("question (English)"), max_length=LONGEST_QUESTION, blank=True)
    answer_vi = models.TextField(_("answer (Vietnamese)"), max_length=LONGEST_ANSWER, blank=True)
    answer_en = models.TextField(_("answer (English)"), max_length=LONGEST_ANSWER, blank=True)
    vi_only = models.BooleanField(_("Vietnamese only"), default=False)

    class Meta:
        abstract = True


class Answer(Stateful, Worded):
    """One question and our answer; its present state is its last version."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="answers")
    #: Empty for a standing answer of the brand, from which cases begin.
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    #: Of a standing one: the type of crisis it is kept for, as a playbook's slug; empty for all.
    kind = models.CharField(_("for cases of this type"), max_length=60, blank=True)
    #: The standing answer it was copied from.
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", editable=False
    )
    #: The playbook's question it was made from.
    playbook_key = models.CharField(max_length=60, blank=True, editable=False)
    status = FSMField(
        _("status"), default=S.DRAFT, choices=S.choices, protected=True, editable=False
    )
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True, editable=False)
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="owned_answers"
    )
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    last_editor = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    #: Whose words are in it since it was last cleared: none of them clears it.
    writers = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    cleared_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cleared_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_count = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Questions and answers without accents, for searching.
    search_key = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(default=now, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=S.values), name="answer_status_known"),
            models.CheckConstraint(
                condition=~Q(status="cleared")
                | Q(cleared_by__isnull=False, cleared_at__isnull=False),
                name="answer_cleared_by_somebody",
            ),
            # The second person, whatever the service does.
            models.CheckConstraint(
                condition=~Q(status="cleared")
                | (~Q(cleared_by=F("author")) & ~Q(cleared_by=F("last_editor"))),
                name="answer_cleared_by_another",
            ),
            # What a case began with is brought once.
            models.UniqueConstraint(
                fields=["incident", "origin"],
                condition=Q(incident__isnull=False, origin__isnull=False),
                name="answer_brought_once",
            ),
            models.UniqueConstraint(
                fields=["incident", "playbook_key"],
                condition=Q(incident__isnull=False) & ~Q(playbook_key=""),
                name="answer_asked_by_playbook_once",
            ),
        ]
        indexes = [
            # Read by the pickers, the checks for contradictions and the front line.
            models.Index(
                fields=["brand", "incident"],
                condition=Q(status="cleared"),
                name="answer_cleared",
            ),
        ]
        triggers = [pgtrigger.FSM(name="answer_path", field="status", transitions=PATHS)]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        words = (self.question_vi, self.question_en, self.answer_vi, self.answer_en)
        self.search_key = fold(" ".join(words))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("statements:answer", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"QA-{self.pk}"

    @property
    def is_cleared(self) -> bool:
        return bool(self.status == S.CLEARED)

    @property
    def hands(self) -> set[int]:
        """Who wrote it: the author, and everyone who changed it since it was last cleared."""
        return {self.author_id, self.last_editor_id, *self.writers}

    @property
    def texts(self) -> dict[str, str]:
        """What we say, by language; the question is other people's words."""
        return {"vi": self.answer_vi, "en": self.answer_en}

    @property
    def is_long(self) -> bool:
        return any(len(text.split()) > MOST_WORDS for text in self.texts.values())

    @transition(
        status,
        source=[S.DRAFT, S.CHECKING],
        target=S.CLEARED,
        conditions=CLEARING,
        permission=permissions.clears_answer,
    )
    def clear(self, *, by: User) -> None:
        self.cleared_by, self.cleared_at, self.doubt = by, now(), ""
        self.writers = []

    @transition(
        status,
        source=S.CLEARED,
        target=S.CHECKING,
        permission=permissions.writes_or_automation,
    )
    def question(self, *, why: str) -> None:
        self.doubt = why

    @transition(
        status,
        source=[S.CLEARED, S.CHECKING],
        target=S.DRAFT,
        permission=permissions.writes_answer,
    )
    def rework(self) -> None:
        self.doubt = ""

    @transition(
        status,
        source=[S.DRAFT, S.CLEARED, S.CHECKING],
        target=S.WITHDRAWN,
        permission=permissions.writes_answer,
    )
    def withdraw(self) -> None:
        self.doubt = ""

    @transition(status, source=S.WITHDRAWN, target=S.DRAFT, permission=permissions.writes_answer)
    def restore(self) -> None:
        self.doubt = ""


class AnswerVersion(Worded):
    """One state of an answer: what it said, how it stood, why and by whom; never changed."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=AnswerState.choices)
    #: The facts it rested on, by id.
    facts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["answer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_number"),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.number} {self.status}"


class AnswerFact(FactAsItStood):
    """A fact that the present words rest on, as it stood when they were written."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="fact_uses")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="answer_uses")

    class Meta(FactAsItStood.Meta):
        constraints = [
            models.UniqueConstraint(fields=["answer", "fact"], name="fact_used_once_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} ← {self.fact_id}"


class AnswerOverride(KeptPhrase):
    """A flagged phrase that a person keeps, and why; void as soon as the phrase changes."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="overrides")

    def __str__(self) -> str:
        return f"{self.answer_id} {self.key}"
