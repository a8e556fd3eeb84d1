"""Rotas, swaps, handovers, teams, holidays and calendar addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMINS,
    BRAND,
    INSIDERS,
    LEAD,
    MEMBER,
    PUBLIC,
    RUNNING,
    STRANGER,
    only,
)
from tests.journeys.rights.rows import Rows, Stranger, get, post
from tests.journeys.rights.table.teams import SIGNED_IN, row

OWN = {"stranger": Stranger.OWN}
RULES = {
    "name": "Đêm", "role": "", "team": "", "time_zone": "Asia/Ho_Chi_Minh", "warn_days": "3",
}  # fmt: skip
DAY = {"date": "2030-01-01", "kind": "public", "name_vi": "Tết dương"}


def layer_form(world: Any) -> dict[str, Any]:
    return {
        "name": "Lớp", "position": 2, "unit": "day", "length": 1, "starts_on": "2030-01-01",
        "handover_time": "08:00", "person_1": world.people[MEMBER].pk,
    }  # fmt: skip


def override_form(world: Any) -> dict[str, Any]:
    begin = now() + timedelta(days=5)
    return {
        "user": world.people[MEMBER].pk,
        "starts_at": f"{begin:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }


def decide(answer: str) -> Any:
    return lambda world: {"pk": world.swap.pk, "answer": answer}


ROWS: Rows = {
    "rota-list": [get(SIGNED_IN, lists=True)],
    "rota-detail": [get(BRAND, row("rota"))],
    "shift-spans": [get(BRAND, query="?brand=sao-mai", stranger=Stranger.NAMED)],
    "teams:rotas": [get(SIGNED_IN, lists=True)],
    "teams:rota_new": [get(RUNNING, **OWN), post(RUNNING, body=RULES, **OWN)],
    "teams:rota": [get(BRAND, row("rota"))],
    "teams:rota_change": [get(RUNNING, row("rota")), post(RUNNING, row("rota"), RULES)],
    "teams:rota_end": [post(RUNNING, row("rota"))],
    "teams:layer_add": [get(RUNNING, row("rota")), post(RUNNING, row("rota"), layer_form)],
    "teams:layer": [get(RUNNING, row("layer")), post(RUNNING, row("layer"), layer_form)],
    "teams:layer_remove": [post(RUNNING, row("layer"))],
    "teams:override": [post(RUNNING, row("rota"), override_form)],
    "teams:override_remove": [post(RUNNING, row("override"))],
    # Whoever has no turn finds none to give away and is told so at the form.
    "teams:swap": [post(BRAND, row("rota"))],
    # The member asked, the lead was asked; nobody decides for them.
    "teams:swap_decide": [
        post(only(LEAD), decide("accept"), label="accept"),
        post(only(LEAD), decide("decline"), label="decline"),
        post(only(MEMBER), decide("withdraw"), label="withdraw"),
    ],
    "teams:rota_calendar": [post(BRAND, row("rota"))],
    "teams:calendars": [get(SIGNED_IN)],
    "teams:calendar_new": [post(SIGNED_IN)],
    # An address is its owner's alone to take back, and anybody's to read.
    "teams:calendar_revoke": [
        post(only(MEMBER), row("calendar"), seen_by=only(MEMBER)),
    ],
    "teams:calendar_file": [
        get(PUBLIC, lambda world: {"token": world.calendar_token}, stranger=Stranger.OWN)
    ],
    "teams:handovers": [get(INSIDERS | {STRANGER}, lists=True), post(INSIDERS, **OWN)],
    "teams:handover": [get(INSIDERS, row("handover"))],
    "teams:handover_accept": [post(only(LEAD), row("handover"))],
    "teams:teams": [get(SIGNED_IN, lists=True)],
    "teams:team_new": [get(ADMINS), post(ADMINS, body={"name": "Đội mới"})],
    "teams:team": [get(ADMINS, row("team")), post(ADMINS, row("team"), {"name": "Đội D"})],
    "teams:team_remove": [post(ADMINS, row("team"))],
    # One's own card, and everybody's for those who plan duty.
    "teams:crew_card": [
        get(RUNNING, row("place")),
        post(RUNNING, row("place"), {"skills": "ảnh"}),
    ],
    "teams:holidays": [get(SIGNED_IN, lists=True), post(ADMINS, body=DAY)],
    "teams:holidays_fetch": [post(ADMINS, body={"year": 2027})],
    "teams:holiday_remove": [post(ADMINS, row("holiday"))],
}
