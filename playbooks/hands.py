"""Whose hands were in prepared words: of the version that brought them, and of its proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbooks import texts
from playbooks.enums import FIXED, Part
from playbooks.models import PlaybookVersion, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable


def of(version: PlaybookVersion, key: str, language: str) -> frozenset[int]:
    """Who wrote, last edited, submitted or proposed the words of a text in one language."""
    return by_place([version]).get((version.playbook_id, key, language), frozenset())


def by_place(versions: Iterable[PlaybookVersion]) -> dict[texts.Place, frozenset[int]]:
    """The same for every text of versions in force, in two queries."""
    current = {version.playbook_id: version for version in versions}
    past = PlaybookVersion.objects.filter(playbook__in=current, state__in=FIXED).order_by("-number")
    lines: dict[int, list[PlaybookVersion]] = {}
    for row in past:
        if row.number <= current[row.playbook_id].number:
            lines.setdefault(row.playbook_id, []).append(row)
    proposed = _proposers(current)
    found = {}
    for playbook_id, version in current.items():
        for template in version.plan.templates:
            for language in texts.LANGUAGES:
                bearer = _brought(lines.get(playbook_id) or [version], template.key, language)
                people = {bearer.author_id, bearer.edited_by_id, bearer.published_by_id}
                people |= proposed.get((bearer.pk, template.key), set())
                found[playbook_id, template.key, language] = frozenset(people - {None})
    return found


def _brought(line: list[PlaybookVersion], key: str, language: str) -> PlaybookVersion:
    """The version with which the words came in: back from the newest while they are the same."""
    bearer = line[0]
    words = _digest(bearer, key, language)
    for version in line[1:]:
        if _digest(version, key, language) != words:
            break
        bearer = version
    return bearer


def _digest(version: PlaybookVersion, key: str, language: str) -> str:
    template = next((t for t in version.plan.templates if t.key == key), None)
    return texts.digest(template, language) if template else ""


def _proposers(playbooks: Iterable[int]) -> dict[tuple[int, str], set[int]]:
    rows = Proposal.objects.in_force().filter(playbook__in=list(playbooks), part=Part.TEMPLATES)
    found: dict[tuple[int, str], set[int]] = {}
    for version_id, key, by in rows.values_list("version_id", "key", "by_id"):
        found.setdefault((version_id, key), set()).add(by)
    return found
