"""Wishes of those who may not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks.models import Playbook, Suggestion
from teams.models import Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from teams.models import User

ANSWERED = Refusal("answered", _("Someone has already answered this suggestion."))


@transaction.atomic
def suggest_change(playbook: Playbook, text: str, *, actor: User) -> Suggestion:
    """Leave a wish for the admins."""
    require(actor, "playbooks.suggest", playbook)
    suggestion = Suggestion.objects.create(playbook=playbook, text=nfc(text), by=actor)
    admins = people(playbook.brand_id, {Role.ADMIN})
    _tell(admins, "playbooks.suggested", suggestion, actor, suggestion.text)
    return suggestion


@transaction.atomic
def answer(suggestion: Suggestion, text: str, *, actor: User) -> Suggestion:
    """Say what became of a wish."""
    require(actor, "playbooks.edit", suggestion)
    suggestion = lock(suggestion)
    if suggestion.answered_at is not None:
        raise Blocked([ANSWERED])
    suggestion.answer = nfc(text)
    suggestion.answered_by = actor
    suggestion.answered_at = now()
    suggestion.save(update_fields=["answer", "answered_by", "answered_at"])
    _tell([suggestion.by], "playbooks.answered", suggestion, actor, suggestion.answer)
    return suggestion


def _tell(whom: list[User], topic: str, suggestion: Suggestion, actor: User, words: str) -> None:
    playbook = suggestion.playbook
    tell(
        whom,
        topic,
        key=f"{topic}:{suggestion.pk}",
        url=reverse("playbooks:detail", args=[playbook.slug]),
        name_vi=playbook.name_vi,
        name_en=playbook.name_en,
        actor=actor.name,
        words=one_line(words, 300),
    )
