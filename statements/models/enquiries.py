"""Questions of the press: who asks, until when, who answers, and what was said (B5.9)."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import Stateful
from crisisdesk.kernel.vocabulary import Language
from incidents.models import Incident
from statements import desk_permissions as permissions
from statements.enums_desk import EnquiryState, EnquiryVerb, Reached
from statements.guards.enquiries import SENDING
from statements.models.answers import Answer
from statements.models.answers_seen import EnquiryQuerySet

PERSON = settings.AUTH_USER_MODEL
S = EnquiryState
LONGEST_REPLY = 10_000
#: People are paged this long before the deadline, or when a quarter of the time is left.
NEAR = timedelta(minutes=15)
PATHS = [
    (S.RECEIVED, S.ANSWERING),
    (S.RECEIVED, S.ANSWERED),
    (S.RECEIVED, S.DECLINED),
    (S.RECEIVED, S.MISSED),
    (S.ANSWERING, S.ANSWERED),
    (S.ANSWERING, S.DECLINED),
    (S.ANSWERING, S.MISSED),
    (S.MISSED, S.ANSWERED),
    (S.MISSED, S.DECLINED),
    (S.MISSED, S.ANSWERING),
    (S.DECLINED, S.ANSWERING),
]


class Enquiry(Stateful):
    """What one reporter wants to know, and what became of it."""

    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="enquiries")
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    outlet = models.CharField(_("outlet"), max_length=120)
    #: Personal data: seen by those who answer, and erased when asked for.
    reporter = models.CharField(_("reporter"), max_length=120, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.VIETNAMESE
    )
    channel = models.CharField(
        _("asked by"), max_length=10, choices=Reached.choices, default=Reached.PHONE
    )
    questions = models.TextField(_("what they ask"), max_length=LONGEST_REPLY)
    received_at = models.DateTimeField(_("received"), default=now)
    deadline = models.DateTimeField(_("answer by"))
    state = FSMField(default=S.RECEIVED, choices=S.choices, protected=True, editable=False)
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="owned_enquiries"
    )
    spokesperson = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )

    #: The answer of the bank that the reply comes from.
    answer = models.ForeignKey(
        Answer, models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    reply = models.TextField(_("reply"), max_length=LONGEST_REPLY, blank=True)
    #: Counts the wordings of the reply: an approval holds for the one that was read.
    wording = models.PositiveIntegerField(default=0, editable=False)
    reply_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    published_url = models.URLField(_("link of the published piece"), max_length=2000, blank=True)

    #: When the owner is warned, and when people are paged; the sweep reads these.
    warn_at = models.DateTimeField(editable=False)
    near_at = models.DateTimeField(editable=False)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    paged_at = models.DateTimeField(null=True, blank=True, editable=False)
    missed_at = models.DateTimeField(null=True, blank=True, editable=False)

    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["deadline", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="enquiry_state_known"),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("received_at")), name="enquiry_deadline_is_later"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(sent_at__isnull=False) & ~Q(reply="")),
                name="enquiry_answered_has_reply",
            ),
            # The second person, whatever the service does.
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("reply_by")),
                name="enquiry_reply_approved_by_another",
            ),
        ]
        indexes = [
            # Read by the sweep, the list, the war room and the home page.
            models.Index(
                fields=["deadline"],
                condition=Q(state__in=("received", "answering")),
                name="enquiry_running",
            ),
            models.Index(fields=["brand", "-received_at"], name="enquiry_of_brand"),
        ]
        triggers = [pgtrigger.FSM(name="enquiry_path", field="state", transitions=PATHS)]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("statements:enquiry", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"PR-{self.pk}"

    @property
    def runs(self) -> bool:
        return self.state in S.running

    @property
    def is_unsettled(self) -> bool:
        return self.state in S.unsettled

    @property
    def is_late(self) -> bool:
        """Whether the answer came, or would come, after the deadline."""
        return self.state == S.MISSED or (self.sent_at or now()) > self.deadline

    @property
    def is_word_for_word(self) -> bool:
        """Whether the reply is an answer of the bank and nothing else."""
        reply = self.reply.strip()
        return bool(
            self.answer and reply and reply in (t.strip() for t in self.answer.texts.values())
        )

    @property
    def is_approved(self) -> bool:
        return self.approved_by_id is not None

    def due(self) -> None:
        """The moments that follow from the deadline; what lies ahead again is told again."""
        span = self.deadline - self.received_at
        self.warn_at = self.received_at + span / 2
        self.near_at = self.deadline - min(NEAR, span / 4)
        self.warned_at = self.paged_at = self.missed_at = None

    @transition(
        state,
        source=[S.RECEIVED, S.MISSED, S.DECLINED],
        target=S.ANSWERING,
        permission=permissions.handles,
    )
    def take_up(self) -> None:
        pass

    @transition(
        state,
        source=S.unsettled,
        target=S.ANSWERED,
        conditions=SENDING,
        permission=permissions.handles,
    )
    def send(self) -> None:
        self.sent_at = now()

    @transition(state, source=S.unsettled, target=S.DECLINED, permission=permissions.handles)
    def decline(self) -> None:
        pass

    @transition(state, source=S.running, target=S.MISSED, permission=permissions.automation)
    def miss(self) -> None:
        self.missed_at = now()


class EnquiryEvent(models.Model):
    """One thing that was done with an enquiry; the words of a reply as they stood then."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=10, choices=EnquiryVerb.choices)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.verb}"
