"""Prepared words of the demo as a year leaves them: some approved, some about to run out, some not.

The words that the tour itself uses stay unapproved, so that its text goes the full way.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from playbooks import texts
from playbooks.enums import TextEnd
from playbooks.models import PlaybookVersion, TextApproval
from teams.models import Role
from teams.roles import people

if TYPE_CHECKING:
    from teams.models import Brand, User

#: Type, languages, whose word, days until it runs out.
GIVEN = (
    ("viral_complaint", ("vi", "en"), Role.MANAGER, 132),
    ("rumour_fake_news", ("vi", "en"), Role.LEGAL, 151),
    ("service_outage", ("vi",), Role.MANAGER, 96),
    ("impersonation", ("vi", "en"), Role.MANAGER, 11),
    ("data_breach", ("vi", "en"), Role.LEGAL, 2),
    ("deepfake", ("vi", "en"), Role.LEGAL, -6),
)
REVOKED = ("impersonation", "care", "en")
REASON = "Số đường dây nóng trong bản tiếng Anh đã đổi"


def seed_texts(brand: Brand) -> int:
    """Peacetime approvals of the demo brand; nothing if there are any."""
    if TextApproval.objects.filter(playbook__brand=brand).exists():
        return 0
    versions = PlaybookVersion.objects.in_force().filter(playbook__brand=brand)
    by_slug = {version.playbook.slug: version for version in versions.select_related("playbook")}
    rows = [
        row
        for slug, languages, role, days in GIVEN
        for row in _rows(by_slug[slug], languages, people(brand, {role})[0], days)
    ]
    TextApproval.objects.bulk_create(rows)
    slug, key, language = REVOKED
    revoked = TextApproval.objects.filter(playbook__slug=slug, playbook__brand=brand)
    revoked.filter(key=key, language=language).update(
        ended_at=now(),
        ended_by=people(brand, {Role.ADMIN})[0],
        ended_why=TextEnd.REVOKED,
        reason=REASON,
        remind_at=None,
    )
    return len(rows)


def _rows(
    version: PlaybookVersion, languages: tuple[str, ...], by: User, days: int
) -> list[TextApproval]:
    until = now() + timedelta(days=days)
    return [
        TextApproval(
            playbook_id=version.playbook_id,
            key=template.key,
            language=language,
            digest=texts.digest(template, language),
            version=version,
            given_by=by,
            given_at=until - texts.USUAL,
            expires_at=until,
            remind_at=texts.next_reminder(until, now()),
        )
        for template in version.plan.templates
        for language in languages
    ]
