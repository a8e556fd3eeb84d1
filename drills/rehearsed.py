"""What drills say to the library of playbooks: when a type was rehearsed, and by which scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills import selectors
from drills.models import Scenario
from playbooks import uses

if TYPE_CHECKING:
    from playbooks.models import Playbook


def register() -> None:
    """Called once, when the models are loaded."""
    uses.drilled(selectors.last_drilled)
    uses.scenarios(scenarios_of)


def scenarios_of(playbook: Playbook) -> list[uses.Named]:
    """Scenarios of the brand that rehearse the playbook."""
    found = Scenario.objects.filter(brand=playbook.brand_id, kind=playbook.slug)
    return [uses.Named(str(row), row.get_absolute_url()) for row in found]
