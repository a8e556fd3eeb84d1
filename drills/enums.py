"""Words of the drill room (handbook B7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """Kinds of drill, from a phone that must ring to a whole afternoon."""

    ALERT = "alert", _("Alert test")
    TABLETOP = "tabletop", _("Tabletop exercise")
    FUNCTIONAL = "functional", _("Functional drill")
    SPOKESPERSON = "spokesperson", _("Spokesperson drill")
    SURPRISE = "surprise", _("Surprise drill")


class Channel(models.TextChoices):
    """How a piece of the story reaches the players."""

    FORUM = "forum", _("Forum")
    VIDEO = "video", _("Short video")
    SOCIAL = "social", _("Social network")
    CALL = "call", _("Phone call")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Internal chat")
    LETTER = "letter", _("Official letter")
    CONTROL = "control", _("Drill control")


class Arrives(models.TextChoices):
    """As what a piece of the story reaches the players: a note, or the thing itself."""

    NOTE = "note", _("A note in the case")
    SIGNAL = "signal", _("A signal in the inbox")
    POSTS = "posts", _("Posts that pour in")
    ENQUIRY = "enquiry", _("A press enquiry in writing")
    CALL = "call", _("A press enquiry by telephone")


class Condition(models.TextChoices):
    """When a piece comes only if the team did, or failed to do, something by then."""

    HOLDING_OUT = "holding_out", _("if the holding statement is out")
    HOLDING_NOT_OUT = "holding_not_out", _("if no holding statement is out")
    ACKNOWLEDGED = "acknowledged", _("if the case was acknowledged")
    NOT_ACKNOWLEDGED = "not_acknowledged", _("if nobody acknowledged the case")
    BRIEF_SENT = "brief_sent", _("if our own people were told")
    BRIEF_NOT_SENT = "brief_not_sent", _("if our own people were told nothing")
    CLAIM_REGISTERED = "claim_registered", _("if a false claim is registered")
    CLAIM_NOT_REGISTERED = "claim_not_registered", _("if no false claim is registered")


class Observed(models.TextChoices):
    """What an observer saw, held against what was expected."""

    MET = "met", pgettext_lazy("drill", "Met")
    PARTLY = "partly", pgettext_lazy("drill", "Partly met")
    MISSED = "missed", pgettext_lazy("drill", "Missed")


class Speed(models.IntegerChoices):
    """How fast the story runs; people's own deadlines always run as they would."""

    REAL = 1, _("as in life")
    DOUBLE = 2, _("twice as fast")
    FOURFOLD = 4, _("four times as fast")


class Cell(models.TextChoices):
    """What a type of crisis needs to be ready for (handbook G6)."""

    SIGNALS = "signals", _("Signals")
    QUESTIONS = "questions", _("Questions")
    FIRST_HOUR = "first_hour", _("First hour")
    PEOPLE = "people", pgettext_lazy("readiness", "People")
    VIETNAMESE = "vi", _("Vietnamese text")
    ENGLISH = "en", _("English text")
    LEGAL = "legal", _("Legal check")
    DRILLED = "drilled", _("Drilled")
    USED = "used", _("Used")
