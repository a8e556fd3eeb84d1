"""Prepared words as a person approved them in peacetime: rows, without the way there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from playbooks import texts
from playbooks.models import PlaybookVersion, TextApproval

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand, User


def approve_all(brand: Brand, by: User, days: int = 180) -> None:
    """Every text in force of a brand, in both languages."""
    versions = PlaybookVersion.objects.in_force().filter(playbook__brand=brand)
    TextApproval.objects.bulk_create(
        approval(version, template.key, language, by, days=days)
        for version in versions
        for template in version.plan.templates
        for language in texts.LANGUAGES
    )


def approval(
    version: PlaybookVersion,
    key: str,
    language: str,
    by: User,
    *,
    days: float = 180,
    given_at: datetime | None = None,
) -> TextApproval:
    """One approval, not saved; `days` from now until it runs out."""
    template = next(t for t in version.plan.templates if t.key == key)
    until = now() + timedelta(days=days)
    given = given_at or min(now(), until - timedelta(days=1))
    return TextApproval(
        playbook_id=version.playbook_id,
        key=key,
        language=language,
        digest=texts.digest(template, language),
        version=version,
        given_by=by,
        given_at=given,
        expires_at=until,
        remind_at=texts.next_reminder(until, given),
    )
