"""What every page of the room begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from playbooks import selectors
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest

    from playbooks.models import Playbook, PlaybookVersion
    from teams.models import Brand


def here(request: HttpRequest) -> Brand:
    """The brand one works for now; who belongs to none sees nothing."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    return brand


def find_playbook(request: HttpRequest, slug: str) -> Playbook:
    return selectors.find_playbook(request.user, slug, brands.current(request))


def find_version(request: HttpRequest, slug: str, number: int) -> PlaybookVersion:
    return selectors.find_version(request.user, slug, number, brands.current(request))


def crumbs(playbook: Playbook | None = None, label: str = "") -> list[dict[str, str]]:
    """The way back to the library; `label` names the page itself."""
    trail = [{"label": _("Playbooks"), "url": reverse("playbooks:list")}]
    if playbook is not None:
        url = reverse("playbooks:detail", args=[playbook.slug])
        trail.append({"label": str(playbook), "url": url})
    return [*trail, {"label": label, "url": ""}] if label else trail


def tabs(current: str) -> list[dict[str, Any]]:
    """The views of the room."""
    views = {
        "library": (_("Library"), "playbooks:list"),
        "texts": (_("Prepared words"), "texts:library"),
        "risks": (_("Risks"), "playbooks:risks"),
        "timers": (_("Deadlines by severity"), "playbooks:timers"),
        "legal_clocks": (_("Legal deadlines"), "playbooks:legal_clocks"),
        "chains": (_("Approval chains"), "playbooks:chains"),
        "delegations": (_("Standing in"), "playbooks:delegations"),
        "stakeholders": (_("Stakeholders"), "playbooks:stakeholders"),
    }
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, (label, name) in views.items()
    ]
