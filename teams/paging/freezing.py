"""A policy as plain JSON, frozen for one page: what is changed later changes no page that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.vocabulary import Severity, rank
from teams.models import EscalationPolicy, Page, PolicyTarget, Role, TargetKind, Title

if TYPE_CHECKING:
    from teams.models import Brand, Team, User

    Frozen = dict[str, Any]
    Target = dict[str, Any]

#: Minutes to wait for an answer (handbook B3, "Acknowledge by on-call").
WAITS = {Severity.CRITICAL: 5, Severity.HIGH: 10, Severity.MODERATE: 30, Severity.WATCH: 240}
KEEP_EVERY = 10
REPEATS = 2

#: The chain of a desk that has not written its own: duty, duty and its head, the whole management.
STANDARD: tuple[tuple[Target, ...], ...] = (
    ({"kind": TargetKind.DUTY},),
    ({"kind": TargetKind.DUTY}, {"kind": TargetKind.TITLE, "value": Title.COMMS_HEAD}),
    (
        {"kind": TargetKind.DUTY},
        {"kind": TargetKind.ROLE, "value": Role.MANAGER},
        {"kind": TargetKind.ROLE, "value": Role.EXECUTIVE},
    ),
)


def person(user: User) -> Target:
    return {"kind": str(TargetKind.PERSON), "id": user.pk, "name": user.name}


def team(row: Team) -> Target:
    return {"kind": str(TargetKind.TEAM), "id": row.pk, "name": row.name}


def target(row: PolicyTarget) -> Target:
    """One target of a policy as it is frozen."""
    if row.kind == TargetKind.PERSON and row.user:
        return person(row.user)
    if row.kind == TargetKind.TEAM and row.team:
        return team(row.team)
    return {"kind": row.kind, "value": row.value} if row.value else {"kind": row.kind}


def frozen(policy: EscalationPolicy, severity: str) -> Frozen:
    """The policy as a page of this severity follows it."""
    steps = [
        {
            "wait": getattr(step, f"{severity}_minutes"),
            "targets": [target(row) for row in step.targets.all()],
        }
        for step in policy.steps.prefetch_related("targets__user", "targets__team")
    ]
    quiet = None
    if policy.quiet_from and policy.quiet_until and severity != Severity.CRITICAL:
        quiet = [f"{policy.quiet_from:%H:%M}", f"{policy.quiet_until:%H:%M}"]
    return {
        "name": policy.name,
        "repeats": policy.repeats,
        "keep": _keep(policy.keep_every, steps, severity),
        "quiet": quiet,
        "zone": policy.time_zone,
        "working": policy.working_time and rank(severity) < Severity.HIGH.rank,
        "steps": steps,
    }


def standard(severity: str) -> Frozen:
    """The built-in policy, for a brand that has none of its own."""
    wait = WAITS[Severity(severity)]
    steps = [
        {"wait": wait, "targets": [{k: str(v) for k, v in one.items()} for one in targets]}
        for targets in STANDARD
    ]
    return {
        "name": "",
        "repeats": REPEATS,
        "keep": _keep(KEEP_EVERY, steps, severity),
        "quiet": None,
        "zone": "Asia/Ho_Chi_Minh",
        "working": rank(severity) < Severity.HIGH.rank,
        "steps": steps,
    }


def alone(targets: list[Target], severity: str) -> Frozen:
    """A policy of one step, repeated until somebody answers."""
    wait = WAITS[Severity(severity)]
    return {
        **standard(severity),
        "repeats": 0,
        "keep": max(wait, KEEP_EVERY),
        "steps": [{"wait": wait, "targets": targets}],
    }


def of(brand: Brand, severity: str, policy: EscalationPolicy | None = None) -> Frozen:
    """What a page of this brand and severity freezes."""
    policy = policy or EscalationPolicy.objects.filter(brand=brand, is_default=True).first()
    found = frozen(policy, severity) if policy else None
    return found if found and found["steps"] else standard(severity)


def _keep(minutes: int, steps: list[dict[str, Any]], severity: str) -> int:
    """Below "high" nobody is called more often than a step would wait."""
    if rank(severity) >= Severity.HIGH.rank or not steps:
        return minutes
    return max(minutes, steps[-1]["wait"])


def level_of(page: Page) -> Severity:
    return Severity(page.severity)
