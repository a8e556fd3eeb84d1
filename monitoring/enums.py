"""Kinds and states of what the desk hears."""

from __future__ import annotations

from enum import nonmember
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceKind(models.TextChoices):
    """How mentions come in."""

    API = "api", _("API")
    WEBHOOK = "webhook", _("Webhook of a listening tool")
    CSV = "csv", _("CSV file")
    HAND = "hand", _("By hand")
    REPLAY = "replay", _("Replay of a recording")
    RSS = "rss", _("News feed")
    MAILBOX = "mailbox", _("Mailbox")
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    REDDIT = "reddit", "Reddit"
    YOUTUBE = "youtube", "YouTube"


#: Kinds of connectors that other installed apps bring along: value and name.
ADDED_KINDS: dict[str, Any] = {}


def source_kinds() -> list[tuple[str, Any]]:
    """Every way in that this desk knows."""
    return [*SourceKind.choices, *ADDED_KINDS.items()]


class Platform(models.TextChoices):
    """Where people talk (handbook D1); names of products are not translated."""

    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    THREADS = "threads", "Threads"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    REDDIT = "reddit", "Reddit"
    FORUM = "forum", _("Forum")
    NEWS = "news", _("Online newspaper")
    REVIEW = "review", _("Reviews and app stores")
    OTHER = "other", pgettext_lazy("platform", "Other")


class Sensitivity(models.TextChoices):
    """How rare a rise must be to be announced; words, since few read a factor right."""

    LOW = "low", pgettext_lazy("sensitivity", "Low: only what is very rare")
    NORMAL = "normal", pgettext_lazy("sensitivity", "Normal")
    HIGH = "high", pgettext_lazy("sensitivity", "High: also what is less rare")

    #: Peaks that come so much more often reach the levels.
    factors = nonmember({"low": 0.5, "normal": 1.0, "high": 2.0})


class SignalKind(models.TextChoices):
    VOLUME = "volume", _("Sudden rise of mentions")
    NEGATIVE = "negative", _("Sudden rise of negative mentions")
    MOOD = "mood", _("Turning mood")
    SPREAD = "spread", _("Spread over platforms")
    SOURCE = "source", _("A source with wide reach")
    CLAIM = "claim", _("A known false claim returns")
    MANUAL = "manual", _("Raised by hand")


class SignalLevel(models.TextChoices):
    WARNING = "warning", pgettext_lazy("signal", "Warning")
    ALERT = "alert", pgettext_lazy("signal", "Alert")


class SignalState(models.TextChoices):
    """Contract 6.19."""

    NEW = "new", pgettext_lazy("signal", "New")
    LINKED = "linked", pgettext_lazy("signal", "Linked to an incident")
    WATCHED = "watched", pgettext_lazy("signal", "Being watched")
    DISMISSED = "dismissed", pgettext_lazy("signal", "Dismissed")

    #: A person still has to decide.
    waiting = nonmember(("new", "watched"))


class DismissReason(models.TextChoices):
    SPAM = "spam", _("Spam")
    DUPLICATE = "duplicate", _("Duplicate")
    IRRELEVANT = "irrelevant", _("Not about us")
    HANDLED_BY_CARE = "handled_by_care", _("Handled by customer care")
    NOT_A_CRISIS = "not_a_crisis", _("Real, but not a crisis: warn later next time")


class TuningCause(models.TextChoices):
    """Why a watch became more or less sensitive."""

    FEEDBACK = "feedback", _("A signal was no crisis")
    TRIAL = "trial", _("Tried on the past")
    HAND = "hand", pgettext_lazy("tuning", "Set by hand")


class MatchState(models.TextChoices):
    """Whether a text repeats a known false claim."""

    SUGGESTED = "suggested", pgettext_lazy("match", "Waits for a person")
    ACCEPTED = "accepted", pgettext_lazy("match", "Nearly word for word")
    CONFIRMED = "confirmed", pgettext_lazy("match", "Confirmed")
    REFUSED = "refused", pgettext_lazy("match", "Says something else")
    WITHDRAWN = "withdrawn", pgettext_lazy("match", "Withdrawn")

    #: These count as repeating the claim.
    counted = nonmember(("accepted", "confirmed"))


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("Waiting for your confirmation")
    RUNNING = "running", pgettext_lazy("import", "Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")

    #: What was taken in stays, and nothing more comes.
    over = nonmember(("done", "cancelled"))


class LookOutcome(models.TextChoices):
    """What became of a mention that waits for the sentence model."""

    WAITING = "waiting", pgettext_lazy("second look", "Waiting")
    JUDGED = "judged", pgettext_lazy("second look", "Judged again")
    PERSON = "person", pgettext_lazy("second look", "A person was faster")
    LET_GO = "let_go", pgettext_lazy("second look", "Too old")


class RemovalKind(models.TextChoices):
    """Why texts or names went."""

    AGE = "age", pgettext_lazy("removal", "Age")
    AUTHOR = "author", pgettext_lazy("removal", "Request of the author")


class InboxState(models.TextChoices):
    """Whether a mention still waits for our answer."""

    WAITING = "waiting", pgettext_lazy("inbox", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("inbox", "Answered")
    NO_ANSWER = "no_answer", pgettext_lazy("inbox", "Needs no answer")

    settled = nonmember(("answered", "no_answer"))


class InboxVerb(models.TextChoices):
    """What was done with a mention in the inbox."""

    ASSIGNED = "assigned", pgettext_lazy("inbox", "Assigned")
    ANSWERED = "answered", pgettext_lazy("inbox", "Answered")
    NO_ANSWER = "no_answer", pgettext_lazy("inbox", "Needs no answer")
    REOPENED = "reopened", pgettext_lazy("inbox", "Opened again")
