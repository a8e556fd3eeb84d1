"""Words of the trade that several rooms show; keys are those of the glossary."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    """How bad it is, in words: numbered levels are read both ways round."""

    WATCH = "watch", pgettext_lazy("severity", "Watch")
    MODERATE = "moderate", pgettext_lazy("severity", "Moderate")
    HIGH = "high", pgettext_lazy("severity", "High")
    CRITICAL = "critical", pgettext_lazy("severity", "Critical")

    @property
    def rank(self) -> int:
        """0 for watch up to 3 for critical."""
        return list(Severity).index(self)


def rank(severity: str | None) -> int:
    """Rank of a stored severity; unscored counts as high (contract 6.7)."""
    return Severity(severity or Severity.HIGH).rank


class Language(models.TextChoices):
    """Languages of the desk; Vietnamese is the text of record."""

    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", pgettext_lazy("sentiment", "Negative")
    NEUTRAL = "neutral", pgettext_lazy("sentiment", "Neutral")
    POSITIVE = "positive", pgettext_lazy("sentiment", "Positive")


class Strategy(models.TextChoices):
    """Response strategies of situational crisis communication (handbook B2)."""

    INFORM = "inform", _("Inform only")
    DENY = "deny", _("Deny, with evidence")
    DIMINISH = "diminish", _("Put into proportion")
    REBUILD = "rebuild", _("Apologise and make good")


class StatementKind(models.TextChoices):
    """Kinds of words with legal weight; the approval chain depends on it."""

    COMMENT_REPLY = "comment_reply", _("Reply in comments")
    HOLDING = "holding", _("Holding statement")
    UPDATE = "update", _("Update")
    FULL = "full_statement", _("Full statement")
    CORRECTION = "correction", _("Correction of a false claim")
    CORRECTION_OWN = "correction_own", _("Our own correction")
    APOLOGY = "apology", _("Apology")
    INTERNAL_BRIEF = "internal_brief", _("Internal brief")
    RETRACTION = "retraction", _("Retraction")
    CLOSING = "closing", _("Closing statement")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    PRIVILEGED = "privileged", _("Legal privilege")


class IncidentRole(models.TextChoices):
    """Roles of one incident, after the positions of a joint information centre."""

    LEAD = "lead", _("Incident lead")
    FACT_LEAD = "fact_lead", _("Fact lead")
    MONITORING = "monitoring", _("Monitoring")
    WRITER = "writer", _("Writer")
    RUMOUR_CONTROL = "rumour_control", _("Rumour control")
    SPOKESPERSON = "spokesperson", _("Spokesperson")
    MEDIA_DESK = "media_desk", _("Media desk")
    CUSTOMER_CARE = "customer_care", _("Customer care")
    INTERNAL_COMMS = "internal_comms", _("Internal communication")
    LEGAL = "legal", _("Legal")
    SCRIBE = "scribe", _("Scribe")
    SUBJECT_EXPERT = "subject_expert", _("Subject expert")
    SOCIAL = "social", _("Social media")
    EXECUTIVE = "executive", _("Executive")


OTHER_LANGUAGE = {Language.VIETNAMESE: Language.ENGLISH, Language.ENGLISH: Language.VIETNAMESE}


class Bilingual:
    """Mixin for rows with `<name>_vi` and `<name>_en`: `row.in_language("title")`."""

    def in_language(self, name: str, language: str | None = None) -> str:
        """The field in the reader's language, in the other one where it is empty."""
        from django.utils.translation import get_language  # noqa: PLC0415 -- needs settings

        wanted = Language.ENGLISH if (language or get_language() or "vi")[:2] == "en" else "vi"
        text = getattr(self, f"{name}_{wanted}")
        return text or getattr(self, f"{name}_{OTHER_LANGUAGE[Language(wanted)]}")
