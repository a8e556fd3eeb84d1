"""A brand that has every shipped plan."""

from __future__ import annotations

import pytest

from playbooks import selectors
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services.seed import seed
from teams.models import Brand


@pytest.fixture
def seeded(brand: Brand) -> Brand:
    seed(brand)
    return brand


@pytest.fixture
def rumour(seeded: Brand) -> Playbook:
    return Playbook.objects.get(brand=seeded, slug="rumour_fake_news")


@pytest.fixture
def in_force(seeded: Brand) -> PlaybookVersion:
    return selectors.published(seeded).get(playbook__slug="rumour_fake_news")
