"""The war room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from desk.rooms import room_context
from incidents.access import case_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """One case on one page: how bad, what state, who leads, what must I do now."""
    incident = case_of(request, reference)
    return render(request, "desk/room.html", room_context(request, incident))
