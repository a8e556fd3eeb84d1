"""What the press and the bank of answers want of a person, in the cases of a scope.

Reporters who ask about no case stand in the press desk and on the duty desk's card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import may
from statements.enums_desk import AnswerState
from statements.guards.enquiries import needs_approval
from statements.models import Answer, Enquiry

if TYPE_CHECKING:
    from desk.scope import Cases
    from teams.models import User

MOST = 10


def rows(user: User, scope: Cases) -> list[dict[str, Any]]:
    """Replies that I may approve, reporters who wait for me, my answers in doubt."""
    if not scope.ids:
        return []
    return [*_to_approve(user, scope), *_mine(user, scope), *_in_doubt(user, scope)]


def _to_approve(user: User, scope: Cases) -> list[dict[str, Any]]:
    found = Enquiry.objects.visible_to(user).unsettled().filter(approved_by=None)
    waiting = found.exclude(reply="").exclude(reply_by=user).select_related("answer")
    return [
        {
            "label": _("Approve the reply to %(outlet)s") % {"outlet": row.outlet},
            "url": f"{row.get_absolute_url()}#said",
            "incident": row.incident,
            "kind": "reply",
            "due_at": row.deadline,
        }
        for row in scope.rows(waiting.order_by("deadline"), MOST)
        if needs_approval(row) and may(user, "statements.approve_reply", row)
    ]


def _mine(user: User, scope: Cases) -> list[dict[str, Any]]:
    found = Enquiry.objects.visible_to(user).running().filter(owner=user)
    return [
        {
            "label": _("Answer %(outlet)s") % {"outlet": row.outlet},
            "url": row.get_absolute_url(),
            "incident": row.incident,
            "kind": "enquiry",
            "due_at": row.deadline,
        }
        for row in scope.rows(found.order_by("deadline"), MOST)
    ]


def _in_doubt(user: User, scope: Cases) -> list[dict[str, Any]]:
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
