"""What pages and API ask about people, duty and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from outbox import mail
from outbox.models import Channel, OutboxMessage
from teams.models import Brand, DutyShift, Membership, Notice, Role
from teams.roles import brand_ids, memberships
from teams.rota import gaps

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User
    from teams.rota.gaps import Gap


def brands_visible_to(user: User) -> QuerySet[Brand]:
    return Brand.objects.filter(pk__in=brand_ids(user))


def members(brand: Brand) -> QuerySet[Membership]:
    """Everyone who has or had a place, those who left last."""
    rows = Membership.objects.filter(brand=brand, user__is_automation=False)
    return rows.select_related("user", "brand").order_by("-is_active", "user__name_key", "pk")


def shifts_ahead(brand: Brand) -> QuerySet[DutyShift]:
    """Shifts that have not ended yet."""
    return DutyShift.objects.filter(brand=brand, ends_at__gt=now()).select_related("user")


def next_gap(brand: Brand) -> Gap | None:
    """The first time within the horizon in which nobody is on general duty."""
    return next((gap for gap in gaps_ahead(brand) if gap.rota is None), None)


def gaps_ahead(brand: Brand) -> list[Gap]:
    """The first gap of each duty within the horizon, that of general duty first."""
    return gaps.coming(brand.pk)


def notices_of(user: User) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(user=user)


def words_of(notice: Notice) -> str:
    """A notice in one line, in the reader's language: the subject its letter has."""
    return mail.subject_of(notice.topic, {**notice.facts, "subject": notice.subject})


def administered(user: User) -> list[int]:
    """Brands that this person is an admin of."""
    return [row.brand_id for row in memberships(user).values() if row.role == Role.ADMIN]


def stuck_letters(user: User) -> QuerySet[OutboxMessage]:
    """Letters that wait for a person, to people of the brands this admin looks after."""
    colleagues = Membership.objects.filter(brand__in=administered(user))
    return OutboxMessage.objects.stuck().filter(
        channel=Channel.EMAIL, address__in=colleagues.values("user__email")
    )
