"""What everybody who follows a case may read: how it stands, what is known and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import FactStatus
from incidents.forms.situation import LinkForm
from incidents.situation import clock, links, selectors
from statements.enums import Audience
from statements.models import Statement
from statements.selectors import open_promises

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


def overview(incident: Incident) -> dict[str, Any]:
    """The same for viewers and the crew; nothing that is only internal."""
    reports = list(selectors.sent(incident))
    promises = [row for row in open_promises(incident) if row.is_next_update]
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "situation",
        "known": incident.facts.filter(
            status=FactStatus.CONFIRMED, visibility=Visibility.PUBLIC, awaiting_second=False
        ),
        "said": Statement.objects.said()
        .filter(incident=incident, audience=Audience.PUBLIC)
        .prefetch_related("versions")
        .order_by("-published_at"),
        "next_word": promises[0].due_at if promises else None,
        "reports": reports,
        "next_report": clock.awaited(incident, reports[0] if reports else None),
    }


def page(incident: Incident, user: User) -> dict[str, Any]:
    """The page of a case's reports, with what this person may do."""
    writes = may(user, "incidents.write_situation", incident)
    sends = may(user, "incidents.send_situation", incident)
    outside = sends and not incident.is_drill and not incident.restricted
    return {
        **overview(incident),
        "viewer_only": not may(user, "incidents.view_working", incident),
        "may_write": writes,
        "may_send": sends,
        "draft": incident.situation_reports.filter(sent_at=None).first() if writes else None,
        "links": _links(incident) if outside else [],
        "link_form": LinkForm(incident=incident) if outside else None,
    }


def _links(incident: Incident) -> list[Any]:
    rows = list(selectors.links_of(incident))
    for row in rows:
        row.address = links.address_of(row) if row.is_good else ""
    return rows
