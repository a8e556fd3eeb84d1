"""Whose hands were in prepared words: of the version that brought them, and of its proposals."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from django.db.models import Q

from playbooks import texts
from playbooks.enums import FIXED, Part
from playbooks.models import PlaybookVersion, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable


#: A language and what is said in it.
Words = tuple[str, str]


def of(version: PlaybookVersion, key: str, language: str) -> frozenset[int]:
    """Who wrote, last edited, submitted or proposed the words of a text in one language."""
    return by_place([version]).get((version.playbook_id, key, language), frozenset())


def by_place(versions: Iterable[PlaybookVersion]) -> dict[texts.Place, frozenset[int]]:
    """The same for every text of versions in force or on their way there, in two queries."""
    current = {version.playbook_id: version for version in versions}
    read = Q(state__in=FIXED) | Q(pk__in=[version.pk for version in current.values()])
    past = PlaybookVersion.objects.filter(read, playbook__in=current).order_by("-number")
    lines: dict[int, list[PlaybookVersion]] = {}
    for row in past:
        if row.number <= current[row.playbook_id].number:
            lines.setdefault(row.playbook_id, []).append(row)
    proposed = _proposers(current)
    found = {}
    for playbook_id, version in current.items():
        line = [_Words(row) for row in lines.get(playbook_id) or [version]]
        for template in version.plan.templates:
            for language in texts.LANGUAGES:
                words = (language, getattr(template.text, language))
                found[playbook_id, template.key, language] = _people(line, words, proposed)
    return found


def first(wanted: Iterable[Words]) -> dict[Words, frozenset[int]]:
    """The hands of the version with which words first entered force, in whichever brand.

    A copied playbook is its copier's, and its words are still their writer's.
    """
    wanted = set(wanted)
    asked = Q(pk=None)
    for language, text in wanted:
        asked |= Q(content__templates__contains=[{language: text}])
    found: dict[Words, frozenset[int]] = {}
    fixed = PlaybookVersion.objects.filter(asked, state__in=FIXED)
    for version in fixed.order_by("published_at", "pk").prefetch_related("proposals"):
        line = [_Words(version)]
        proposed: dict[tuple[int, str], set[int]] = {}
        for row in version.proposals.all():
            if row.part == Part.TEMPLATES:
                proposed.setdefault((version.pk, row.key), set()).add(row.by_id)
        for words in wanted & set(line[0].keys):
            found.setdefault(words, _people(line, words, proposed))
    return found


class _Words:
    """One version and under which identifiers it has which words."""

    def __init__(self, version: PlaybookVersion) -> None:
        self.version = version
        self.keys: dict[Words, list[str]] = {}
        for template in version.plan.templates:
            for language in texts.LANGUAGES:
                words = (language, getattr(template.text, language))
                self.keys.setdefault(words, []).append(template.key)


def _people(
    line: list[_Words], words: Words, proposed: dict[tuple[int, str], set[int]]
) -> frozenset[int]:
    """The hands of every version with which the words came in, whatever they were called there.

    Words may leave and come back, change their kind or their identifier: they stay the words of
    whoever wrote them.
    """
    people: set[int | None] = set()
    for row, before in zip_longest(line, line[1:]):
        if words in row.keys and not (before and words in before.keys):
            version = row.version
            people |= {version.author_id, version.edited_by_id, version.published_by_id}
            for key in row.keys[words]:
                people |= proposed.get((version.pk, key), set())
    return frozenset(people - {None})  # type: ignore[arg-type]


def _proposers(playbooks: Iterable[int]) -> dict[tuple[int, str], set[int]]:
    rows = Proposal.objects.in_force().filter(playbook__in=list(playbooks), part=Part.TEMPLATES)
    found: dict[tuple[int, str], set[int]] = {}
    for version_id, key, by in rows.values_list("version_id", "key", "by_id"):
        found.setdefault((version_id, key), set()).add(by)
    return found
