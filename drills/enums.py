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
