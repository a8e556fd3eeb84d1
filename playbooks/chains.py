"""Who signs a kind of statement, and how long a signature stays good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.enums import Lane
from playbooks.models import ApprovalChain


@dataclass(frozen=True)
class ChainStep:
    """One signature; steps of the same order are asked for at the same time.

    Holders and backups name offices: comms_manager, comms_head, legal, executive, ceo, hr, lead,
    fact_owner.
    """

    order: int
    mode: str
    holders: tuple[str, ...]
    backups: tuple[str, ...]
    only_types: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: dict[str, Any]) -> ChainStep:
        return cls(
            order=data["order"],
            mode=data["mode"],
            holders=tuple(data["holders"]),
            backups=tuple(data["backup"]),
            only_types=tuple(data.get("only_types", ())),
        )


def steps_for(
    brand_id: int, kind: str, severity: str | None, lane: str, *, slug: str | None = None
) -> list[ChainStep]:
    """The steps of a chain in order; none means approved at submitting (contract 6.15).

    A kind without a fast lane goes the full one. `slug` names the incident's playbook: some steps
    are asked for in some types alone.
    """
    level = severity or Severity.HIGH
    rows = dict(
        ApprovalChain.objects.filter(brand_id=brand_id, kind=kind, severity=level).values_list(
            "lane", "steps"
        )
    )
    shipped = common_data.chains()
    for way in (lane, Lane.FULL):
        steps = rows.get(way, shipped.get((kind, level, way)))
        if steps is not None:
            return asked_for(steps, slug)
    raise LookupError(kind)


def asked_for(steps: list[dict[str, Any]], slug: str | None) -> list[ChainStep]:
    """Steps that a type asks for, in order."""
    found = [ChainStep.of(step) for step in steps]
    wanted = [step for step in found if not step.only_types or slug in step.only_types]
    return sorted(wanted, key=lambda step: step.order)


def validity(kind: str, severity: str | None) -> timedelta:
    """How long after the last signature a text may still be published."""
    return timedelta(minutes=common_data.validity()[kind, severity or Severity.HIGH])
