"""Who may sign which step, and whether enough different people are there to sign at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbooks import chains
from playbooks.chains import ChainStep
from playbooks.enums import ChainMode, Office
from statements.enums import StepState, Verdict
from statements.fill import lane_of
from teams import roles
from teams.models import Membership, Role, Title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statements.models import ApprovalStep, Statement
    from teams.models import User

#: Whoever signs must see drafts, and so be an insider; admins never sign (handbook F5).
SIGNING = roles.INSIDERS - {Role.ADMIN}
#: The role and title behind an office of the brand; `lead` and `fact_owner` depend on the case.
OFFICES: dict[str, tuple[frozenset[str], str]] = {
    Office.COMMS_MANAGER: (frozenset({Role.MANAGER}), ""),
    Office.COMMS_HEAD: (frozenset({Role.MANAGER}), Title.COMMS_HEAD),
    Office.LEGAL: (frozenset({Role.LEGAL}), ""),
    Office.EXECUTIVE: (frozenset({Role.EXECUTIVE}), ""),
    Office.CEO: (frozenset({Role.EXECUTIVE}), Title.CEO),
    Office.HR: (SIGNING, Title.HR),
}
#: Whoever holds the second office holds the first one as well.
IMPLIED = {Office.COMMS_MANAGER: Office.COMMS_HEAD, Office.EXECUTIVE: Office.CEO}


def wanted(words: Statement) -> list[ChainStep]:
    """The signatures that policy asks for now; “all of” is one signature from each office."""
    case = words.incident
    lane = lane_of(words).lane
    steps = chains.steps_for(words.brand_id, words.kind, case.severity, lane, slug=case.kind)
    return [single for step in steps for single in _singles(step)]


def _singles(step: ChainStep) -> list[ChainStep]:
    if step.mode == ChainMode.ANY:
        return [step]
    return [ChainStep(step.order, step.mode, (holder,), step.backups) for holder in step.holders]


def holds(user: User, office: str, words: Statement) -> bool:
    """Whether the person holds the office for this text."""
    row = roles.memberships(user).get(words.brand_id)
    if row is None or row.role not in SIGNING:
        return False
    if office == Office.LEAD:
        return words.incident.lead_id == user.pk
    if office == Office.FACT_OWNER:
        return user.pk in _fact_owners(words)
    return _fits(row, office)


def _fits(row: Membership, office: str) -> bool:
    accepted, title = OFFICES[office]
    return row.role in accepted and (not title or row.title == title)


def _fact_owners(words: Statement) -> set[int]:
    return {use.fact.owner_id for use in words.version.fact_uses.all() if use.fact.owner_id}


def holders_by_office(words: Statement) -> dict[str, set[int]]:
    """Everyone who could sign, by office, in two queries; only those who may see the case."""
    rows = list(
        Membership.objects.filter(
            brand=words.brand_id,
            role__in=SIGNING,
            is_active=True,
            user__is_active=True,
            user__is_automation=False,
        )
    )
    case = words.incident
    if case.restricted:
        named = {case.lead_id, *case.allowed.values_list("pk", flat=True)}
        rows = [row for row in rows if row.user_id in named]
    found = {office: {row.user_id for row in rows if _fits(row, office)} for office in OFFICES}
    present = {row.user_id for row in rows}
    found[Office.LEAD] = {case.lead_id} & present
    found[Office.FACT_OWNER] = _fact_owners(words) & present
    return found


def people_of(offices: Iterable[str], found: dict[str, set[int]], without: set[int]) -> set[int]:
    return set().union(*(found[office] for office in offices)) - without


def unmatched(demands: Sequence[set[int]]) -> list[int]:
    """Indexes of demands that cannot each have a person of their own (augmenting paths)."""
    taken: dict[int, int] = {}

    def seat(index: int, seen: set[int]) -> bool:
        for person in demands[index] - seen:
            seen.add(person)
            if person not in taken or seat(taken[person], seen):
                taken[person] = index
                return True
        return False

    return [index for index in range(len(demands)) if not seat(index, set())]


def unfillable(words: Statement) -> list[ChainStep]:
    """Steps for which no other person is left who did not write the text (contract 6.3)."""
    steps = wanted(words)
    found = holders_by_office(words) if steps else {}
    demands = [people_of((*step.holders, *step.backups), found, words.hands) for step in steps]
    return [steps[index] for index in unmatched(demands)]


def signers(words: Statement) -> set[int]:
    """Who has already filled a step of this round."""
    return {
        approval.by_id
        for step in words.steps.all()
        if step.state == StepState.APPROVED
        for approval in step.approvals.all()
        if approval.verdict == Verdict.APPROVED
    }


def steps_open_to(words: Statement, user: User) -> list[ApprovalStep]:
    """Open steps that this person may decide; as a backup once the time has run out."""
    if user.pk in words.hands or user.pk in signers(words):
        return []
    return [step for step in words.steps.all() if step.is_open and _may_sign(step, user, words)]


def _may_sign(step: ApprovalStep, user: User, words: Statement) -> bool:
    offices = [*step.holders, *(step.backups if step.backup_may_act else ())]
    return any(holds(user, office, words) for office in offices)


def best_step(words: Statement, user: User) -> ApprovalStep | None:
    """The step a signature should fill so that the others still find a person of their own."""
    mine = steps_open_to(words, user)
    if not mine[1:]:
        return mine[0] if mine else None
    found = holders_by_office(words)
    gone = words.hands | signers(words) | {user.pk}
    waiting = [step for step in words.steps.all() if step.state == StepState.WAITING]

    def strands(step: ApprovalStep) -> tuple[int, int, bool]:
        rest = [other for other in waiting if other.pk != step.pk]
        with_backups = [people_of((*o.holders, *o.backups), found, gone) for o in rest]
        holders_only = [people_of(o.holders, found, gone) for o in rest]
        as_backup = not any(holds(user, office, words) for office in step.holders)
        return len(unmatched(with_backups)), len(unmatched(holders_only)), as_backup

    return min(mine, key=strands)
