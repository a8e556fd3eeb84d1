"""What people can do: roles they fill, skills, languages, and who steps in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.text import nfc, one_line
from teams.models import CrewCard, Membership
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User

MOST_SKILLS = 20


@transaction.atomic
def save_card(
    membership: Membership,
    *,
    actor: User,
    roles: Iterable[str],
    skills: Iterable[str],
    languages: Iterable[str],
    backup: User | None,
) -> CrewCard:
    """Write down what a person can do; they themselves may, and whoever plans duty."""
    if not may_change(actor, membership):
        raise Forbidden
    row = CrewCard.objects.select_for_update().filter(membership=membership).first()
    row = row or CrewCard(membership=membership)
    row.roles, row.languages = list(roles), list(languages)
    row.skills = clean_skills(skills)
    row.backup = _colleague(membership, backup)
    row.full_clean()
    row.save()
    return row


def may_change(actor: User, membership: Membership) -> bool:
    """Whether this is one's own card, or one plans the brand's duty."""
    own = actor.pk == membership.user_id and membership.is_active
    return own or may(actor, "teams.manage_duty", membership.brand)


def clean_skills(skills: Iterable[str]) -> list[str]:
    """Free tags, each once whatever its case."""
    found: dict[str, str] = {}
    for skill in skills:
        if words := one_line(nfc(skill), 40).strip():
            found.setdefault(words.casefold(), words)
    if len(found) > MOST_SKILLS:
        raise ValidationError({"skills": _("At most 20 skills.")})
    return list(found.values())


def _colleague(membership: Membership, backup: User | None) -> User | None:
    if backup is None:
        return None
    if backup.pk == membership.user_id:
        raise ValidationError({"backup": _("Choose another person.")})
    if not people(membership.brand_id).filter(pk=backup.pk).exists():
        raise ValidationError({"backup": _("This person does not belong to the brand.")})
    return backup
