"""A dossier in the world: made by the real worker, of the case in the thick of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.dossier import asking, making
from desk.dossier.choice import Choice
from tests.journeys.rights import policy

if TYPE_CHECKING:
    from tests.journeys.rights.world import World


def fill(world: World) -> None:
    """Dossier 1 of the case, with the evidence that anybody outside may get."""
    rows = world.rows.case.evidence.exclude(visibility="privileged")
    made = asking.ask(
        world.rows.case, actor=world.people[policy.LEAD], purpose="authority", language="vi",
        choice=Choice(["evidence"], [row.pk for row in rows], letter={"recipient": "Thanh tra Sở"}),
    )  # fmt: skip
    making.work("Dossier", made.pk)
