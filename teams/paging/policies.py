"""Escalation policies: written by managers and admins, checked before they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Severity
from teams.models import EscalationPolicy, PolicyStep, PolicyTarget, Role, TargetKind, Team, Title
from teams.models.escalation import VALUES
from teams.paging import freezing, reaching
from teams.roles import INSIDERS, people

if TYPE_CHECKING:
    from teams.models import Brand, User

MOST_STEPS = 9
#: The hour at which "tonight" is looked at.
SMALL_HOURS = time(3)


@dataclass(frozen=True)
class Reach:
    """Whom a step reaches now, and whom in the small hours of tonight."""

    targets: list[dict[str, Any]]
    now: list[User]
    tonight: list[User]

    @property
    def is_empty(self) -> bool:
        return not self.now or not self.tonight


def reach(brand: Brand, frozen: dict[str, Any]) -> list[Reach]:
    """Every step of a policy with the people it would call."""
    night = tonight(frozen["zone"])
    return [
        Reach(
            step["targets"],
            reaching.people_of(brand.pk, step["targets"]),
            reaching.people_of(brand.pk, step["targets"], night),
        )
        for step in frozen["steps"]
    ]


def tonight(zone: str) -> datetime:
    """The next small hours of a zone."""
    local = now().astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < SMALL_HOURS else local.date() + timedelta(days=1)
    return datetime.combine(day, SMALL_HOURS, ZoneInfo(zone))


@transaction.atomic
def save(
    brand: Brand,
    policy: EscalationPolicy | None,
    *,
    actor: User,
    steps: list[dict[str, Any]],
    **fields: Any,
) -> EscalationPolicy:
    """Write a policy with all its steps; pages that go already keep the one they froze.

    A step is `{"targets": [{"kind", "id" or "value"}], "critical": 5, "high": 10, …}`.
    """
    require(actor, "teams.manage_policies", brand)
    _check(brand, steps, fields)
    row = policy or EscalationPolicy(brand=brand)
    for name, value in fields.items():
        setattr(row, name, value)
    row.name = one_line(nfc(row.name), 80)
    others = EscalationPolicy.objects.select_for_update().filter(brand=brand).exclude(pk=row.pk)
    known = list(others)
    if not any(other.is_default for other in known):
        row.is_default = True
    elif row.is_default:
        others.update(is_default=False)
    row.full_clean()
    row.save()
    _write_steps(row, steps)
    return row


@transaction.atomic
def remove(policy: EscalationPolicy, *, actor: User) -> None:
    """Remove a policy that is not the default one."""
    require(actor, "teams.manage_policies", policy.brand)
    if policy.is_default:
        sentence = _("This policy is used unless another is chosen: make another one that first.")
        raise Blocked([Refusal("default_policy", sentence)])
    policy.delete()


@transaction.atomic
def adopt(brand: Brand, *, actor: User) -> EscalationPolicy:
    """Write the built-in policy down, so that it can be changed."""
    require(actor, "teams.manage_policies", brand)
    return seed(brand)


def seed(brand: Brand) -> EscalationPolicy:
    """The first policy of a brand; a brand that has one keeps it."""
    found = EscalationPolicy.objects.filter(brand=brand).order_by("-is_default", "pk").first()
    if found is not None:
        return found
    row = EscalationPolicy.objects.create(brand=brand, name=_("Default"), is_default=True)
    targets = [[dict(one) for one in step] for step in freezing.STANDARD]
    waits = {str(level): minutes for level, minutes in freezing.WAITS.items()}
    _write_steps(row, [{"targets": one, **waits} for one in targets])
    return row


def _write_steps(policy: EscalationPolicy, steps: list[dict[str, Any]]) -> None:
    policy.steps.all().delete()
    for position, step in enumerate(steps):
        row = PolicyStep(policy=policy, position=position)
        for level in Severity.values:
            setattr(row, f"{level}_minutes", step[level])
        row.full_clean(exclude=["policy"])
        row.save()
        PolicyTarget.objects.bulk_create([_target(row, one) for one in step["targets"]])


def _target(step: PolicyStep, target: dict[str, Any]) -> PolicyTarget:
    kind = target["kind"]
    return PolicyTarget(
        step=step,
        kind=kind,
        user_id=target["id"] if kind == TargetKind.PERSON else None,
        team_id=target["id"] if kind == TargetKind.TEAM else None,
        value=target.get("value", ""),
    )


def _check(brand: Brand, steps: list[dict[str, Any]], fields: dict[str, Any]) -> None:
    if bool(fields.get("quiet_from")) != bool(fields.get("quiet_until")):
        raise ValidationError({"quiet_until": _("Give both ends of the quiet hours, or none.")})
    if fields.get("quiet_from") and fields["quiet_from"] == fields["quiet_until"]:
        raise ValidationError(
            {"quiet_until": _("Quiet hours end at another time than they begin.")}
        )
    if "time_zone" in fields and fields["time_zone"] not in available_timezones():
        raise ValidationError({"time_zone": _("There is no such time zone.")})
    if not 1 <= len(steps) <= MOST_STEPS:
        sentence = _("A policy has between one and %(most)s steps, each with somebody to call.")
        raise ValidationError(sentence % {"most": MOST_STEPS})
    for number, step in enumerate(steps, 1):
        if not step["targets"] or not all(_known(brand, one) for one in step["targets"]):
            sentence = _("Step %(number)s names nobody whom this brand knows.")
            raise ValidationError(sentence % {"number": number})


def _known(brand: Brand, target: dict[str, Any]) -> bool:
    kind = target.get("kind")
    if kind == TargetKind.PERSON:
        return people(brand, INSIDERS).filter(pk=target.get("id")).exists()
    if kind == TargetKind.TEAM:
        return Team.objects.filter(brand=brand, pk=target.get("id")).exists()
    if kind in VALUES:
        return target.get("value") in _values(kind)
    return kind in (TargetKind.DUTY, TargetKind.ALL)


def _values(kind: str) -> list[str]:
    """What a target of this kind may name; who only looks is never called."""
    named = {TargetKind.ROLE: {Role.VIEWER}, TargetKind.TITLE: {Title.NONE}}
    return [value for value in VALUES[TargetKind(kind)].values if value not in named.get(kind, ())]


def choices(brand: Brand) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything a step may call, in groups, as the form offers it."""
    labels = {
        kind: {value: str(VALUES[TargetKind(kind)](value).label) for value in _values(kind)}
        for kind in VALUES
    }
    groups = [
        (_("Duty"), [("duty", str(TargetKind.DUTY.label))]),
        (_("On duty in a role"), _pairs("duty_role", labels[TargetKind.DUTY_ROLE])),
        (_("Roles and offices"), _pairs("role", labels[TargetKind.ROLE])),
        (_("Offices"), _pairs("title", labels[TargetKind.TITLE])),
        (_("Teams"), [(f"team:{team.pk}", team.name) for team in brand.teams.all()]),
        (_("People"), [(f"person:{user.pk}", user.name) for user in people(brand, INSIDERS)]),
        (_("All"), [("all", str(TargetKind.ALL.label))]),
    ]
    return [(label, rows) for label, rows in groups if rows]


def _pairs(kind: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(f"{kind}:{value}", label) for value, label in labels.items()]


def parsed(word: str) -> dict[str, Any]:
    """A choice of the form as a target."""
    kind, _colon, rest = word.partition(":")
    if kind in (TargetKind.PERSON, TargetKind.TEAM):
        return {"kind": kind, "id": int(rest)}
    return {"kind": kind, "value": rest} if rest else {"kind": kind}


def spelled(target: dict[str, Any]) -> str:
    """A target as a choice of the form."""
    rest = target.get("id", target.get("value", ""))
    return f"{target['kind']}:{rest}" if rest else target["kind"]
