"""Severity: five scores, overrides, one word (handbook B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Severity, rank
from incidents import ports
from incidents.enums import Axis, Override
from incidents.services import clocks
from incidents.services.common import work_on
from incidents.telling import executives, tell_team
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.models import Incident
    from teams.models import User

WHO_LOWERS = _("Only the incident lead may lower the severity.")

MODERATE_FROM, HIGH_FROM, CRITICAL_FROM = 4, 7, 10
WORST = 3


def level(scores: Mapping[str, int], overrides: Iterable[str] = ()) -> Severity:
    """The level of five scores of 0-3 each: 0-3 watch, 4-6 moderate, 7-9 high, 10-15 critical.

    Harm to people of 3 is critical whatever the total; an authority, mainstream press, a leak of
    personal data, minors or a death make it at least high. Source: handbook B3.
    """
    total = sum(scores[axis] for axis in Axis.values)
    steps = [MODERATE_FROM, HIGH_FROM, CRITICAL_FROM]
    found = list(Severity)[sum(total >= step for step in steps)]
    if scores[Axis.PEOPLE] == WORST:
        return Severity.CRITICAL
    if set(overrides) & set(Override.values) and found.rank < Severity.HIGH.rank:
        return Severity.HIGH
    return found


@transaction.atomic
def score(
    incident: Incident,
    *,
    actor: User,
    scores: Mapping[str, int],
    overrides: Iterable[str] = (),
    reason: str = "",
) -> Incident:
    """Score the five axes. Lowering the level is the lead's, with a reason."""
    require(actor, "incidents.score", incident)
    _check(scores, overrides)
    incident = work_on(incident)
    old = incident.severity
    new = level(scores, overrides)
    _ask_for_lowering(incident, actor, old, new, reason)
    for axis in Axis.values:
        setattr(incident, f"score_{axis}", scores[axis])
    incident.overrides = sorted(overrides)
    _set_level(incident, new)
    fields = [f"score_{axis}" for axis in Axis.values]
    incident.save(update_fields=[*fields, "overrides", "severity", "peak_severity"])
    record(
        incident,
        Verb.SEVERITY_SCORED,
        actor,
        words=reason,
        old_severity=old,
        severity=new,
        scores=dict(scores),
        overrides=incident.overrides,
    )
    _after_change(incident, old, actor)
    return incident


@transaction.atomic
def raise_to(incident: Incident, severity: str, *, actor: User, reason: str) -> Incident:
    """Anyone of the brand may raise the level, with a reason."""
    require(actor, "incidents.raise_severity", incident)
    incident = work_on(incident)
    old = incident.severity
    if old and rank(severity) <= rank(old):
        raise ValidationError({"severity": _("Choose a higher level than the present one.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the level rises.")})
    _set_level(incident, Severity(severity))
    incident.save(update_fields=["severity", "peak_severity"])
    record(incident, Verb.SEVERITY_RAISED, actor, words=reason, old_severity=old, severity=severity)
    _after_change(incident, old, actor)
    return incident


@transaction.atomic
def lower_to(incident: Incident, severity: str, *, actor: User, reason: str) -> Incident:
    """The lead may lower the level, with a reason; breaches stay."""
    incident = work_on(incident)
    old = incident.severity
    if not old or rank(severity) >= rank(old):
        raise ValidationError({"severity": _("Choose a lower level than the present one.")})
    _ask_for_lowering(incident, actor, old, Severity(severity), reason)
    _set_level(incident, Severity(severity))
    incident.save(update_fields=["severity", "peak_severity"])
    record(
        incident, Verb.SEVERITY_LOWERED, actor, words=reason, old_severity=old, severity=severity
    )
    _after_change(incident, old, actor)
    return incident


def _check(scores: Mapping[str, int], overrides: Iterable[str]) -> None:
    for axis in Axis.values:
        if scores.get(axis) not in range(WORST + 1):
            raise ValidationError({axis: _("Give a score from 0 to 3.")})
    if unknown := set(overrides) - set(Override.values):
        raise ValidationError({"overrides": sorted(unknown)})


def _ask_for_lowering(
    incident: Incident, actor: User, old: str | None, new: Severity, reason: str
) -> None:
    if old is None or new.rank >= rank(old):
        return
    require(actor, "incidents.lower_severity", incident, WHO_LOWERS)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the level falls.")})


def _set_level(incident: Incident, new: Severity) -> None:
    incident.severity = new
    if incident.peak_severity is None or new.rank > rank(incident.peak_severity):
        incident.peak_severity = new


def _after_change(incident: Incident, old: str | None, actor: User) -> None:
    if incident.severity == old:
        return
    clocks.recompute(incident)
    ports.announce("severity_changed", incident=incident, old=old, actor=actor)
    informs = incident.severity == Severity.CRITICAL or Override.MINORS_OR_DEATH in (
        incident.overrides
    )
    if informs:
        tell_team(
            incident,
            "incidents.severity_changed",
            executives(incident),
            key=f"severity:{incident.pk}:{incident.last_seq}",
            severity=incident.severity,
        )
