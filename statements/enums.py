"""States and kinds of words with legal weight. Table: domain handbook F4."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.vocabulary import StatementKind, Strategy

__all__ = [
    "Audience",
    "Outlet",
    "Planned",
    "PromiseState",
    "State",
    "StepState",
    "Strategy",
    "Verdict",
]


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("statement", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("statement", "Waiting for approval")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("statement", "Returned for changes")
    APPROVED = "approved", pgettext_lazy("statement", "Approved")
    PUBLISHED = "published", pgettext_lazy("statement", "Published")
    SUPERSEDED = "superseded", pgettext_lazy("statement", "Superseded")
    CORRECTED = "corrected", pgettext_lazy("statement", "Corrected")
    RETRACTED = "retracted", pgettext_lazy("statement", "Retracted")
    REJECTED = "rejected", pgettext_lazy("statement", "Rejected")
    EXPIRED = "expired", pgettext_lazy("statement", "Expired")
    DISCARDED = "discarded", pgettext_lazy("statement", "Discarded")

    #: Words that were said; they never change and never vanish.
    public = nonmember(("published", "superseded", "corrected", "retracted"))
    #: Words that may still be said.
    live = nonmember(("draft", "in_review", "changes_requested", "approved", "expired"))
    #: Words that an edit brings back to a draft.
    revisable = nonmember(("changes_requested", "approved", "expired"))


class Audience(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("audience", "Public")
    INTERNAL = "internal", pgettext_lazy("audience", "Our own people")
    PARTNERS = "partners", pgettext_lazy("audience", "Partners")


class StepState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Waiting")
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    VOID = "void", pgettext_lazy("approval", "Void")


class Verdict(models.TextChoices):
    APPROVED = "approved", pgettext_lazy("verdict", "Approved")
    RETURNED = "returned", pgettext_lazy("verdict", "Returned for changes")
    REJECTED = "rejected", pgettext_lazy("verdict", "Rejected")


class Outlet(models.TextChoices):
    """What became of a text on one channel."""

    QUEUED = "queued", pgettext_lazy("channel", "On its way")
    LIVE = "live", pgettext_lazy("channel", "Live")
    FAILED = "failed", pgettext_lazy("channel", "Failed")
    UNCLEAR = "unclear", pgettext_lazy("channel", "Unclear")
    LEFT = "left", pgettext_lazy("channel", "Not posted")

    #: What a person may report of a channel that is posted to by hand.
    by_hand = nonmember(("live", "failed", "unclear"))
    #: Waits for a person's decision.
    waits = nonmember(("failed", "unclear"))


class Planned(models.TextChoices):
    """What became of a text that was to go out at a set hour."""

    WAITING = "waiting", pgettext_lazy("schedule", "Scheduled")
    FROZEN = "frozen", pgettext_lazy("schedule", "Held back")
    DONE = "done", pgettext_lazy("schedule", "Published")
    STOPPED = "stopped", pgettext_lazy("schedule", "Taken off")
    REFUSED = "refused", pgettext_lazy("schedule", "Did not go out")

    #: May still go out.
    live = nonmember(("waiting", "frozen"))


class PromiseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    KEPT_LATE = "kept_late", pgettext_lazy("promise", "Kept late")
    REVISED = "revised", pgettext_lazy("promise", "Revised")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")


#: Notices about an earlier text of ours; allowed whatever the state of the case.
NOTICES = (StatementKind.CORRECTION_OWN, StatementKind.RETRACTION)
#: Kinds that take a denial over from their case. First words say that we are checking, a reply says
#: what was cleared, and an apology denies nothing: a second signature would only hold them up.
DENYING = (
    StatementKind.UPDATE,
    StatementKind.FULL,
    StatementKind.CORRECTION,
    StatementKind.CLOSING,
)
#: Kinds that must say when the next word comes, unless they are the last.
PROMISING = (StatementKind.HOLDING, StatementKind.UPDATE)
#: Kinds whose publication is the word that was promised.
KEEPING = (
    StatementKind.HOLDING,
    StatementKind.UPDATE,
    StatementKind.FULL,
    StatementKind.CLOSING,
)
#: Kinds that the next word on the case replaces.
REPLACED = (StatementKind.HOLDING, StatementKind.UPDATE)
