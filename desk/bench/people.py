"""The few rows that every benchmark starts from."""

from __future__ import annotations

from teams.models import Brand, Membership, Role, Title, User


def brand_with_manager() -> tuple[Brand, User]:
    """A brand with five heads of communications, so that four are told of what one does."""
    brand = Brand.objects.create(slug="bench", name="Bench", quiet_minutes=0)
    person = User.objects.create_user("bench@crisisdesk.invalid", name="Bench")
    Membership.objects.create(user=person, brand=brand, role=Role.MANAGER, title=Title.COMMS_HEAD)
    for number in range(4):
        other = User.objects.create_user(
            f"bench{number}@crisisdesk.invalid", name=f"Bench {number}"
        )
        Membership.objects.create(
            user=other, brand=brand, role=Role.MANAGER, title=Title.COMMS_HEAD
        )
    return brand, person
