"""The table of rights, room by room."""

from __future__ import annotations

from tests.journeys.rights.rows import Rows
from tests.journeys.rights.table import (
    bank,
    desk,
    dossiers,
    drills,
    first_day,
    incidents,
    incidents_api,
    monitoring,
    outside,
    paging,
    playbooks,
    press,
    rota,
    scenarios,
    situation,
    statements,
    statements_api,
    teams,
    texts,
)

ROWS: Rows = {}
for room in (
    outside, teams, playbooks, incidents, incidents_api, statements, statements_api, monitoring,
    drills, scenarios, desk, press, bank, rota, paging, situation, dossiers, texts, first_day,
):  # fmt: skip
    assert not ROWS.keys() & room.ROWS.keys()
    ROWS |= room.ROWS
