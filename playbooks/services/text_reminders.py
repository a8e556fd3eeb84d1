"""Telling people that approved words run out: 30, 14 and 3 days before, and on the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.sweeping import each
from playbooks import texts
from playbooks.models import TextApproval
from teams.models import Brand, Role
from teams.notify import tell
from teams.roles import APPROVING, people

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

#: A letter names so many texts; the list of the desk has them all.
MOST_NAMED = 10


def sweep() -> int:
    """Tell of every approval whose moment has come; once each, however often this runs."""
    due = TextApproval.objects.current().filter(remind_at__lte=now())
    brands = Brand.objects.filter(pk__in=due.values("playbook__brand"))
    return each(brands.order_by("pk"), _remind)


@transaction.atomic
def _remind(brand: Brand) -> int:
    """One letter for each approver and each distance, whatever the number of texts."""
    moment = now()
    due = TextApproval.objects.current().filter(playbook__brand=brand, remind_at__lte=moment)
    # Another sweep has the others in hand.
    rows = due.select_for_update(of=("self",), skip_locked=True)
    groups: dict[tuple[int, int], list[TextApproval]] = defaultdict(list)
    for row in rows.select_related("playbook", "version", "given_by").order_by("id"):
        groups[row.given_by_id, _stage(row, moment)].append(row)
        row.remind_at = texts.next_reminder(row.expires_at, moment)
        row.save(update_fields=["remind_at"])
    signing = {person.pk: person for person in people(brand, APPROVING)}
    admins = list(people(brand, {Role.ADMIN}))
    for (giver, stage), found in groups.items():
        # Whoever left is asked nothing: the admins find another.
        whom = [signing[giver], *admins] if giver in signing else admins
        _tell(brand, whom, stage, found)
    return len(groups)


def _stage(row: TextApproval, moment: datetime) -> int:
    """The nearest distance that has come; a desk that slept through others does not repeat them."""
    left = row.expires_at - moment
    return min(days for days in texts.STAGES if left <= timedelta(days=days))


def _tell(brand: Brand, whom: list[User], stage: int, rows: list[TextApproval]) -> None:
    first = rows[0]
    tell(
        whom,
        "playbooks.texts_run_out",
        key=f"texts_run_out:{brand.pk}:{first.given_by_id}:{stage}:{first.pk}",
        url=f"{reverse('texts:library')}?state=renew",
        of_brand=brand.pk,
        brand=brand.short_name or brand.name,
        approver=first.given_by.name,
        days=stage,
        count=len(rows),
        more=max(0, len(rows) - MOST_NAMED),
        until=iso(min(row.expires_at for row in rows)),
        names=[_name(row) for row in rows[:MOST_NAMED]],
    )


def _name(row: TextApproval) -> dict[str, str]:
    found = next((t.name for t in row.version.plan.templates if t.key == row.key), None)
    book = row.playbook
    return {
        "vi": f"{book.code} {found.vi if found else row.key} ({row.language.upper()})",
        "en": f"{book.code} {found.en if found else row.key} ({row.language.upper()})",
    }
