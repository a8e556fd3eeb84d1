"""Pages and policies of the world: one that goes, one policy that may be removed."""

from __future__ import annotations

from typing import Any

from teams import paging
from teams.paging import freezing, links, policies
from tests.journeys.rights import policy

STEP = {"critical": 5, "high": 10, "moderate": 30, "watch": 240}


def build(world: Any, mark: str) -> None:
    rows, member, manager = world.rows, world.people[policy.MEMBER], world.people[policy.MANAGER]
    policies.seed(world.brand)
    rows.policy = policies.save(
        world.brand,
        None,
        actor=manager,
        name=f"Ban đêm {mark}",
        steps=[{"targets": [{"kind": "duty"}], **STEP}],
    )
    rows.page = paging.start(
        world.brand,
        subject="",
        url="",
        severity="high",
        key="world",
        words=f"{mark} cần người",
        targets=[freezing.person(member)],
    )
    rows.page_token = links.token(rows.page.pk, member.pk)
