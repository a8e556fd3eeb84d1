"""The way of a version into force, and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Stale
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.text import nfc, one_line
from playbooks.models import Playbook, PlaybookVersion
from playbooks.selectors import readers_over
from playbooks.services import texts
from playbooks.services.proposals import settle
from teams.notify import tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


@transaction.atomic
def submit(version: PlaybookVersion, *, actor: User, note: str | None = None) -> PlaybookVersion:
    """Ask a second person to put a draft in force."""
    version = lock(version)
    if note is not None:
        version.note = one_line(nfc(note), 500)
    take(version.submit, actor, by=actor)
    version.save(update_fields=["state", "submitted_at", "published_by", "note"])
    _tell(readers_over(version), "playbooks.submitted", version, actor)
    return version


@transaction.atomic
def return_to_draft(version: PlaybookVersion, *, actor: User, reason: str) -> PlaybookVersion:
    """Send a submitted version back to its author, with the reason."""
    version = lock(version)
    take(version.return_to_draft, actor)
    version.revision += 1
    version.save(update_fields=["state", "submitted_at", "published_by", "revision"])
    hands = {version.author, version.edited_by} - {actor}
    _tell(hands, "playbooks.returned", version, actor, reason=one_line(nfc(reason), 500))
    return version


@transaction.atomic
def publish(
    version: PlaybookVersion, *, actor: User, revision: int | None = None
) -> PlaybookVersion:
    """Put a version in force with the word of a second person; its predecessor gives way."""
    playbook = lock(version.playbook)
    version = lock(version)
    if revision is not None and revision != version.revision:
        raise Stale(version.revision)
    before = playbook.versions.in_force().select_for_update().first()
    take(version.publish, actor, by=actor)
    if before is not None:
        take(before.give_way, actor)
        before.save(update_fields=["state"])
    version.save(update_fields=["state", "second_person", "published_at", "review_due_at"])
    _adopt(playbook, version)
    texts.take_over(version, before, actor=actor)
    hands = {version.author, version.edited_by, *settle(version, before)}
    _tell(hands, "playbooks.published", version, actor)
    return version


@transaction.atomic
def retire(version: PlaybookVersion, *, actor: User, reason: str = "") -> PlaybookVersion:
    """Take a plan out of force without a successor, with a reason; running cases keep it."""
    playbook = lock(version.playbook)
    version = lock(version)
    take(version.retire, actor)
    playbook.retired_why = one_line(nfc(reason), 500)
    if not playbook.retired_why:
        raise ValidationError({"reason": _("Say in a sentence why it goes.")})
    version.save(update_fields=["state"])
    playbook.retired_at, playbook.retired_by = now(), actor
    playbook.save(update_fields=["retired_at", "retired_by", "retired_why"])
    texts.retire(playbook, actor=actor)
    return version


def _adopt(playbook: Playbook, version: PlaybookVersion) -> None:
    """The library shows a playbook under the name it has in force."""
    playbook.code = version.content["code"]
    playbook.name_vi = version.content["name"]["vi"]
    playbook.name_en = version.content["name"]["en"]
    playbook.retired_at, playbook.retired_by, playbook.retired_why = None, None, ""
    playbook.save(
        update_fields=["code", "name_vi", "name_en", "retired_at", "retired_by", "retired_why"]
    )


def _tell(
    people: Iterable[User], topic: str, version: PlaybookVersion, actor: User, **facts: str
) -> None:
    tell(
        people,
        topic,
        key=f"{topic}:{version.pk}:{version.revision}",
        url=reverse("playbooks:version", args=[version.playbook.slug, version.number]),
        name_vi=version.playbook.name_vi,
        name_en=version.playbook.name_en,
        number=version.number,
        actor=actor.name,
        note=version.note,
        **facts,
    )
