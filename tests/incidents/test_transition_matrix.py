"""Every state × transition × role against handbook F2 and F5; what is not there is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import Status
from incidents.models import FactRevision, Incident
from incidents.models.machine import TRANSITIONS
from incidents.services import facts, lifecycle

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

#: Handbook F2, by hand: from state, transition, to state.
TABLE = {
    ("detected", "start_verification"): "verifying",
    ("detected", "mark_false_alarm"): "false_alarm",
    ("verifying", "mark_false_alarm"): "false_alarm",
    ("detected", "merge"): "merged",
    ("verifying", "merge"): "merged",
    ("responding", "merge"): "merged",
    ("verifying", "respond"): "responding",
    ("responding", "reverify"): "verifying",
    ("responding", "contain"): "contained",
    ("contained", "relapse"): "responding",
    ("contained", "resolve"): "resolved",
    ("detected", "resolve"): "resolved",
    ("resolved", "begin_post_mortem"): "post_mortem",
    ("post_mortem", "close"): "closed",
    ("resolved", "close"): "closed",
    ("resolved", "reopen"): "verifying",
    ("post_mortem", "reopen"): "verifying",
    ("closed", "reopen"): "verifying",
    ("false_alarm", "reopen"): "verifying",
}
ROLES = (
    "lead",
    "member",
    "manager",
    "comms_head",
    "legal",
    "executive",
    "admin",
    "viewer",
    "stranger",
    "automation",
)
#: Who may, at a moderate level; two rows differ.
USUAL = {"lead", "manager", "comms_head"}
WHO = {
    ("resolved", "begin_post_mortem"): USUAL | {"automation"},
    ("post_mortem", "close"): {"manager"},  # the named reviewer, whatever the general role
}
#: The watch level is the only one that may take the short ways.
AT_WATCH = {("detected", "resolve"), ("resolved", "close")}


@pytest.fixture
def cast(
    lead: User,
    minh: User,
    manager: User,
    phuong: User,
    lan: User,
    nghia: User,
    admin_person: User,
    khoa: User,
    vy: User,
    bot: User,
) -> dict[str, User]:
    people = (lead, minh, manager, phuong, lan, nghia, admin_person, khoa, vy, bot)
    return dict(zip(ROLES, people, strict=True))


def walk(case: Incident, name: str, actor: User, other: Incident) -> Incident:
    """Call the service of a transition with everything that it needs from the caller."""
    facts_of: dict[str, dict[str, Any]] = {
        "reopen": {"evidence": "https://voz.example/t/2"},
        "merge": {"target": other},
    }
    return getattr(lifecycle, name)(case, actor=actor, reason="lý do", **facts_of.get(name, {}))


def contradict(case: Incident, lead: User) -> None:
    fact = facts.add_fact(case, actor=lead, text_vi="Lô L2107 đạt chuẩn")
    FactRevision.objects.create(
        fact=fact, number=2, text_vi="Lô L2107 không đạt", status="refuted", by=lead
    )


def ripe(
    state: str,
    severity: str,
    cast: dict[str, User],
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Any],
) -> Incident:
    case = make_case(state, severity)
    if state == "post_mortem":
        reviewed(case)
    if state == "responding":
        contradict(case, cast["lead"])
        case.refresh_from_db()
    return case


@pytest.mark.parametrize("state", Status.values)
def test_transition_follows_the_table(
    state: str,
    cast: dict[str, User],
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Any],
) -> None:
    cases: dict[str, Incident | None] = {}
    others = {level: make_case("responding", level) for level in ("watch", "moderate")}
    for name in TRANSITIONS:
        severity = "watch" if (state, name) in AT_WATCH else "moderate"
        target = TABLE.get((state, name))
        passed, arrived = set(), set()

        for role in ROLES:
            # Who is refused leaves the case as it was, which is seen here: the next one meets it too.
            case = cases.get(severity) or ripe(state, severity, cast, make_case, reviewed)
            before = case.last_seq
            try:
                walk(case, name, cast[role], others[severity])
                passed.add(role)
            except (Blocked, Forbidden):
                pass
            case.refresh_from_db(fields=["status", "last_seq"])
            if role in passed:
                assert case.timeline.count() == case.last_seq > before, (name, role)
            else:
                assert case.last_seq == before, (name, role)
            arrived.add((role in passed, case.status))
            cases[severity] = None if role in passed else case

        assert all(case.timeline.count() == case.last_seq for case in cases.values() if case)
        assert passed == (WHO.get((state, name), USUAL) if target else set()), name
        assert arrived == ({(True, target), (False, state)} if target else {(False, state)}), name
