"""A case under way, lists of stakeholders, and a draft."""

from __future__ import annotations

import pytest

from desk.situation.gathering import drafted
from incidents.models import SituationReport
from incidents.services import situation
from playbooks.models import Stakeholder, StakeholderList
from tests.statements.conftest import (  # noqa: F401 -- fixtures are found by name
    approve_by,
    approved,
    case,
    draft_of,
    make_case,
    make_fact,
    plan,
    post_office,
    published,
    waived,
)


@pytest.fixture
def board(brand):
    """A list: `board("a@ban.example", "b@ban.example")`."""

    def make(*addresses, name="Hội đồng quản trị", language="vi", of=brand):
        row = StakeholderList.objects.create(brand=of, name=name)
        for address in addresses:
            person, _made = Stakeholder.objects.get_or_create(
                brand=of, email=address, defaults={"name": f"Bà {address}", "language": language}
            )
            person.lists.add(row)
        return row

    return make


@pytest.fixture
def write(minh):
    """A draft of the case with these words: `write(case, text_vi="…")`."""

    def make(case, **words) -> SituationReport:  # noqa: F811
        report = situation.draft(case, drafted(case), actor=minh)
        if words:
            report = situation.save(report, actor=minh, edition=report.edition, **words)
        return report

    return make


@pytest.fixture
def send(lead):
    """Send a draft: `send(report, lists=[…])`, by the lead unless told otherwise."""

    def go(report, *, by=lead, **who) -> SituationReport:
        return situation.send(report, actor=by, edition=report.edition, **who)

    return go
