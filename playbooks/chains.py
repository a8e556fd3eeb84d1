"""Who signs a kind of statement, and how long a signature stays good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.enums import ChainMode, Lane
from playbooks.models import ApprovalChain

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    brand_id: int,
    kind: str,
    severity: str | None,
    lane: str,
    *,
    slug: str | None = None,
    languages: Iterable[str] = (),
    channels: Iterable[str] = (),
) -> list[ChainStep]:
    """The steps of a chain in order; none means approved at submitting (contract 6.15).

    A kind without a fast lane goes the full one. `slug` names the incident's playbook: some steps
    are asked for in some types alone. What a language or channel asks for comes on top: such a
    row never takes a signature away.
    """
    level = severity or Severity.HIGH
    rows = list(ApprovalChain.objects.filter(brand_id=brand_id, kind=kind, severity=level))
    own = {row.lane: row.steps for row in rows if not row.language and not row.channel}
    shipped = common_data.chains()
    for way in (lane, Lane.FULL):
        steps = own.get(way, shipped.get((kind, level, way)))
        if steps is not None:
            break
    else:
        raise LookupError(kind)
    found = asked_for(steps, slug)
    for row in rows:
        if row.lane == way and _concerns(row, {*languages}, {*channels}):
            found += _besides(found, asked_for(row.steps, slug))
    return sorted(found, key=lambda step: step.order)


def _concerns(row: ApprovalChain, languages: set[str], channels: set[str]) -> bool:
    """Whether a row of a language or channel speaks of this text."""
    if not row.language and not row.channel:
        return False
    return row.language in {"", *languages} and row.channel in {"", *channels}


def _besides(present: list[ChainStep], more: list[ChainStep]) -> list[ChainStep]:
    """Signatures of `more` that are not asked for already."""
    known = {frozenset(single.holders) for step in present for single in singles(step)}
    wanted = [single for step in more for single in singles(step)]
    return [single for single in wanted if frozenset(single.holders) not in known]


def singles(step: ChainStep) -> list[ChainStep]:
    """“All of” is one signature from each office."""
    if step.mode == ChainMode.ANY:
        return [step]
    return [ChainStep(step.order, step.mode, (holder,), step.backups) for holder in step.holders]


def asked_for(steps: list[dict[str, Any]], slug: str | None) -> list[ChainStep]:
    """Steps that a type asks for, in order."""
    found = [ChainStep.of(step) for step in steps]
    wanted = [step for step in found if not step.only_types or slug in step.only_types]
    return sorted(wanted, key=lambda step: step.order)


def validity(kind: str, severity: str | None) -> timedelta:
    """How long after the last signature a text may still be published."""
    return timedelta(minutes=common_data.validity()[kind, severity or Severity.HIGH])
