"""Playbooks and their versions; what is published never changes again."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Guard, Guards, Stateful
from crisisdesk.kernel.vocabulary import Bilingual
from playbooks import guards, permissions
from playbooks.content import Plan
from playbooks.enums import FIXED, OPEN, VersionState
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from teams.models import User

#: The playbook that holds the first hour of every crisis and the texts of any type.
COMMON = "common"

_FIXED_SQL = ", ".join(f"'{state.value}'" for state in FIXED)
_WORDS_DIFFER = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in (
        "content",
        "number",
        "playbook_id",
        "author_id",
        "published_at",
        "second_person_id",
    )
)


#: A plan nobody has looked over for so long is stale.
REVIEW_EVERY = timedelta(days=180)


def next_review() -> date:
    """The day by which a version that enters force now is to be looked over."""
    return timezone.localdate() + REVIEW_EVERY


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def visible_to(self, user: User) -> PlaybookQuerySet:
        """Those of the brands in which the person is anything at all."""
        return self.filter(brand_id__in=brand_ids(user))


class Playbook(Bilingual, models.Model):
    """One type of crisis a brand has prepared for; the words stand in its versions."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="playbooks")
    slug = models.SlugField(_("identifier"), max_length=60)
    code = models.CharField(_("code"), max_length=10)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    retired_why = models.CharField(_("why it is retired"), max_length=500, blank=True)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "slug"], name="one_playbook_per_slug"),
        ]

    def __str__(self) -> str:
        return self.in_language("name")

    @property
    def is_common(self) -> bool:
        return self.slug == COMMON


class PlaybookVersionQuerySet(models.QuerySet["PlaybookVersion"]):
    def visible_to(self, user: User) -> PlaybookVersionQuerySet:
        return self.filter(playbook__brand_id__in=brand_ids(user))

    def in_force(self) -> PlaybookVersionQuerySet:
        return self.filter(state=VersionState.PUBLISHED)

    def open(self) -> PlaybookVersionQuerySet:
        """Versions that someone still works on."""
        return self.filter(state__in=OPEN)


class PlaybookVersion(Stateful):
    """The words of a plan at one time; an incident pins the one it started with."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = FSMField(
        default=VersionState.DRAFT, choices=VersionState.choices, protected=True, editable=False
    )
    content = models.JSONField()
    #: Counts the saves of a draft, so that two editors do not overwrite each other.
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    #: Who asked for publication; `second_person` is who agreed.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    second_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.CharField(_("what changed and why"), max_length=500, blank=True)
    review_due_at = models.DateField(_("review due"), null=True, blank=True)

    objects = PlaybookVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["playbook", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["playbook"],
                condition=Q(state=VersionState.PUBLISHED),
                name="one_version_in_force",
            ),
            models.UniqueConstraint(
                fields=["playbook"], condition=Q(state__in=OPEN), name="one_open_version"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="playbook_state_known"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state IN ({_FIXED_SQL}) AND ({_WORDS_DIFFER})"),
            ),
            pgtrigger.Protect(
                name="published_versions_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(f"OLD.state IN ({_FIXED_SQL})"),
            ),
            pgtrigger.FSM(
                name="state_walks",
                field="state",
                transitions=[
                    (VersionState.DRAFT, VersionState.IN_REVIEW),
                    (VersionState.IN_REVIEW, VersionState.DRAFT),
                    (VersionState.IN_REVIEW, VersionState.PUBLISHED),
                    (VersionState.PUBLISHED, VersionState.RETIRED),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playbook} v{self.number}"

    @cached_property
    def plan(self) -> Plan:
        """The content with a shape; read it, never change it."""
        return Plan.of(self.content)

    @cached_property
    def proposers(self) -> frozenset[int]:
        """Those whose proposals it carries: part of its words is theirs."""
        return frozenset(self.proposals.values_list("by", flat=True))

    @property
    def is_unread(self) -> bool:
        """Whether it is in force without any person having looked it over."""
        return self.state in FIXED and self.second_person_id is None

    @property
    def note_in_words(self) -> str:
        """The note; the desk's own is shown in the reader's language."""
        return translate(self.note) if self.note and self.is_unread else self.note

    @transition(
        state,
        source=VersionState.DRAFT,
        target=VersionState.IN_REVIEW,
        conditions=[
            Guards(guards.incomplete),
            Guard(guards.has_note, "no_note", _("Say in a sentence what changed and why.")),
            Guard(guards.differs, "no_change", _("Nothing differs from the version in force.")),
        ],
        permission=permissions.edits,
    )
    def submit(self, *, by: User) -> None:
        self.submitted_at = now()
        self.published_by = by

    @transition(
        state,
        source=VersionState.IN_REVIEW,
        target=VersionState.DRAFT,
        permission=permissions.returns,
    )
    def return_to_draft(self) -> None:
        self.submitted_at = None
        self.published_by = None

    @transition(
        state,
        source=VersionState.IN_REVIEW,
        target=VersionState.PUBLISHED,
        conditions=[Guards(guards.incomplete)],
        permission=permissions.gives_word,
    )
    def publish(self, *, by: User) -> None:
        self.second_person = by
        self.published_at = now()
        self.review_due_at = next_review()

    @transition(
        state,
        source=VersionState.PUBLISHED,
        target=VersionState.RETIRED,
        permission=permissions.edits,
    )
    def retire(self) -> None:
        pass

    @transition(state, source=VersionState.PUBLISHED, target=VersionState.RETIRED)
    def give_way(self) -> None:
        """Leave force because a successor enters it in the same transaction."""


class Suggestion(models.Model):
    """A wish of someone who may not edit; an admin answers it."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="suggestions")
    text = models.TextField(_("suggestion"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]
