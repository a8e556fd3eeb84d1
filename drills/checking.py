"""What is wrong with a story, and what is only worth a thought; errors keep a drill from starting."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole
from drills import schema, story
from playbooks.models import Playbook
from teams.models import CrewCard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drills.models import Inject, Scenario

#: From here on players think that the drill is over.
SILENCE = 30


@dataclass(frozen=True)
class Remark:
    """One sentence; `inject` where it is about one piece."""

    words: str
    inject: Inject | None = None


@dataclass(frozen=True)
class Found:
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def check(scenario: Scenario, injects: list[Inject]) -> Found:
    """Of the whole scenario as it stands."""
    errors, doubts = [], []
    for place, words in schema.errors(story.document(scenario, injects)):
        found = errors if schema.stops(place) else doubts
        found.append(_placed(place, words, injects))
    return Found(errors, [*doubts, *_warnings(scenario, injects)])


def _placed(place: str, words: str, injects: list[Inject]) -> Remark:
    """A place of the file as the piece it names."""
    part, _bracket, rest = place.partition("[")
    if part != "injects":
        return Remark(_("Branches: %(problem)s") % {"problem": words})
    return Remark(words, injects[int(rest.partition("]")[0])])


def _warnings(scenario: Scenario, injects: list[Inject]) -> Iterator[Remark]:
    if not injects:
        yield Remark(_("Nothing happens yet: add the first inject."))
        return
    if injects[0].at_minute > 0:
        yield Remark(_("Nothing happens at the start: the players wait."), injects[0])
    yield from _silences(scenario, injects)
    yield from _branches(scenario, injects)
    yield from _nobody(scenario, injects)
    for inject in injects:
        if not (inject.content_en and inject.expected_en and inject.persona_en):
            yield Remark(_("has no English, or not all of it"), inject)
    if scenario.kind and not Playbook.objects.filter(brand=scenario.brand_id, slug=scenario.kind).exists():  # fmt: skip
        yield Remark(_("The brand has no playbook of the type that is rehearsed."))


def _silences(scenario: Scenario, injects: list[Inject]) -> Iterator[Remark]:
    """On each way that the story may go: the main line with one branch, or alone without any."""
    ways = {row["key"] for row in scenario.branches} or {""}
    silent = set()
    for way in ways:
        minutes = [inject.at_minute for inject in injects if inject.branch in ("", way)]
        minutes.append(scenario.minutes)
        silent |= {(begin, end) for begin, end in pairwise(minutes) if end - begin > SILENCE}
    for begin, end in sorted(silent):
        span = {"begin": begin, "end": end}
        yield Remark(_("Nothing happens from T+%(begin)d to T+%(end)d.") % span)


def _branches(scenario: Scenario, injects: list[Inject]) -> Iterator[Remark]:
    for branch in scenario.branches:
        name = {"branch": scenario.branch_name(branch["key"])}
        own = [inject for inject in injects if inject.branch == branch["key"]]
        if not own:
            yield Remark(_("The branch “%(branch)s” has no inject.") % name)
        for inject in own:
            if inject.at_minute < branch["at"]:
                yield Remark(_("comes before its branch is chosen"), inject)


def _nobody(scenario: Scenario, injects: list[Inject]) -> Iterator[Remark]:
    """Roles that an inject is meant for and that nobody of the brand can take."""
    cards = CrewCard.objects.filter(
        membership__brand=scenario.brand_id,
        membership__is_active=True,
        membership__user__is_active=True,
    )
    filled = {role for roles in cards.values_list("roles", flat=True) for role in roles}
    asked: dict[str, Any] = {inject.player: inject for inject in reversed(injects)}
    empty = [str(role.label) for role in IncidentRole if role in asked.keys() - filled]
    if empty:
        roles = {"roles": ", ".join(empty)}
        yield Remark(_("Nobody of the brand is down for these roles: %(roles)s.") % roles)
