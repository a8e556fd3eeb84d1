"""Why a reply to the press may not go out yet (handbook B4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import Guard, Guards
from crisisdesk.kernel.vocabulary import Severity

if TYPE_CHECKING:
    from statements.models import Enquiry

has_reply = Guard(
    lambda enquiry: bool(enquiry.reply.strip()),
    "no_reply",
    _("Write the reply first."),
)


def answer_stands(enquiry: Enquiry) -> bool:
    """An answer that was withdrawn or is in doubt is not given to the press."""
    return enquiry.answer is None or enquiry.answer.is_cleared


answer_cleared = Guard(
    answer_stands,
    "answer_not_cleared",
    _("The answer it comes from is no longer cleared: choose another, or write the reply anew."),
)


def needs_approval(enquiry: Enquiry) -> bool:
    """A cleared answer word for word goes out at once below "high"; all else takes a second one."""
    case = enquiry.incident
    grave = case is not None and case.rank >= Severity.HIGH.rank
    return grave or not enquiry.is_word_for_word


def _approved(enquiry: Enquiry) -> list[Refusal]:
    if enquiry.is_approved or not enquiry.reply.strip() or not needs_approval(enquiry):
        return []
    sentence = _("A second person must approve this reply first.")
    return [Refusal("reply_not_approved", sentence)]


def _lint(enquiry: Enquiry) -> list[Refusal]:
    from statements.answer_lint import of_reply  # noqa: PLC0415 -- models import this

    errors = [finding for finding in of_reply(enquiry) if finding.is_error]
    if not errors:
        return []
    phrases = "; ".join(", ".join(finding.phrases) for finding in errors)
    sentence = _("These words cannot stay: %(phrases)s.") % {"phrases": phrases}
    return [Refusal("lint_error", sentence)]


APPROVING = [has_reply, answer_cleared, Guards(_lint)]
SENDING = [has_reply, answer_cleared, Guards(_approved), Guards(_lint)]
