"""Words of the prepared plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    """A version is written, looked at by a second person, valid, and at last history."""

    DRAFT = "draft", pgettext_lazy("playbook", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("playbook", "Waiting for a second person")
    PUBLISHED = "published", pgettext_lazy("playbook", "In force")
    RETIRED = "retired", pgettext_lazy("playbook", "Retired")


#: States whose words can no longer change; the database refuses it too.
FIXED = (VersionState.PUBLISHED, VersionState.RETIRED)
#: States of a version that someone still works on; a playbook has one such at most.
OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)


class Cluster(models.TextChoices):
    """How much the public holds us responsible (situational crisis communication theory)."""

    VICTIM = "victim", _("We are victims too")
    ACCIDENTAL = "accidental", _("Not intended")
    PREVENTABLE = "preventable", _("Could have been prevented")


class Lane(models.TextChoices):
    """Whether a text is a pre-approved template with only its gaps filled."""

    FAST = "fast", _("Pre-approved text")
    FULL = "full", _("Free text")


class ChainMode(models.TextChoices):
    ANY = "any", _("one of")
    ALL = "all", _("all of")


class ClockStart(models.TextChoices):
    """The moment from which the law counts."""

    DETECTED = "detected", pgettext_lazy("legal clock", "Detected")
    VERIFIED = "verified", pgettext_lazy("legal clock", "Verified")
    RECEIVED = "received", pgettext_lazy("legal clock", "Request received")


class Office(models.TextChoices):
    """Who may sign: an office of the brand, or a part in the incident."""

    COMMS_MANAGER = "comms_manager", _("Comms manager")
    COMMS_HEAD = "comms_head", _("Head of communications")
    LEGAL = "legal", _("Legal")
    EXECUTIVE = "executive", _("Executive")
    CEO = "ceo", _("Chief executive")
    HR = "hr", _("Human resources")
    LEAD = "lead", _("Incident lead")
    FACT_OWNER = "fact_owner", _("Owner of the fact")


class Part(models.TextChoices):
    """The lists of a plan that a lesson may change."""

    STEPS = "steps", _("Step")
    QUESTIONS = "questions", _("Question")
    SIGNALS = "signals", _("Early sign")
    TEMPLATES = "templates", _("Prepared text")


class ChangeKind(models.TextChoices):
    ADD = "add", pgettext_lazy("proposal", "Add")
    CHANGE = "change", pgettext_lazy("proposal", "Change")
    REMOVE = "remove", pgettext_lazy("proposal", "Take out")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
    TAKEN = "taken", pgettext_lazy("proposal", "Taken over into a draft")
    IN_FORCE = "in_force", pgettext_lazy("proposal", "In force")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")


class TextEnd(models.TextChoices):
    """Why the approval of a prepared text ended before its time."""

    RENEWED = "renewed", pgettext_lazy("text approval", "Renewed")
    REVOKED = "revoked", pgettext_lazy("text approval", "Revoked")
    REWORDED = "reworded", pgettext_lazy("text approval", "Other words took force")
    RETIRED = "retired", pgettext_lazy("text approval", "The playbook was retired")


class TextState(models.TextChoices):
    """Where the words of one language stand; only the first two are good for the short way."""

    APPROVED = "approved", pgettext_lazy("text", "Approved")
    SOON = "soon", pgettext_lazy("text", "Runs out soon")
    EXPIRED = "expired", pgettext_lazy("text", "Run out")
    REVOKED = "revoked", pgettext_lazy("text", "Revoked")
    REWORDED = "reworded", pgettext_lazy("text", "Reworded since")
    NEVER = "never", pgettext_lazy("text", "Never approved")
    MISSING = "missing", pgettext_lazy("text", "Missing")


class Moment(models.TextChoices):
    """From when the minutes of a step count; what has not happened yet has no deadline."""

    DETECTED = "detected", pgettext_lazy("moment", "Detected")
    OPENED = "opened", pgettext_lazy("moment", "Opened")
    ASSESSED = "assessed", pgettext_lazy("moment", "Assessed")
    FIRST_BRIEF = "first_brief", pgettext_lazy("moment", "First internal brief")
    FIRST_STATEMENT = "first_statement", pgettext_lazy("moment", "First statement published")
    CONTAINED = "contained", pgettext_lazy("moment", "Contained")
    RESOLVED = "resolved", pgettext_lazy("moment", "Resolved")


class Condition(models.TextChoices):
    """The answer to a question that a step waits for."""

    CONFIRMED = "confirmed", pgettext_lazy("fact", "Confirmed")
    REFUTED = "refuted", pgettext_lazy("fact", "Refuted")


class FieldKind(models.TextChoices):
    """What is written down when a step is checked off."""

    TEXT = "text", pgettext_lazy("field", "Text")
    NUMBER = "number", pgettext_lazy("field", "Number")
    DATE = "date", pgettext_lazy("field", "Date")
    LINK = "link", pgettext_lazy("field", "Link")


class Readership(models.TextChoices):
    """Whom a prepared text speaks to."""

    PUBLIC = "public", pgettext_lazy("readership", "The public")
    CUSTOMERS = "customers", pgettext_lazy("readership", "Customers")
    MEDIA = "media", pgettext_lazy("readership", "Press")
    EMPLOYEES = "employees", pgettext_lazy("readership", "Our own people")
    AUTHORITIES = "authorities", pgettext_lazy("readership", "Authorities")
    PARTNERS = "partners", pgettext_lazy("readership", "Partners")


class Phase(models.TextChoices):
    """At which point of a case a prepared text is said (handbook B5)."""

    FIRST_WORD = "first_word", pgettext_lazy("phase", "First word")
    UPDATE = "update", pgettext_lazy("phase", "Update")
    FULL_ACCOUNT = "full_account", pgettext_lazy("phase", "Full account")
    CORRECTION = "correction", pgettext_lazy("phase", "Correction")
    APOLOGY = "apology", pgettext_lazy("phase", "Apology")
    RESOLUTION = "resolution", pgettext_lazy("phase", "Resolution")
