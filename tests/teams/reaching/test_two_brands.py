"""A person of two brands, reached by the connection of one: the other's words stay its own."""

from __future__ import annotations

import pytest

from outbox.models import OutboxMessage
from teams import paging
from teams.models import Membership, Role
from teams.reaching import methods


@pytest.fixture
def both(minh, other_brand):
    """Minh works for the other brand too."""
    Membership.objects.create(user=minh, brand=other_brand, role=Role.MEMBER)
    return minh


@pytest.fixture
def bot_of_one(open_service, connect, way_of, both):
    service = open_service("telegram")
    service.way = way_of(both, "telegram", service.address, account=connect(service))
    return service


def page_of(brand, person, **more):
    return paging.one_step(
        brand, [person], subject="INC-9", url="/incidents/INC-9/", severity="critical",
        key=f"page:{brand.pk}", words="Sữa của bên kia", **more,
    )  # fmt: skip


def test_a_page_of_the_other_brand_wakes_without_a_word_of_it(
    bot_of_one, both, other_brand, deliver
):
    page_of(other_brand, both)
    deliver()

    text = bot_of_one.text(bot_of_one.took[0])
    assert "Cần bạn ngay" in text
    assert text.endswith("/notices/")
    for secret in ("Sữa", "INC-9", "/page/", other_brand.name):
        assert secret not in text


def test_a_page_of_its_own_brand_is_told_whole(bot_of_one, both, brand, deliver):
    page_of(brand, both)
    deliver()

    text = bot_of_one.text(bot_of_one.took[0])
    assert "Sữa của bên kia" in text
    assert "/page/" in text


def test_a_drill_of_the_other_brand_still_says_that_it_is_one(
    bot_of_one, both, other_brand, deliver
):
    page_of(other_brand, both, is_drill=True, players=[both])
    deliver()

    assert bot_of_one.text(bot_of_one.took[0]).startswith("[DIỄN TẬP]")


def test_what_does_not_say_whose_it_is_stays_unsaid_for_a_person_of_two_brands(
    bot_of_one, both, deliver
):
    from teams.notify import tell

    tell([both], "teams.outbox_late", key="x", count=3, minutes=9)
    deliver()
    assert "3 thư" not in bot_of_one.text(bot_of_one.took[0])

    both.memberships.exclude(brand=bot_of_one.way.account.brand).delete()
    tell([both], "teams.outbox_late", key="y", count=3, minutes=9)
    deliver()
    assert "3 thư" in bot_of_one.text(bot_of_one.took[1])


def test_a_test_message_is_about_the_way_itself(bot_of_one, deliver):
    row = methods.test(bot_of_one.way)
    deliver()

    assert "Có việc" not in bot_of_one.text(bot_of_one.took[0])
    assert OutboxMessage.objects.get(pk=row.pk).state == "sent"


def test_a_number_is_called_by_the_gateway_of_the_brand_that_it_is_about(
    open_service, connect, way_of, both, brand, other_brand, deliver
):
    mine, theirs = open_service("sms_gateway"), open_service("sms_gateway")
    way_of(both, "sms", mine.address, account=connect(mine))
    connect(theirs, of=other_brand)

    page_of(other_brand, both)
    deliver()

    assert mine.took == []
    assert "/page/" in theirs.text(theirs.took[0])
