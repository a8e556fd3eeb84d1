"""Pages that wake people, and what became of them.

A page freezes its policy when it starts. One step at most is planned ahead (the database holds to
that); firing it writes its calls and plans the next one in the same transaction.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.vocabulary import Severity
from teams.models.brands import Brand


class PageState(models.TextChoices):
    GOING = "going", pgettext_lazy("page", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("page", "Answered")
    STOPPED = "stopped", pgettext_lazy("page", "Stopped")


class Page(models.Model):
    """One wake-up, from its start until a person answers or it is not needed any more."""

    key = models.CharField(max_length=200, unique=True)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="pages")
    #: Whose it is: a kind that a room registered with `teams.ports`, and a number in it.
    about = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.HIGH)
    is_drill = models.BooleanField(default=False)
    #: Whom it may reach at all (a drill's players, those who may see a restricted case).
    only = ArrayField(models.BigIntegerField(), null=True, blank=True)
    facts = models.JSONField(default=dict)
    #: The policy as it was when the page started; see `teams/paging/freezing.py`.
    policy = models.JSONField()
    state = models.CharField(max_length=10, choices=PageState.choices, default=PageState.GOING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=20, blank=True)
    audited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="going", ended_at=None)
                | Q(state__in=["answered", "stopped"], ended_at__isnull=False),
                name="page_has_an_end_or_goes",
            ),
        ]
        indexes = [
            # Read by the war room and by everything that ends the pages of a case.
            models.Index(fields=["about", "about_id"], name="page_about"),
            # Read by the list of pages.
            models.Index(fields=["brand", "-id"], name="page_by_brand"),
            # Read by the auditor's sweep.
            models.Index(F("ended_at"), condition=Q(audited_at=None), name="page_not_audited"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.words}".strip()

    @property
    def is_going(self) -> bool:
        return self.state == PageState.GOING


class StepState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("step", "Planned")
    FIRED = "fired", pgettext_lazy("step", "Called")
    SKIPPED = "skipped", pgettext_lazy("step", "Reached nobody")
    CALLED_OFF = "called_off", pgettext_lazy("step", "Not needed any more")


class StepKind(models.TextChoices):
    CHAIN = "chain", pgettext_lazy("step", "Step of the policy")
    PASSED_ON = "passed_on", pgettext_lazy("step", "Passed on")
    FALLBACK = "fallback", pgettext_lazy("step", "Fallback")


class PageStep(models.Model):
    """One step of a page. `turn` counts rounds of the chain, `position` the step within it."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=StepKind.choices, default=StepKind.CHAIN)
    turn = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    #: Frozen targets of a step that is not of the policy.
    targets = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.PLANNED)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_step_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state="planned"), name="page_one_step_ahead"
            ),
            models.CheckConstraint(
                condition=Q(state="planned") ^ Q(done_at__isnull=False), name="page_step_done_when"
            ),
        ]
        indexes = [
            # Read by the sweep.
            models.Index(F("due_at"), condition=Q(state="planned"), name="page_step_due"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.number}"


class PageCall(models.Model):
    """One person called by one step; `key` leads to the messages in the outbox."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="calls")
    step = models.ForeignKey(PageStep, models.CASCADE, related_name="calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="page_calls")
    at = models.DateTimeField()
    key = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "user"], name="called_once_per_step"),
        ]
        indexes = [
            # Read by "when was who called".
            models.Index(fields=["user", "at"], name="page_call_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.user_id}"


class PageAct(models.TextChoices):
    """What a person, or the desk, did with a page."""

    STARTED = "started", pgettext_lazy("page act", "started")
    ANSWERED = "answered", pgettext_lazy("page act", "answered")
    CANNOT = "cannot", pgettext_lazy("page act", "cannot")
    PASSED_ON = "passed_on", pgettext_lazy("page act", "passed on")
    PUT_OFF = "put_off", pgettext_lazy("page act", "put off")
    STOPPED = "stopped", pgettext_lazy("page act", "stopped")


class PageEvent(models.Model):
    """One act on a page, kept as it went: what the auditor recalculates from."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=PageAct.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.act}"


class AuditFinding(models.Model):
    """A difference between what a page should have done and what it did."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=20)
    #: Which step or call it is about, so that the same is found once.
    place = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "code", "place"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.code} {self.place}"
