"""A brand that has every shipped plan."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playbooks import selectors
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import new_draft, save_draft, seed, submit
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


@pytest.fixture
def draft(rumour: Playbook, admin_person) -> PlaybookVersion:
    """The admin's draft of version 2, still like version 1."""
    return new_draft(rumour, actor=admin_person, note="Shorter summary")


@pytest.fixture
def changed(draft: PlaybookVersion, admin_person) -> PlaybookVersion:
    """The draft with another summary."""
    content = {**draft.content, "summary": {"vi": "Ngắn hơn.", "en": "Shorter."}}
    return save_draft(draft, content, actor=admin_person)


@pytest.fixture
def submitted(changed: PlaybookVersion, admin_person) -> PlaybookVersion:
    return submit(changed, actor=admin_person)


@pytest.fixture
def own_queries():
    """Asserts how many queries touch this room's tables; the frame's own are not its matter."""

    @contextmanager
    def check(expected: int):
        with CaptureQueriesContext(connection) as seen:
            yield
        mine = [query["sql"] for query in seen if '"playbooks_' in query["sql"]]
        assert len(mine) == expected, mine
        assert len(seen) < expected + 12

    return check
