"""Small helps for pages about answers and enquiries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html

from crisisdesk.ui.words import badge
from statements.enums_desk import AnswerState, EnquiryState

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from incidents.models import Fact
    from statements.models import Answer, Enquiry

register = template.Library()
DIALLED = "+0123456789"
PHONE = re.compile(r"\+?[\d .()-]{7,20}")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")

ANSWER_TONES = {
    AnswerState.CLEARED: ("ok", "check"),
    AnswerState.CHECKING: ("warn", "alert"),
    AnswerState.WITHDRAWN: ("muted", "ban"),
}
ENQUIRY_TONES = {
    EnquiryState.RECEIVED: ("accent", "newspaper"),
    EnquiryState.ANSWERING: ("accent", "edit"),
    EnquiryState.ANSWERED: ("ok", "check"),
    EnquiryState.DECLINED: ("muted", "ban"),
    EnquiryState.MISSED: ("critical", "clock"),
}


@register.filter
def asked(answer: Answer) -> str:
    """The question in the reader's language."""
    return answer.in_language("question")


@register.filter
def answered(answer: Answer, language: str = "") -> str:
    """The answer in the reader's language, or in the one given."""
    return answer.in_language("answer", language or None)


@register.simple_tag
def badge_answer(status: str) -> SafeString:
    """The state of an answer; of a version too."""
    tone, symbol = ANSWER_TONES.get(AnswerState(status), ("", "edit"))
    return badge(str(AnswerState(status).label), tone=tone, icon=symbol)


@register.simple_tag
def badge_enquiry(enquiry: Enquiry) -> SafeString:
    tone, symbol = ENQUIRY_TONES[EnquiryState(enquiry.state)]
    return badge(str(EnquiryState(enquiry.state).label), tone=tone, icon=symbol)


@register.filter
def moment(text: str) -> datetime | None:
    """A time as a letter keeps it."""
    return parse_datetime(text) if text else None


@register.filter
def anchored(row: Answer | Enquiry, name: str) -> str:
    """`{{ answer|anchored:"vi" }}` → `vi-12`: a place on a page."""
    return f"{name}-{row.pk}"


@register.filter
def told(fact: Fact) -> str:
    """A fact in the reader's language."""
    return fact.in_language("text")


@register.simple_tag
def contact_link(contact: str) -> SafeString | str:
    """A telephone number or an address to press, where it is nothing else."""
    digits = "".join(sign for sign in contact if sign in DIALLED)
    if PHONE.fullmatch(contact.strip()):
        return format_html('<a href="tel:{}">{}</a>', digits, contact)
    if ADDRESS.fullmatch(contact.strip()):
        return format_html('<a href="mailto:{}">{}</a>', contact.strip(), contact)
    return contact
