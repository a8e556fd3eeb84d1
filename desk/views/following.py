"""A case as a stakeholder without an account sees it: what was sent, and when the next word is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.http import client_address
from crisisdesk.kernel.spoken import in_both, unlisted
from desk.situation import showing, wording
from incidents.situation import links

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@unlisted
def follow(request: HttpRequest, token: str, *, language: str) -> HttpResponse:
    """Only sent reports, the state and the next times: nothing live, nothing internal."""
    link = links.followed(token)
    if link is None:
        context = {"alternates": in_both(request.path)}
        return render(request, "desk/follow_ended.html", context, status=410)
    links.note_opening(link, client_address(request))
    seen = showing.overview(link.incident)
    reports = [
        {"report": row, "blocks": wording.blocks(row.in_language("text", language)),
         "code": language if language in row.languages() else row.languages()[0]}
        for row in seen["reports"]
    ]  # fmt: skip
    context = {
        "brand": link.incident.brand.name,
        # As it was sent: a title that was changed since is not shown.
        "title": seen["reports"][0].title if seen["reports"] else _("Situation reports"),
        "incident": link.incident,
        "link": link,
        "reports": reports,
        "next_word": seen["next_word"],
        "next_report": seen["next_report"],
        "alternates": in_both(request.path),
    }
    return render(request, "desk/follow.html", context)
