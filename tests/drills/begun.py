"""A drill that Phượng began a moment ago, once for all tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import time_machine

from crisisdesk.kernel.clock import now
from drills import services
from drills.models import Scenario
from teams.models import Brand, Role, Title
from tests import worlds
from tests.conftest import person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The rows of the world, each a fixture by `worlds.again`.
NAMES = ("brand", "phuong", "scenario", "drill")


def shipped(brand: Brand) -> Scenario:
    services.seed(brand)
    return Scenario.objects.get(brand=brand, slug="rumour_to_recall")


def world(
    blocker: Any, story: Callable[[Brand], Scenario] = shipped, note: str = ""
) -> Iterator[worlds.World]:
    """For the fixture `shared` of a module; the clock stands still while it begins."""
    with worlds.standing(blocker):
        with time_machine.travel(now(), tick=False):
            brand = Brand.objects.create(
                slug="sao-mai", name="Sao Mai", short_name="Sao Mai", quiet_minutes=2
            )
            phuong = person(brand, "Trần Minh Phượng", Role.MANAGER, Title.COMMS_HEAD)
            scenario = story(brand)
            drill = services.start(scenario, actor=phuong, note=note)
        yield worlds.kept(brand=brand, phuong=phuong, scenario=scenario, drill=drill)
