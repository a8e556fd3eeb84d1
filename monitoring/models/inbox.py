"""Mentions that wait for our answer, what became of them, and which ones are to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from monitoring import permissions
from monitoring.enums import InboxState, InboxVerb, Platform
from monitoring.models.sources import OfBrand, Watch

if TYPE_CHECKING:
    from monitoring.models.mentions import Mention
    from teams.models import User

PERSON = settings.AUTH_USER_MODEL
S = InboxState


class InboxItem(Stateful):
    """A mention that somebody, or a rule, wants answered; named by id and time, not by a key.

    Mentions are kept in parts by time and leave by policy; what we answered stays.
    """

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="inbox")
    mention_id = models.BigIntegerField()
    posted_at = models.DateTimeField()
    state = FSMField(default=S.WAITING, choices=S.choices, protected=True, editable=False)
    assignee = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="inbox"
    )
    entered_at = models.DateTimeField(default=now)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: Whose rule let it in; empty where a person did.
    watch = models.ForeignKey(Watch, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Counts what was done, so that a press on an old page is noticed.
    seq = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = OfBrand.as_manager()
    #: Filled by `selectors.inbox.with_mentions`; None once the text is no longer kept.
    mention: Mention | None

    class Meta:
        ordering = ["posted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mention_id", "posted_at"], name="inbox_item_once"),
            models.CheckConstraint(condition=Q(state__in=S.values), name="inbox_state_known"),
        ]
        indexes = [
            # Read by the inbox, its tab and the home page.
            models.Index(
                fields=["brand", "posted_at", "id"],
                condition=Q(state="waiting"),
                name="inbox_waiting",
            ),
            # Read by the list of what is done.
            models.Index(fields=["brand", "state", "-changed_at", "-id"], name="inbox_done"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="inbox_state_moves",
                field="state",
                transitions=[
                    ("waiting", "answered"),
                    ("waiting", "no_answer"),
                    ("answered", "waiting"),
                    ("no_answer", "waiting"),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:mention", args=[self.mention_id])

    @property
    def waits(self) -> bool:
        return bool(self.state == S.WAITING)

    @transition(state, source=S.WAITING, target=S.ANSWERED, permission=permissions.may_answer)
    def answer(self) -> None:
        self.changed_at = now()

    @transition(state, source=S.WAITING, target=S.NO_ANSWER, permission=permissions.may_answer)
    def close(self) -> None:
        self.changed_at = now()

    @transition(state, source=S.settled, target=S.WAITING, permission=permissions.may_reopen)
    def reopen(self) -> None:
        self.changed_at = now()

    def touched(self, actor: User) -> None:
        """Remember who did the last thing, and that something was done."""
        self.seq += 1
        self.changed_at, self.changed_by = now(), actor


class InboxEvent(models.Model):
    """One thing that was done with an item; a reply stands here as it was sent."""

    item = models.ForeignKey(InboxItem, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=10, choices=InboxVerb.choices)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: To whom; empty where it was taken from somebody.
    to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reply = models.TextField(_("reply"), blank=True)
    url = models.CharField(_("link to the reply"), max_length=2000, blank=True)
    #: The prepared text it was taken from; what was sent may say it differently.
    statement = models.ForeignKey(
        "statements.Statement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: Or the answer of the bank.
    prepared = models.ForeignKey(
        "statements.Answer", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb="answered") ^ Q(reply=""), name="inbox_answer_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"


class AnswerRule(models.Model):
    """Which mentions of a watch come into the inbox by themselves."""

    watch = models.OneToOneField(Watch, models.CASCADE, related_name="answer_rule")
    active = models.BooleanField(_("switched on"), default=False)
    negative = models.BooleanField(_("negative mentions"), default=True)
    questions = models.BooleanField(_("questions"), default=True)
    platforms = ArrayField(
        models.CharField(max_length=20, choices=Platform.choices),
        default=list,
        verbose_name=_("platforms on which we can answer"),
    )
    min_reach = models.BigIntegerField(_("reach at least"), default=0)
    #: Older mentions were imported as history: nobody waits for an answer to them any more.
    since = models.DateTimeField(default=now, editable=False)

    #: Every mention up to this id was looked at.
    read_until = models.BigIntegerField(default=0, editable=False)
    #: The last id that was seen, and the first transaction that began after that look: when all
    #: earlier ones have ended, no smaller id can still appear.
    seen_until = models.BigIntegerField(default=0, editable=False)
    seen_before = models.BigIntegerField(default=0, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_reach__gte=0), name="answer_rule_reach_positive"
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(negative=True) | Q(questions=True),
                name="answer_rule_lets_something_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id}"
