"""A step of a plan as a row of a case: copied, so that a later version changes nothing here."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.text import one_line
from incidents.models import Incident, Task
from incidents.row_keys import row_key, section_key
from playbooks.models.plan import COMMON

if TYPE_CHECKING:
    from playbooks.content import Step
    from playbooks.models import PlaybookVersion

#: Longer words stand in versions that were published before plans were held to this.
LONGEST = 300
LINKS = ("statements", "questions", "clocks")


def task_of(incident: Incident, version: PlaybookVersion, step: Step, owner: int | None) -> Task:
    """The row, its deadline and state not yet settled."""
    when = step.when
    return Task(
        incident=incident,
        key=row_key(version, step.key, incident.round),
        title_vi=one_line(step.text.vi, LONGEST),
        title_en=one_line(step.text.en, LONGEST),
        critical=step.critical,
        role=step.role,
        owner_id=owner,
        moment=step.after,
        minutes=step.minutes,
        condition=row_key(version, when.question, incident.round) if when else "",
        condition_answer=when.answer if when else "",
        fields=[_field(field) for field in step.fields],
        links=_links(incident, version, step),
        round=incident.round,
        **_section(version, step),
    )


def _section(version: PlaybookVersion, step: Step) -> dict[str, Any]:
    """Its heading; those of the common first hour stand before those of the type."""
    found = [section for section in version.plan.sections if section.key == step.section]
    if not found:
        return {}
    place = version.plan.sections.index(found[0]) + 1
    later = 0 if version.playbook.slug == COMMON else 100
    return {
        "section": section_key(version, step.section),
        "section_vi": found[0].name.vi,
        "section_en": found[0].name.en,
        "section_place": later + place,
    }


def _field(field: Any) -> dict[str, Any]:
    found = asdict(field)
    return {**found, **found.pop("name")}


def _links(incident: Incident, version: PlaybookVersion, step: Step) -> dict[str, list[str]]:
    """Questions by the key of their row in the case, the others as the plan calls them."""
    keys = {name: list(getattr(step, name)) for name in LINKS}
    keys["questions"] = [row_key(version, key, incident.round) for key in keys["questions"]]
    return {name: found for name, found in keys.items() if found}
