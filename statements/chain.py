"""Who may sign which step, and whether enough different people are there to sign at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbooks import chains
from playbooks.chains import ChainStep
from playbooks.enums import ChainMode, Office
from playbooks.offices import IMPLIED, OFFICES, SIGNING, fits
from playbooks.roster import Roster, StandIn
from statements.enums import StepState, Strategy, Verdict
from statements.fill import LANGUAGES, lane_of
from teams import roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statements.models import ApprovalStep, Statement
    from teams.models import User

__all__ = ["IMPLIED", "OFFICES", "SIGNING"]


def wanted(words: Statement) -> list[ChainStep]:
    """The signatures that policy asks for now; “all of” is one signature from each office."""
    case, version = words.incident, words.version
    steps = chains.steps_for(
        words.brand_id,
        words.kind,
        case.severity,
        lane_of(words).lane,
        slug=case.kind,
        languages=[code for code in LANGUAGES if getattr(version, f"text_{code}").strip()],
        channels=version.channels,
    )
    found = [single for step in steps for single in chains.singles(step)]
    return [*found, *_second_for_denial(words, found)]


def _second_for_denial(words: Statement, found: list[ChainStep]) -> list[ChainStep]:
    """To deny takes two signatures (handbook B2): what is denied may yet turn out true."""
    if words.strategy != Strategy.DENY or len(found) > 1:
        return []
    order = found[-1].order if found else 1
    return [ChainStep(order, ChainMode.ANY, (Office.LEGAL,), (Office.COMMS_HEAD,))]


def holds(user: User, office: str, words: Statement) -> bool:
    """Whether the person holds the office for this text."""
    row = roles.memberships(user).get(words.brand_id)
    if row is None or row.role not in SIGNING:
        return False
    if office == Office.LEAD:
        return words.incident.lead_id == user.pk
    if office == Office.FACT_OWNER:
        return user.pk in _fact_owners(words)
    return fits(row, office)


def _fact_owners(words: Statement) -> set[int]:
    return {use.fact.owner_id for use in words.version.uses if use.fact.owner_id}


def roster_of(words: Statement) -> Roster:
    """Who signs in the brand now: the one a page has read for all its questions, else afresh."""
    return vars(words).get("roster") or Roster(words.brand_id)


def admitted(words: Statement, people: Iterable[int]) -> set[int]:
    """Those of `people` who may see the case at all."""
    case = words.incident
    if not case.restricted:
        return set(people)
    return set(people) & {case.lead_id, *(person.pk for person in case.allowed.all())}


def holders_by_office(words: Statement, roster: Roster | None = None) -> dict[str, set[int]]:
    """Everyone who could sign, by office; only those who may see the case."""
    return Holders(words, roster or roster_of(words))


class Holders(dict[str, set[int]]):
    """People by office; each office is asked when it first matters, and then known."""

    def __init__(self, words: Statement, roster: Roster) -> None:
        self.words, self.roster = words, roster
        self.present = admitted(words, roster.by_person)

    def __missing__(self, office: str) -> set[int]:
        self[office] = self._of(office) & self.present
        return self[office]

    def _of(self, office: str) -> set[int]:
        if office == Office.LEAD:
            return {self.words.incident.lead_id}
        if office == Office.FACT_OWNER:
            return _fact_owners(self.words)
        return self.roster.holders(office)


def asked(words: Statement, offices: Sequence[str], found: dict[str, set[int]]) -> set[int]:
    """Everyone who hears of a step for these offices: holders, and who stands in for them now."""
    gone = words.hands | signers(words)
    standing = {row.person.pk for row in stand_ins(words, offices)}
    return people_of(offices, found, gone) | (standing - gone)


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
    """Whose word this round has already: who signed, and for whom they did."""
    return {
        person
        for step in words.steps.all()
        if step.state == StepState.APPROVED
        for approval in step.approvals.all()
        if approval.verdict == Verdict.APPROVED
        for person in (approval.by_id, approval.for_whom_id)
        if person
    }


def steps_open_to(words: Statement, user: User) -> list[ApprovalStep]:
    """Open steps that this person may decide; as a backup once the time has run out.

    One's own office goes first: only whoever has no step of their own stands in for others.
    """
    if user.pk in words.hands or user.pk in signers(words):
        return []
    steps = [step for step in words.steps.all() if step.is_open]
    own = [step for step in steps if signs_for_oneself(step, user, words)]
    if own or not steps:
        return own
    return [step for step in steps if stand_in(step, user, words)]


def offices_now(step: ApprovalStep) -> list[str]:
    """The offices that may decide a step at this moment."""
    return [*step.holders, *(step.backups if step.backup_may_act else ())]


def signs_for_oneself(step: ApprovalStep, user: User, words: Statement) -> bool:
    """Whether the person holds one of the offices that may decide the step."""
    return any(holds(user, office, words) for office in offices_now(step))


def stand_in(step: ApprovalStep, user: User, words: Statement) -> StandIn | None:
    """By whose word this person may sign the step; a deputy only where no delegation serves."""
    if roles.role_in(user, words.brand_id) not in SIGNING:
        return None
    mine = [found for found in stand_ins(words, offices_now(step)) if found.person.pk == user.pk]
    return next((found for found in mine if not _strands(found, step, words)), None)


def stand_ins(words: Statement, wanted_offices: Iterable[str]) -> list[StandIn]:
    """Whoever stands in for these offices on this text.

    The author chooses no delegate for a step of their own text (contract 6.3), and neither does
    the last editor; whoever has spoken in this round, by whose hand ever, does not speak again.
    """
    wanted_offices = set(wanted_offices)
    found = [row for row in roster_of(words).stand_ins if row.office in wanted_offices]
    gone = words.hands | signers(words)
    free = [row for row in found if not (row.people | {row.chosen_by}) & words.hands]
    free = [row for row in free if not row.people & gone]
    return [row for row in free if row.people <= admitted(words, row.people)]


def _strands(found: StandIn, step: ApprovalStep, words: Statement) -> bool:
    """Whether another step would be left without a person, were this one signed so."""
    others = [o for o in words.steps.all() if o.state == StepState.WAITING and o.pk != step.pk]
    if not others:
        return False
    holders = holders_by_office(words)
    gone = words.hands | signers(words)

    def left_over(without: set[int]) -> int:
        demands = [people_of((*o.holders, *o.backups), holders, without) for o in others]
        return len(unmatched(demands))

    return left_over(gone | found.people) > left_over(gone)


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
