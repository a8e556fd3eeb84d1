"""The state of paging as the war room shows it: what waits for an answer, and what I can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.rights import may
from incidents.services.paging import CASE, MATTER
from teams.models import Page, PageState
from teams.paging.selectors import with_calls

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


def room_pages(incident: Incident, user: User) -> list[Page]:
    """Pages of the case that nobody has answered, with the step ahead and who was called."""
    if not (incident.is_open and may(user, "incidents.view_working", incident)):
        return []
    rows = Page.objects.filter(
        about__in=(CASE, MATTER), about_id=incident.pk, state=PageState.GOING
    )
    return with_calls(rows, user, incident.get_absolute_url())
