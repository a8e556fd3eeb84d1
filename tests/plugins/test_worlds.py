"""A world that a module shares: each test finds it as it was built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from teams.models import Brand, Membership, Role, User
from tests import worlds
from tests.conftest import person

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    with worlds.standing(django_db_blocker):
        brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
        yield worlds.kept(brand=brand, lead=person(brand, "Ngô Hải Yến", Role.MEMBER))


brand, lead = map(worlds.again, ("brand", "lead"))


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_does_to_it_is_taken_back(brand: Brand, lead: User, time: str) -> None:
    assert (brand.name, Membership.objects.filter(user=lead).count()) == ("Sao Mai", 1)
    assert not User.objects.filter(email="khach@saomai.example").exists()

    Membership.objects.filter(user=lead).delete()
    Brand.objects.update(name="Khác")
    User.objects.create_user("khach@saomai.example", name="Khách")
    brand.name = "Trong trí nhớ"

    assert User.objects.count() == 2


def test_who_has_real_transactions_cannot_share_one(request: pytest.FixtureRequest) -> None:
    assert worlds.can_stand(request)
    mark = pytest.mark.django_db(transaction=True)
    with pytest.MonkeyPatch.context() as patch:
        for marks in (mark, [mark, pytest.mark.browser]):
            patch.setattr(request.module, "pytestmark", marks)
            assert not worlds.can_stand(request)
