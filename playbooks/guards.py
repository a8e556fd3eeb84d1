"""What a version must have before it may move on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Refusal
from playbooks import schema
from playbooks.enums import VersionState

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion


def incomplete(version: PlaybookVersion) -> list[Refusal]:
    """Every place that still lacks something."""
    try:
        schema.clean(version.content, complete=True)
    except ValidationError as error:
        return [Refusal("incomplete", sentence) for sentence in schema.sentences(error)]
    return []


def has_note(version: PlaybookVersion) -> bool:
    return bool(version.note.strip())


def differs(version: PlaybookVersion) -> bool:
    """Whether anything changed since the version in force.

    One that nobody has looked over may come back as it is: that two people read it is the change.
    """
    current = version.playbook.versions.filter(state=VersionState.PUBLISHED).first()
    return current is None or current.is_unread or current.content != version.content
