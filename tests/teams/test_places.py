"""A person's places are what the ordinary question finds, in one question put together once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from teams import places
from teams.models import Brand, Membership, Role, Title, User

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def told(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_each_place_with_its_brand_and_whether_others_are_in_it(
    brand: Brand, other_brand: Brand, phuong: User, lead: User
) -> None:
    left = Brand.objects.create(slug="cu", name="Cũ")
    Membership.objects.create(user=phuong, brand=other_brand, role=Role.ADMIN, title=Title.CEO)
    Membership.objects.create(user=phuong, brand=left, role=Role.ADMIN, is_active=False)
    Membership.objects.create(user=lead, brand=other_brand, role=Role.ADMIN, is_active=False)

    found = places.of(phuong.pk)

    wanted = {row.brand_id: row for row in places.question(phuong.pk)}
    assert found.keys() == wanted.keys() == {brand.pk, other_brand.pk}
    for key, row in found.items():
        assert (told(row), told(row.brand)) == (told(wanted[key]), told(wanted[key].brand))
        assert row.has_others is wanted[key].has_others
    assert [found[brand.pk].has_others, found[other_brand.pk].has_others] == [True, False]


def test_a_place_that_was_read_can_be_changed_like_any_other(phuong: User) -> None:
    (row,) = places.of(phuong.pk).values()
    row.role = Role.VIEWER
    row.save()

    assert Membership.objects.get(user=phuong).role == Role.VIEWER


def test_no_column_wants_more_than_the_database_gives() -> None:
    """Such a column would have to be made into a value of ours first."""
    columns = [*Membership._meta.concrete_fields, *Brand._meta.concrete_fields]

    assert [field for field in columns if field.get_db_converters(connection)] == []


def test_it_is_one_question_for_any_number_of_places(
    brand: Brand, other_brand: Brand, make_person: Callable[..., User], phuong: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    with django_assert_num_queries(1):
        assert len(places.of(phuong.pk)) == 1
    for name in ("ba", "bon"):
        Membership.objects.create(
            user=phuong, brand=Brand.objects.create(slug=name, name=name), role=Role.MEMBER
        )

    with django_assert_num_queries(1):
        assert len(places.of(phuong.pk)) == 3
