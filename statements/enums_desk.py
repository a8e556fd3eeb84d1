"""States of prepared answers and of enquiries by the press."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import pgettext_lazy


class AnswerState(models.TextChoices):
    """How far an answer of the bank is to be trusted."""

    DRAFT = "draft", pgettext_lazy("answer", "Draft")
    CLEARED = "cleared", pgettext_lazy("answer", "Cleared")
    CHECKING = "checking", pgettext_lazy("answer", "Needs checking")
    WITHDRAWN = "withdrawn", pgettext_lazy("answer", "Withdrawn")

    #: What may still be said one day.
    living = nonmember(("draft", "cleared", "checking"))


class AnswerAudience(models.TextChoices):
    """Who asks."""

    CUSTOMERS = "customers", pgettext_lazy("audience", "Customers")
    PRESS = "press", pgettext_lazy("audience", "Press")
    STAFF = "staff", pgettext_lazy("audience", "Staff")
    PARTNERS = "partners", pgettext_lazy("audience", "Partners")


class Doubt(models.TextChoices):
    """Why a cleared answer must be looked at again."""

    FACT = "fact", pgettext_lazy("doubt", "A fact it rests on has changed")
    PERSON = "person", pgettext_lazy("doubt", "Somebody doubts it")


class EnquiryState(models.TextChoices):
    """What became of a question by the press."""

    RECEIVED = "received", pgettext_lazy("enquiry", "Received")
    ANSWERING = "answering", pgettext_lazy("enquiry", "Being answered")
    ANSWERED = "answered", pgettext_lazy("enquiry", "Answered")
    DECLINED = "declined", pgettext_lazy("enquiry", "Declined")
    MISSED = "missed", pgettext_lazy("enquiry", "Missed")

    #: The reporter waits and the deadline runs.
    running = nonmember(("received", "answering"))
    #: Somebody still has to say what becomes of it.
    unsettled = nonmember(("received", "answering", "missed"))


class Reached(models.TextChoices):
    """How the reporter asked."""

    PHONE = "phone", pgettext_lazy("enquiry channel", "Telephone")
    EMAIL = "email", pgettext_lazy("enquiry channel", "E-mail")
    ZALO = "zalo", pgettext_lazy("enquiry channel", "Zalo")
    MESSAGE = "message", pgettext_lazy("enquiry channel", "Another messenger")
    IN_PERSON = "in_person", pgettext_lazy("enquiry channel", "In person")
    LETTER = "letter", pgettext_lazy("enquiry channel", "Letter")


class EnquiryVerb(models.TextChoices):
    """What can be done with an enquiry; its record shows these."""

    RECEIVED = "received", pgettext_lazy("enquiry act", "Taken down")
    CHANGED = "changed", pgettext_lazy("enquiry act", "Details changed")
    ASSIGNED = "assigned", pgettext_lazy("enquiry act", "Given to")
    WORDED = "worded", pgettext_lazy("enquiry act", "Reply written")
    APPROVED = "approved", pgettext_lazy("enquiry act", "Reply approved")
    ANSWERED = "answered", pgettext_lazy("enquiry act", "Reply sent")
    DECLINED = "declined", pgettext_lazy("enquiry act", "Declined")
    REOPENED = "reopened", pgettext_lazy("enquiry act", "Taken up again")
    PUBLISHED = "published", pgettext_lazy("enquiry act", "Link of the piece written down")
    WARNED = "warned", pgettext_lazy("enquiry act", "Half of the time was over")
    NEAR = "near", pgettext_lazy("enquiry act", "The deadline was near")
    MISSED = "missed", pgettext_lazy("enquiry act", "The deadline was missed")
    ERASED = "erased", pgettext_lazy("enquiry act", "Contact erased")
