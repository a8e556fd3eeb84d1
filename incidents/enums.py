"""States and kinds of the live case. Tables: domain handbook F2 and F3."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    DETECTED = "detected", pgettext_lazy("incident", "Detected")
    VERIFYING = "verifying", pgettext_lazy("incident", "Verifying")
    RESPONDING = "responding", pgettext_lazy("incident", "Responding")
    CONTAINED = "contained", pgettext_lazy("incident", "Contained")
    RESOLVED = "resolved", pgettext_lazy("incident", "Resolved")
    POST_MORTEM = "post_mortem", pgettext_lazy("incident", "Post-mortem")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    FALSE_ALARM = "false_alarm", pgettext_lazy("incident", "False alarm")
    MERGED = "merged", pgettext_lazy("incident", "Merged")

    #: Work is under way: clocks run, words may be written.
    open_states = nonmember(("detected", "verifying", "responding", "contained"))
    #: The six steps that a page draws.
    path = nonmember(
        ("detected", "verifying", "responding", "contained", "resolved", "post_mortem", "closed")
    )

    @staticmethod
    def pairs() -> list[tuple[str, str]]:
        """Every allowed step from state to state; the table of handbook F2."""
        return [(before, after) for before, followers in STEPS.items() for after in followers]


#: Handbook F2, INCIDENT: which state may follow which.
STEPS = {
    "detected": ("verifying", "false_alarm", "merged", "resolved"),
    "verifying": ("responding", "false_alarm", "merged"),
    "responding": ("verifying", "contained", "merged"),
    "contained": ("responding", "resolved"),
    "resolved": ("post_mortem", "closed", "verifying"),
    "post_mortem": ("closed", "verifying"),
    "closed": ("verifying",),
    "false_alarm": ("verifying",),
    "merged": (),
}


class Axis(models.TextChoices):
    """The five severity axes, each scored 0-3 (handbook B3)."""

    PEOPLE = "people", _("People (harm)")
    SPREAD = "spread", _("Spread")
    TRUTH = "truth", _("Truth and responsibility")
    STAKEHOLDERS = "stakeholders", _("Stakeholders")
    BUSINESS = "business", _("Business and legal")


class Override(models.TextChoices):
    """Circumstances that lift the level whatever the total (handbook B3)."""

    REGULATOR = "regulator", _("An authority is in contact")
    PRESS = "press", _("Mainstream press reports")
    DATA_LEAK = "data_leak", _("Personal data leaked")
    MINORS_OR_DEATH = "minors_or_death", _("Minors affected, or a death")


class Answer(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    CONFIRMED = "confirmed", pgettext_lazy("fact", "Confirmed")
    REFUTED = "refuted", pgettext_lazy("fact", "Refuted")
    INCONCLUSIVE = "inconclusive", pgettext_lazy("fact", "Inconclusive")


class FactStatus(models.TextChoices):
    UNVERIFIED = "unverified", pgettext_lazy("fact", "Unverified")
    CONFIRMED = "confirmed", pgettext_lazy("fact", "Confirmed")
    REFUTED = "refuted", pgettext_lazy("fact", "Refuted")
    INCONCLUSIVE = "inconclusive", pgettext_lazy("fact", "Inconclusive")


class EvidenceKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")
    SCREENSHOT = "screenshot", _("Screenshot")


class ClaimStatus(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("claim", "Registered")
    ASSESSED = "assessed", pgettext_lazy("claim", "Assessed")
    ANSWERED = "answered", pgettext_lazy("claim", "Answered")
    FADED = "faded", pgettext_lazy("claim", "Faded")
    TURNED_TRUE = "turned_true", pgettext_lazy("claim", "Turned out true")


class Assessment(models.TextChoices):
    ANSWER = "answer", _("Answer publicly")
    ANSWER_IN_PLACE = "answer_in_place", _("Answer in place")
    IGNORE_AND_WATCH = "ignore_and_watch", _("Stay silent and watch")


class TaskStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    SKIPPED = "skipped", pgettext_lazy("task", "Skipped")
    #: A step of the playbook whose question nobody can answer yet.
    WAITING = "waiting", pgettext_lazy("task", "Waits for an answer")
    #: Its question was answered otherwise; another answer brings it back.
    UNNEEDED = "unneeded", pgettext_lazy("task", "Does not apply")

    finished = nonmember(("done", "skipped"))


class DecisionKind(models.TextChoices):
    GENERAL = "general", _("Decision")
    NO_STATEMENT = "no_statement", _("No statement yet")


class ProposalKind(models.TextChoices):
    FALSE_ALARM = "false_alarm", _("False alarm")
    REOPEN = "reopen", _("Reopen")


class ClockKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ASSESSMENT = "assessment", _("First assessment")
    INTERNAL_BRIEF = "internal_brief", _("Internal brief")
    HOLDING = "holding", _("First holding statement")
    NEXT_UPDATE = "next_update", _("Next update")
    SITUATION_REPORT = "situation_report", _("Situation report")
    HOT_WASH = "hot_wash", _("Hot wash")
    REVIEW = "review", _("Full review")


class ClockState(models.TextChoices):
    """How a deadline stands."""

    RUNNING = "running", pgettext_lazy("clock", "Running")
    LATE = "late", pgettext_lazy("clock", "Missed")
    MET = "met", pgettext_lazy("clock", "Met")
    MET_LATE = "met_late", pgettext_lazy("clock", "Met late")
    STOPPED = "stopped", pgettext_lazy("clock", "Stopped")
    STOPPED_LATE = "stopped_late", pgettext_lazy("clock", "Missed, then stopped")
    WAIVED = "waived", pgettext_lazy("clock", "Waived by legal")
    UNLIMITED = "unlimited", pgettext_lazy("clock", "No limit at this level")
    ASK_LEGAL = "ask_legal", pgettext_lazy("clock", "No hours: ask legal")
    QUIET = "quiet", pgettext_lazy("clock", "Quiet since then")


class Outcome(models.TextChoices):
    """What a lesson ends in (handbook B6)."""

    PLAYBOOK_CHANGE = "playbook_change", _("Playbook change")
    ACTION_ITEM = "action_item", _("Action item")
    NO_CHANGE = "no_change", _("No change, with a reason")


class LessonStage(models.TextChoices):
    """How far a lesson has come; the first four are those of a proposal in the playbook room."""

    PROPOSED = "proposed", pgettext_lazy("lesson", "Proposed")
    TAKEN = "taken", pgettext_lazy("lesson", "Taken over into a draft")
    IN_FORCE = "in_force", pgettext_lazy("lesson", "In force")
    DECLINED = "declined", pgettext_lazy("lesson", "Declined")
    NO_OUTCOME = "no_outcome", pgettext_lazy("lesson", "No outcome yet")
    TO_DO = "to_do", pgettext_lazy("lesson", "To be done")
    DONE = "done", pgettext_lazy("lesson", "Done")
    NO_CHANGE = "no_change", pgettext_lazy("lesson", "No change")

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self in (self.IN_FORCE, self.DONE):
            return "ok"
        return "muted" if self in (self.DECLINED, self.NO_CHANGE) else "warn"


class DossierPurpose(models.TextChoices):
    """Whom an evidence dossier is made for (handbook G12)."""

    AUTHORITY = "authority", _("An authority")
    PLATFORM = "platform", _("A complaint to a platform")
    NEWSPAPER = "newspaper", _("A newspaper")
    BAILIFF = "bailiff", _("A bailiff")
    OWN = "own", _("Our own records")


class JobState(models.TextChoices):
    """How far a check or a dossier has come."""

    MAKING = "making", pgettext_lazy("dossier", "Being made")
    READY = "ready", pgettext_lazy("dossier", "Ready")
    FAILED = "failed", pgettext_lazy("dossier", "Failed")
    REMOVED = "removed", pgettext_lazy("dossier", "File removed")
