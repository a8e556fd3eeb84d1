"""Situation reports, links and reports of staff of the world."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from desk.situation.gathering import drafted
from incidents.services import situation, situation_links
from incidents.situation import links
from monitoring.services import staff, staff_keeping
from playbooks.models import StakeholderList
from tests.journeys.rights import policy

if TYPE_CHECKING:
    from tests.journeys.rights.world import World


def fill(world: World, mark: str) -> None:
    """A draft in the case under way, a sent report and a link in the one that is contained."""
    rows, lead, member = world.rows, world.people[policy.LEAD], world.people[policy.MEMBER]
    rows.list = StakeholderList.objects.create(brand=world.brand, name=f"Cổ đông của {mark}")
    case, told = world.cases["responding"], world.cases["contained"]
    rows.situation_draft = situation.draft(case, drafted(case), actor=member)
    report = situation.draft(told, drafted(told), actor=member)
    report = situation.save(report, actor=member, edition=1, text_vi=f"# {mark}\n- đã xong")
    rows.situation = situation.send(report, actor=lead, edition=report.edition, people=[lead])
    rows.link = situation_links.give(told, rows.stakeholder, actor=lead)
    rows.link_token = links.token_of(rows.link)
    rows.door = staff_keeping.open_door(world.brand, actor=world.people[policy.ADMIN])
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(out, "PNG")
    told_us = staff.Told(once="a", text=f"{mark} bị bóc phốt", name=f"Bà {mark}",
                         contact="0903", picture=out.getvalue())  # fmt: skip
    rows.staff_report = staff.receive(world.brand, told_us)
