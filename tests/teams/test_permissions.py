"""Who manages people, brands, duty and webhooks (domain F5), role by role."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.rights import may
from teams.models import Role

ALLOWED = {
    "teams.see_people": set(Role),
    "teams.manage_people": {Role.ADMIN},
    "teams.manage_brand": {Role.ADMIN},
    "teams.manage_webhooks": {Role.ADMIN},
    "teams.manage_duty": {Role.ADMIN, Role.MANAGER},
}


@pytest.mark.parametrize("ability", ALLOWED)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_exactly_what_the_table_says(brand, other_brand, make_person, ability, role):
    person = make_person("Hà", role)

    assert may(person, ability, brand) is (role in ALLOWED[ability])
    assert not may(person, ability, other_brand)
    assert not may(person, ability, None)


def test_automation_manages_nothing(brand, bot):
    assert not any(may(bot, ability, brand) for ability in ALLOWED)


def test_who_left_manages_nothing(brand, admin_person):
    admin_person.memberships.update(is_active=False)

    assert not any(may(admin_person, ability, brand) for ability in ALLOWED)
