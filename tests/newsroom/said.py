"""A published holding text, once for all tests of a module: `shared = said.shared`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crisisdesk.kernel.clock import now
from incidents.models import Incident, RoleAssignment
from statements.models import Statement
from statements.services import briefs, drafting, publishing, review
from statements.services.drafting import Words
from teams.automation import automation
from teams.models import Brand, Role
from tests import worlds
from tests.conftest import person
from tests.statements.conftest import HOLDING, SCORES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teams.models import User

#: The rows of the world, each a fixture by `worlds.again`.
NAMES = ("brand", "minh", "manager", "lead", "case", "waived", "published")


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    with worlds.standing(django_db_blocker):
        brand = Brand.objects.create(
            slug="sao-mai", name="Sao Mai", short_name="Sao Mai", hotline="1900 0000",
            official_channel="facebook.com/saomai.example", press_contact="press@saomai.example",
            quiet_minutes=2,
        )  # fmt: skip
        minh = person(brand, "Đỗ Quang Minh", Role.MEMBER)
        manager = person(brand, "Hoàng Gia Bảo", Role.MANAGER)
        lead = person(brand, "Ngô Hải Yến", Role.MEMBER)
        case = responding(brand, lead)
        words = published_in(case, minh, manager, lead)
        yield worlds.kept(
            brand=brand, minh=minh, manager=manager, lead=lead,
            case=case, waived=case, published=words,
        )  # fmt: skip


def responding(brand: Brand, lead: User) -> Incident:
    """Beyond the numbers of other cases that a test may make."""
    case = Incident.objects.create(
        brand=brand, number=5000, title="Sữa có mùi lạ", status="responding", severity="moderate",
        peak_severity="moderate", detected_at=now(), response_began_at=now(), lead=lead,
        created_by=automation(), kind="product_safety", **{f"score_{axis}": 1 for axis in SCORES},
    )  # fmt: skip
    RoleAssignment.objects.create(incident=case, role="lead", user=lead)
    return case


def published_in(case: Incident, writer: User, signer: User, lead: User) -> Statement:
    """Signed by one person, for the internal brief is waived."""
    ahead = {"next_update_at": now() + timedelta(hours=2)}
    words = drafting.draft(
        case, actor=writer, kind="holding", words=Words(**HOLDING, settings=ahead)
    )
    review.submit(words, actor=writer)
    words = Statement.objects.get(pk=words.pk)
    review.view(words.version, signer)
    words = review.approve(words, actor=signer)
    briefs.waive(case, actor=lead, reason="ca đêm không còn ai")
    return publishing.publish(words, actor=writer)
