"""The post-incident review, assembled from what was recorded rather than written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from desk.paper import moment
from incidents.models import Review
from incidents.selectors import cases, curated, items, metrics, steps, wording
from incidents.services.review import SECTIONS
from statements.enums import PromiseState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Incident
    from statements.models import Promise, Statement
    from teams.models import User


def assembled(incident: Incident, viewer: User) -> dict[str, Any]:
    """Everything of one case's review; the sections that people write stand beside it."""
    review = (
        Review.objects.filter(incident=incident, round=incident.round)
        .select_related("reviewer", "signed_by")
        .first()
    )
    lessons = (
        review.lessons.select_related(
            "by", "playbook", "change__version", "wash_line"
        ).prefetch_related("action_items__owner")
        if review
        else []
    )
    promises = incident.promises.select_related("statement").order_by("due_at")
    close = next((m for m in cases.moves(incident, viewer) if m.name == "close"), None)
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "review": review,
        "lessons": lessons,
        "items": items.of_review(review) if review else [],
        "earlier": incident.reviews.exclude(round=incident.round).select_related("reviewer"),
        "spans": metrics.spans(incident),
        "adherence": metrics.first_hour(incident),
        "step_groups": steps.told(incident),
        "breaches": incident.clocks.filter(breached_at__isnull=False),
        "decisions": incident.decisions.select_related("by"),
        "facts": incident.facts.exclude(visibility="privileged"),
        "claims": incident.claims.all(),
        "lines": curated.printed(incident, viewer),
        "review_hints": wording.findings(incident, _written(review)) if review else [],
        "assignments": incident.assignments.select_related("user"),
        "close": close,
        "statement_rows": [_statement(words) for words in incident.statements.order_by("number")],
        "promise_rows": [_promise(promise) for promise in promises],
        "promise_counts": _counts(promises),
        "may_contribute": may(viewer, "incidents.contribute_to_review", incident),
        "may_work": may(viewer, "incidents.work", incident),
        "may_give": may(viewer, "incidents.give_item", incident),
        "may_name": may(viewer, "incidents.name_reviewer", incident),
        "issues": review.issues.defer("content").order_by("-number") if review else [],
        "may_publish": may(viewer, "incidents.publish_review", incident),
        "may_sign": may(viewer, "incidents.review", incident),
    }


def _written(review: Review) -> str:
    """All that people wrote into the sections."""
    return "\n".join(getattr(review, name) for name in SECTIONS)


def _statement(words: Statement) -> dict[str, str]:
    """A statement and its fate in one row."""
    return {
        "reference": words.reference,
        "url": words.get_absolute_url(),
        "kind": str(words.get_kind_display()),
        "status": str(words.get_status_display()),
        "at": moment(words.published_at),
        "emergency": bool(words.emergency_at),
    }


def _promise(promise: Promise) -> dict[str, str]:
    return {
        "text": promise.text or _("The next public word"),
        "due": moment(promise.due_at),
        "state": str(promise.get_state_display()),
    }


def _counts(promises: Iterable[Promise]) -> dict[str, int]:
    """Kept on time, of all whose time has come or that are settled."""
    due = [p for p in promises if p.state != PromiseState.OPEN or p.due_at <= now()]
    kept = [p for p in due if p.state == PromiseState.KEPT]
    return {"kept": len(kept), "due": len(due)} if due else {}
