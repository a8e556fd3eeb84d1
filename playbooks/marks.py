"""Which rows of a plan stand there because of a case: "changed after INC-12"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from playbooks import ports
from playbooks.enums import FIXED, ChangeKind
from playbooks.models import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playbooks.models import PlaybookVersion
    from teams.models import User


@dataclass(frozen=True)
class Mark:
    """The case or drill after which a row was changed; without `url` one may not follow it."""

    reference: str
    url: str
    is_drill: bool


#: Playbook, part and identity of a row.
Place = tuple[int, str, str]


def marks(versions: Iterable[PlaybookVersion], user: User) -> dict[Place, Mark]:
    """Marks of the rows of these versions, in two queries; the latest change of a row counts.

    A mark stays with its row in later versions, until another lesson changes the row.
    """
    shown = {version.playbook_id: version for version in versions}
    found = _reached(list(shown.values()))
    urls = ports.cases_of(user, {proposal.source for proposal in found})
    return {
        (proposal.playbook_id, proposal.part, proposal.identity): Mark(
            proposal.source, urls.get(proposal.source, ""), proposal.is_of_a_drill
        )
        for proposal in found
    }


def _reached(versions: list[PlaybookVersion]) -> list[Proposal]:
    """Proposals whose words these versions carry: taken into them, or into force before them."""
    if not versions:
        return []
    wanted = Q()
    for version in versions:
        into = Q(version=version) | Q(version__number__lt=version.number, version__state__in=FIXED)
        wanted |= Q(playbook=version.playbook_id) & into
    rows = Proposal.objects.filter(wanted).exclude(kind=ChangeKind.REMOVE).exclude(part="")
    return list(rows.order_by(F("version__number"), "taken_at", "id"))
