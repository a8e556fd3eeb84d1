"""What the live cases plug into the rooms below, and what in this room follows what happens here."""

from __future__ import annotations

from incidents import drill_door, handing_over, players, ports, sample_door, working_time
from incidents.selectors import lessons, plan_use
from incidents.services import legal, paging
from incidents.situation import plugs as situation
from outbox import ports as outbox
from playbooks import ports as plans
from playbooks import uses
from teams import ports as below
from teams.load import ports as load


def register() -> None:
    """Called once, when the models are loaded."""
    below.prefill("open_work", handing_over.open_cases)
    outbox.door(drill_door.objection)
    below.limit_hearers(players.hearers)
    outbox.door(sample_door.objection)
    below.follow_handover(handing_over.write_lines)
    load.acts(working_time.acts)
    load.crises(working_time.crises)
    for about in (paging.CASE, paging.MATTER):
        below.pages_about(about, paging.Cases())
    ports.follow("left_open", paging.over)
    ports.follow("merged", paging.merged)
    ports.follow("severity_changed", paging.severity_changed)
    plans.follow("legal_clock_confirmed", legal.confirmed)
    plans.cases(lessons.addresses)
    uses.cases(plan_use.in_cases)
    situation.register()
