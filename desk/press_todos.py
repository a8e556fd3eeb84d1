"""What the press and the bank of answers want of a person, in the cases of a scope.

Reporters who ask about no case stand in the press desk and on the duty desk's card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import may
from statements.enums_desk import AnswerState, EnquiryState
from statements.guards.enquiries import needs_approval
from statements.models import Answer, Enquiry

if TYPE_CHECKING:
    from desk.scope import Cases
    from teams.models import User

MOST = 20


def of_enquiries(user: User, scope: Cases) -> list[dict[str, Any]]:
    """Replies that I may approve, and reporters who wait for me."""
    found = Enquiry.objects.visible_to(user).unsettled()
    mine = Q(owner=user, state__in=EnquiryState.running)
    written = Q(approved_by=None) & ~Q(reply="") & ~Q(reply_by=user)
    found = found.filter(mine | written).select_related("answer").order_by("deadline")
    rows = scope.rows(found, MOST)
    return [
        *(_to_approve(row) for row in rows if _may_approve(user, row)),
        *(_to_answer(row) for row in rows if row.owner_id == user.pk and row.runs),
    ]


def _may_approve(user: User, row: Enquiry) -> bool:
    """Whether a written reply waits for the word of this person, who is not its author."""
    waits = row.approved_by_id is None and row.reply and row.reply_by_id != user.pk
    return bool(waits and needs_approval(row) and may(user, "statements.approve_reply", row))


def _to_approve(row: Enquiry) -> dict[str, Any]:
    return {
        "label": _("Approve the reply to %(outlet)s") % {"outlet": row.outlet},
        "url": f"{row.get_absolute_url()}#said",
        "incident": row.incident,
        "kind": "reply",
        "due_at": row.deadline,
    }


def _to_answer(row: Enquiry) -> dict[str, Any]:
    return {
        "label": _("Answer %(outlet)s") % {"outlet": row.outlet},
        "url": row.get_absolute_url(),
        "incident": row.incident,
        "kind": "enquiry",
        "due_at": row.deadline,
    }


def in_doubt(user: User, scope: Cases) -> list[dict[str, Any]]:
    """My answers that a changed fact put in doubt."""
    mine = Answer.objects.visible_to(user).filter(owner=user, status=AnswerState.CHECKING)
    return [
        {
            "label": _("Check the answer: %(question)s")
            % {"question": row.in_language("question")},
            "url": row.get_absolute_url(),
            "incident": row.incident,
            "kind": "answer",
        }
        for row in scope.rows(mine.order_by("pk"), MOST)
    ]
