"""What stands before a storm: cases, people with tokens, a webhook, a watch and a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from desk.bench import people
from drills import services as drills
from drills.models import Scenario
from incidents.models import Incident, RoleAssignment
from monitoring import demo
from monitoring.enums import SourceKind
from monitoring.models import Source, Watch
from monitoring.services import sources
from playbooks.services.seed import seed
from statements.services import briefs
from teams import tokens
from teams.models import Brand, Membership, Role, User

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = 10
AXES = ("people", "spread", "truth", "stakeholders", "business")
SCORES = {f"score_{axis}": 1 for axis in AXES}


@dataclass
class Stage:
    """Everything that the storm is about to meet."""

    brand: Brand
    head: User
    writer: User
    source: Source
    token: str
    watch: Watch
    cases: list[Incident]
    scenario: int

    def key(self, person: User) -> str:
        """A token for a person."""
        return tokens.make(person, name="bench", scopes=["write", "read"])[1]


def prepare() -> Stage:
    """Make it."""
    brand, head = people.brand_with_manager()
    writer = User.objects.create_user("writer@crisisdesk.invalid", name="Writer")
    Membership.objects.create(user=writer, brand=brand, role=Role.MEMBER)
    seed(brand)
    drills.seed(brand)
    source, token = sources.create(
        brand, actor=head, name="Bench", kind=SourceKind.WEBHOOK, platform="facebook"
    )
    watch = Watch.objects.create(brand=brand, name="Bench", words=list(demo.WATCH_WORDS))
    return Stage(
        brand, head, writer, source, token, watch, list(_cases(brand, head)),
        Scenario.objects.filter(brand=brand).values_list("pk", flat=True)[0],
    )  # fmt: skip


def _cases(brand: Brand, head: User) -> Iterator[Incident]:
    """Cases that are being answered, so that texts may be published in them."""
    for number in range(1, CASES + 1):
        case = Incident(
            brand=brand, number=number, title=f"Storm {number}", status="responding",
            severity="moderate", peak_severity="moderate", kind="product_safety", lead=head,
            detected_at=now(), response_began_at=now(), created_by=head, **SCORES,
        )  # fmt: skip
        case.save(force_insert=True)
        RoleAssignment.objects.create(incident=case, role="lead", user=head)
        briefs.waive(case, actor=head, reason="bench")
        yield case
