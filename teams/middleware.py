"""Speaks to each person in their own language and time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crisisdesk.kernel.http import refusal_page
from teams import roles, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from teams.models import User

#: Pages for everybody: asking who looks would tie their caching to a cookie.
PUBLIC = ("/newsroom/", "/press/", "/static/", "/healthz", "/readyz", "/metrics")


class PersonMiddleware:
    """Activates the signed-in person's language and zone; a visitor keeps cookie or header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = reader(request)
        if person is None:
            return self.get_response(request)
        person.looks_round = sample.is_in(request)
        translation.activate(person.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_of(person)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Whoever looks round the sample changes nothing, whatever page they are on."""
        person = reader(request)
        if person is None or not getattr(person, "looks_round", False):
            return None
        sentence = _("In the sample one only looks: nothing is saved. Leave it first.")
        if not roles.sees_sample(person):
            # It was removed meanwhile. What was typed in it is not meant for the real desk.
            sample.leave(request)
            sentence = _(
                "You are out of the sample now, so nothing was saved. This is your own desk again."
            )
        return refusal_page(request, 403, [sentence]) if sample.forbids(request) else None


def reader(request: HttpRequest) -> User | None:
    """Who is signed in, without opening a session for those who have none."""
    if request.path.startswith(PUBLIC) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def zone_of(person: User) -> ZoneInfo:
    """The person's zone; the desk's own where the stored name is unknown to this machine."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
