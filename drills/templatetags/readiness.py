"""The rules of the readiness map in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from drills.enums import Cell

register = template.Library()

AGED = _("All of it for 180 days after it was looked over, nothing after 540; half if nobody did.")
WORDS = {
    Cell.SIGNALS: (_("Three early signs, and a watch that hears."), AGED),
    Cell.QUESTIONS: (_("Three questions, one of which must be settled first."), AGED),
    Cell.FIRST_HOUR: (_("Five steps within the first hour, the common ones included."), AGED),
    Cell.PEOPLE: (_("Two active people for every role that the plan names; one counts half."),),
    Cell.VIETNAMESE: (_("Every prepared text in Vietnamese."), AGED),
    Cell.ENGLISH: (_("Every prepared text in English."), AGED),
    Cell.LEGAL: (_("Half: a lawyer read the texts. Half: legal deadlines confirmed by a lawyer."),),
    Cell.DRILLED: (_("All of it for 90 days after a drill, nothing after 365."),),
    Cell.USED: (_("All of it for 180 days after a real case, nothing after 730."),),
}


@register.simple_tag
def rule_of(cell: str) -> str:
    """The rule of one cell, as a sentence or two."""
    return " ".join(str(sentence) for sentence in WORDS[Cell(cell)])
