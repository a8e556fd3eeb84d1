"""Shifts for calendar programs, under a secret address that can be taken back."""

from __future__ import annotations

import secrets
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from teams.days import days
from teams.models import CalendarLink, DutyShift
from teams.roles import brand_ids, role_in
from teams.rota.schedule import LOOKBACK, load
from teams.tokens import USE_IS_NOTED_EVERY, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from teams.models import Rota, User
    from teams.rota.turns import Span

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
MOST_LINKS = 20
TRANSPARENT = "TRANSPARENT"


@transaction.atomic
def make(user: User, rota: Rota | None = None) -> str:
    """A new address, of one's own shifts or of a rota; shown this once."""
    if rota is not None:
        require(user, "teams.see_people", rota.brand)
    token = secrets.token_urlsafe(24)
    CalendarLink.objects.create(user=user, rota=rota, digest=digest(token), prefix=token[:6])
    # Whoever makes addresses without end keeps the newest.
    old = CalendarLink.objects.filter(user=user).values_list("pk", flat=True)[MOST_LINKS:]
    CalendarLink.objects.filter(pk__in=list(old)).delete()
    path = reverse("teams:calendar_file", kwargs={"token": token})
    return settings.PUBLIC_URL.rstrip("/") + path


def revoke(user: User, pk: int) -> bool:
    """Take one's own address back; programs that use it find nothing any more."""
    return bool(user.calendar_links.filter(pk=pk).delete()[0])


def find(token: str) -> CalendarLink | None:
    """The link of these words, if its owner may still see what it shows."""
    rows = CalendarLink.objects.select_related("user", "rota__brand")
    link = rows.filter(digest=digest(token), user__is_active=True).first()
    if link is None:
        return None
    if link.rota and not (link.rota.is_active and role_in(link.user, link.rota.brand_id)):
        return None
    moment = now()
    if link.last_used_at is None or moment - link.last_used_at > USE_IS_NOTED_EVERY:
        CalendarLink.objects.filter(pk=link.pk).update(last_used_at=moment)
    return link


def write(link: CalendarLink) -> bytes:
    """The calendar, in its owner's language; times are in UTC and so right in every zone."""
    since, until = now() - BACK, now() + AHEAD
    with translation.override(link.user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//crisisdesk//rota//VI")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", link.rota.name if link.rota else _("My duty"))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        events = _of_rota(link.rota, since, until) if link.rota else _mine(link.user, since, until)
        for event in events:
            calendar.add_component(event)
        return calendar.to_ical()


def _of_rota(rota: Rota, since: datetime, until: datetime) -> Iterator[Event]:
    schedule = load(rota.brand_id, since - LOOKBACK, until, only=rota)
    for span in _whole(schedule.spans(rota.pk, since - LOOKBACK, until), since):
        name = schedule.able[span.user].name
        yield _event(span, f"{name} · {rota.name}")
    calendar, day = days(rota.brand_id, since.date(), until.date()), since.date()
    while day < until.date():
        if calendar.is_off(day):
            yield _holiday(day, calendar.name(day))
        day += timedelta(days=1)


def _mine(user: User, since: datetime, until: datetime) -> Iterator[Event]:
    """The person's spans in every brand in which they can be on duty."""
    for brand_id in brand_ids(user):
        schedule = load(brand_id, since - LOOKBACK, until)
        for rota in schedule.rotas():
            spans = schedule.spans(rota.pk, since - LOOKBACK, until)
            own = [span for span in spans if span.user == user.pk]
            for span in _whole(own, since):
                yield _event(span, f"{_('On duty')}: {rota.name}")
    rows = DutyShift.objects.filter(user=user, ends_at__gt=since, starts_at__lt=until)
    for row in rows.select_related("brand"):
        words = f"{_('On duty')}: {row.brand}"
        yield _timed(f"s{row.pk}", row.starts_at, row.ends_at, words)


def _whole(spans: Iterable[Span], since: datetime) -> Iterator[Span]:
    """Spans with the beginning they really have, so that they keep their name."""
    return (span for span in spans if span.ends > since and span.starts > since - LOOKBACK)


def _event(span: Span, words: str) -> Event:
    return _timed(f"{span.source}-{span.starts:%Y%m%dT%H%M}", span.starts, span.ends, words)


def _timed(name: str, starts: datetime, ends: datetime, words: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@crisisdesk")
    event.add("dtstamp", now())
    event.add("dtstart", starts.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))
    event.add("summary", words)
    return event


def _holiday(day: date, words: str) -> Event:
    event = Event()
    event.add("uid", f"day-{day}@crisisdesk")
    event.add("dtstamp", now())
    event.add("dtstart", day)
    event.add("summary", words)
    event.add("transp", TRANSPARENT)
    return event
