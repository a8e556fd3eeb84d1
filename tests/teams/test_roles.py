"""Roles are asked in one place."""

from __future__ import annotations

from django.utils.functional import SimpleLazyObject

from teams.models import Role, Title
from teams.roles import brand_ids, has_role, is_comms_head, people, role_in


def test_a_stranger_has_no_role(brand, vy):
    assert role_in(vy, brand.pk) is None
    assert not has_role(vy, brand.pk, Role)


def test_a_deactivated_person_has_no_role(brand, minh):
    minh.is_active = False

    assert role_in(minh, brand.pk) is None


def test_comms_head_is_a_title_of_a_manager_only(brand, phuong, manager, make_person):
    executive_with_the_title = make_person("Hà", Role.EXECUTIVE, Title.COMMS_HEAD)

    assert is_comms_head(phuong, brand.pk)
    assert not is_comms_head(manager, brand.pk)
    assert not is_comms_head(executive_with_the_title, brand.pk)


def test_people_with_a_title_are_found(brand, phuong, manager, vy):
    assert list(people(brand, [Role.MANAGER])) == [manager, phuong]
    assert list(people(brand, title=Title.COMMS_HEAD)) == [phuong]


def test_names_are_sorted_by_the_given_name(brand, make_person):
    later = make_person("Ân Văn Yên")
    first = make_person("Trần Đức Anh")
    second = make_person("Lê Thị Bích")

    assert list(people(brand)) == [first, second, later]


def test_roles_of_a_person_cost_one_query(brand, minh, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _button in range(50):
            role_in(minh, brand.pk)


def test_a_request_asks_once_for_the_places_of_its_person(minh, brand, django_assert_num_queries):
    """Pages know the person wrapped, permissions unwrapped."""
    wrapped = SimpleLazyObject(lambda: minh)
    with django_assert_num_queries(1):
        assert brand_ids(wrapped) == brand_ids(minh) == [brand.pk]
