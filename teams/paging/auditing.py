"""The auditor: recalculates from the frozen policy and the acts what a page should have done.

It shares no arithmetic with `timing.py` and `firing.py`, so that one mistake cannot hide in both;
only the calendar of working hours is the same, for it is data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from crisisdesk.kernel.clock import now
from outbox.models import Channel, Delivery, OutboxMessage, OutboxState
from outbox.services import short
from teams import ports
from teams.models import Notice, PageAct, StepKind, StepState

if TYPE_CHECKING:
    from teams.models import Page, PageCall, PageEvent, PageStep

#: Beats every five seconds; later than this is late.
PATIENCE = timedelta(minutes=1)
#: A clock read twice in one transaction may differ by so much.
SAME = timedelta(seconds=2)


class Difference(NamedTuple):
    code: str
    place: str
    facts: dict[str, Any]


@dataclass
class Ledger:
    """What the auditor expects next while it reads a page's rows in order."""

    page: Page
    due: datetime
    #: Which step of the endless chain comes next: 0, 1, 2, …
    index: int = 0
    found: list[Difference] = field(default_factory=list)
    last: PageStep | None = None

    def note(self, code: str, row: PageStep | None, **facts: Any) -> None:
        place = f"step {row.number}" if row else "next step"
        self.found.append(Difference(code, place, {"due": self.due.isoformat(), **facts}))


def differences(page: Page) -> list[Difference]:
    """Everything that a page did otherwise than it should have. The caller holds its lock."""
    ledger = Ledger(page, _after(page, page.started_at, 0))
    acts = list(page.events.order_by("pk"))
    rows = list(page.steps.order_by("number"))
    for row in rows:
        _read(ledger, row, [act for act in acts if act.data.get("number") == row.number])
    _ahead(ledger, rows)
    calls = list(page.calls.select_related("step"))
    _calls(ledger, rows, calls)
    _messages(ledger, calls)
    return ledger.found


def _read(ledger: Ledger, row: PageStep, acts: list[PageEvent]) -> None:
    for act in acts:
        if act.act == PageAct.PUT_OFF:
            ledger.due = datetime.fromisoformat(act.data["until"])
        elif act.act in (PageAct.CANNOT, PageAct.PASSED_ON):
            ledger.due = act.at
    if row.state in (StepState.PLANNED, StepState.CALLED_OFF):
        return
    if row.kind == StepKind.CHAIN:
        _chain(ledger, row)
    elif row.kind == StepKind.FALLBACK:
        _fallback(ledger, row)
    elif not any(act.act == PageAct.PASSED_ON for act in acts):
        ledger.note("wrong", row, kind=row.kind)
    _moment(ledger, row)
    _next(ledger, row)
    ledger.last = row


def _chain(ledger: Ledger, row: PageStep) -> None:
    wanted = _place(ledger.page.policy, ledger.index)
    if (row.turn, row.position) == wanted:
        return
    before = ledger.index > 0 and (row.turn, row.position) < wanted
    ledger.note("twice" if before else "wrong", row, wanted=list(wanted))


def _fallback(ledger: Ledger, row: PageStep) -> None:
    last = ledger.last
    if last is None or last.kind != StepKind.CHAIN or last.state != StepState.SKIPPED:
        ledger.note("wrong", row, kind=row.kind)


def _moment(ledger: Ledger, row: PageStep) -> None:
    assert row.done_at is not None  # noqa: S101 -- the database holds to it
    end = ledger.page.ended_at
    if end is not None and row.done_at > end:
        ledger.note("after_answer", row, at=row.done_at.isoformat())
    elif row.done_at > ledger.due + PATIENCE:
        ledger.note("late", row, at=row.done_at.isoformat())
    elif row.done_at < ledger.due - SAME:
        ledger.note("early", row, at=row.done_at.isoformat())


def _next(ledger: Ledger, row: PageStep) -> None:
    """What follows this row, and when."""
    policy, done = ledger.page.policy, row.done_at
    assert done is not None  # noqa: S101
    if row.kind == StepKind.CHAIN:
        ledger.index += 1
    if row.state == StepState.SKIPPED:
        whole = policy["keep"] if row.kind == StepKind.FALLBACK else 0
        ledger.due = _after(ledger.page, done, whole) if whole else done
        return
    at = ledger.index if row.kind == StepKind.PASSED_ON else ledger.index - 1
    ledger.due = _after(ledger.page, done, _wait(policy, at))


def _ahead(ledger: Ledger, rows: list[PageStep]) -> None:
    """Nothing that was due before now, or before the end, may be missing."""
    page = ledger.page
    if (page.is_going and not any(row.state == StepState.PLANNED for row in rows)) or ledger.due < (
        page.ended_at or now()
    ) - PATIENCE:
        ledger.note("missed", None)


def _calls(ledger: Ledger, rows: list[PageStep], calls: list[PageCall]) -> None:
    """A fired step called somebody, and left each of them a notice."""
    called = {call.step_id for call in calls}
    for row in rows:
        if row.state == StepState.FIRED and row.pk not in called:
            ledger.note("missed", row, calls=0)
    keys = {short(f"{call.key}:{call.user_id}"): call for call in calls}
    there = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, call in keys.items():
        if key not in there:
            ledger.note("missed", call.step, person=call.user_id)


def _messages(ledger: Ledger, calls: list[PageCall]) -> None:
    """On no channel was a message taken up after the end, and none was handed over twice."""
    keys = {
        short(f"{way}:{call.key}:{call.user_id}"): call
        for call in calls
        for way in ("mail", *Channel.reaching)
    }
    end = ledger.page.ended_at
    for message in OutboxMessage.objects.filter(key__in=keys, state=OutboxState.SENT):
        step = keys[message.key].step
        if end is not None and message.claimed_at is not None and message.claimed_at > end + SAME:
            ledger.note("after_answer", step, message=message.pk)
    handed = Delivery.objects.filter(message__key__in=keys, ok=True)
    seen: set[int] = set()
    for pk, key in handed.values_list("message_id", "message__key"):
        if pk in seen:
            ledger.note("twice", keys[key].step, message=pk)
        seen.add(pk)


def _place(policy: dict[str, Any], index: int) -> tuple[int, int]:
    """Where the chain stands at its n-th step: whole turns first, then the last step for ever."""
    steps = len(policy["steps"])
    whole = steps * (policy["repeats"] + 1)
    if index < whole:
        return index // steps, index % steps
    return policy["repeats"] + 1 + index - whole, steps - 1


def _wait(policy: dict[str, Any], index: int) -> int:
    steps = policy["steps"]
    over = len(steps) * (policy["repeats"] + 1) - 1
    return steps[index % len(steps)]["wait"] if index < over else policy["keep"]


def _after(page: Page, start: datetime, minutes: int) -> datetime:
    """So many minutes later, minute by minute out of the quiet hours."""
    policy = page.policy
    if policy["working"]:
        at = ports.add_working(start, minutes, page.brand_id)
    else:
        at = start + timedelta(minutes=minutes)
    if not policy["quiet"] or not _quiet(policy, at):
        return at
    at = at.replace(second=0, microsecond=0)
    while _quiet(policy, at):
        at += timedelta(minutes=1)
    return at


def _quiet(policy: dict[str, Any], at: datetime) -> bool:
    begin, end = policy["quiet"]
    clock = f"{at.astimezone(ZoneInfo(policy['zone'])):%H:%M}"
    return begin <= clock < end if begin <= end else clock >= begin or clock < end
