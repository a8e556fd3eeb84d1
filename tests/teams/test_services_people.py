"""Places in a brand: given, changed and ended by admins only."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.errors import Blocked, Forbidden
from outbox.models import OutboxMessage
from teams import services, tokens
from teams.models import Membership, Role, Title, User


def place(user, brand) -> Membership:
    return Membership.objects.get(user=user, brand=brand)


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_an_invited_person_has_a_place_and_a_letter_without_the_link(brand, admin_person):
    membership = services.invite(
        brand,
        "Ha@Example.com ",
        "Nguyễn Thu Hà",
        Role.MANAGER,
        Title.COMMS_HEAD,
        actor=admin_person,
    )

    letter = OutboxMessage.objects.get()
    assert membership.user.email == "ha@example.com"
    assert not membership.user.has_usable_password()
    assert (letter.topic, letter.address) == ("teams.invitation", "ha@example.com")
    assert letter.facts == {
        "person": membership.user.pk,
        "brand": "Sao Mai",
        "invited_by": "Bùi Thanh An",
    }


@pytest.mark.parametrize("who", ["phuong", "manager", "minh", "khoa", "nghia", "lan", "vy", "bot"])
def test_only_an_admin_of_the_brand_manages_people(request, brand, who, make_person):
    actor = request.getfixturevalue(who)
    row = place(make_person("Hà"), brand)

    for act in (
        lambda: services.invite(brand, "x@example.com", "X", Role.MEMBER, actor=actor),
        lambda: services.invite_again(row, actor=actor),
        lambda: services.change_role(row, Role.VIEWER, actor=actor),
        lambda: services.deactivate(row, actor=actor),
        lambda: services.readmit(row, actor=actor),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_admin_of_another_brand_is_a_stranger(brand, other_brand, make_person):
    theirs = make_person("Hà", Role.ADMIN, of=other_brand)

    with pytest.raises(Forbidden):
        services.invite(brand, "x@example.com", "X", Role.MEMBER, actor=theirs)


def test_someone_who_has_a_place_is_not_invited_twice(brand, admin_person, minh):
    with pytest.raises(ValidationError) as caught:
        services.invite(brand, minh.email.upper(), "Minh", Role.MEMBER, actor=admin_person)

    assert list(caught.value.error_dict) == ["email"]
    assert not OutboxMessage.objects.exists()


def test_a_person_of_another_brand_keeps_their_account(brand, admin_person, vy):
    membership = services.invite(brand, vy.email, "Another Name", Role.VIEWER, actor=admin_person)

    assert membership.user == vy
    assert User.objects.get(pk=vy.pk).name == "Đặng Tường Vy"


@pytest.mark.parametrize(
    ("role", "title"),
    [(Role.MEMBER, Title.COMMS_HEAD), (Role.MANAGER, Title.CEO), ("king", ""), (Role.MEMBER, "x")],
)
def test_a_title_goes_with_its_role(brand, admin_person, minh, role, title):
    with pytest.raises(ValidationError):
        services.change_role(place(minh, brand), role, title, actor=admin_person)


def test_an_address_that_is_none_is_refused_at_its_field(brand, admin_person):
    with pytest.raises(ValidationError) as caught:
        services.invite(brand, "not an address", "X", Role.MEMBER, actor=admin_person)

    assert list(caught.value.error_dict) == ["email"]


def test_the_last_admin_stays_admin(brand, admin_person, make_person):
    with pytest.raises(Blocked) as caught:
        services.change_role(place(admin_person, brand), Role.MEMBER, actor=admin_person)
    assert codes(caught) == ["last_admin"]

    second = make_person("Hà", Role.ADMIN)
    changed = services.change_role(place(admin_person, brand), Role.MEMBER, actor=second)
    assert changed.role == Role.MEMBER


def test_nobody_ends_their_own_place(brand, admin_person, make_person):
    make_person("Hà", Role.ADMIN)

    with pytest.raises(Blocked) as caught:
        services.deactivate(place(admin_person, brand), actor=admin_person)

    assert codes(caught) == ["oneself"]


def test_the_last_place_takes_sign_in_tokens_and_shifts_along(
    brand, admin_person, minh, client_of, shift_of
):
    tokens.make(minh, name="x", scopes=["read"])
    now_on, later = shift_of(minh, -1, 1), shift_of(minh, 5, 6)
    browser = client_of(minh)

    services.deactivate(place(minh, brand), actor=admin_person)

    minh.refresh_from_db()
    now_on.refresh_from_db()
    assert not minh.is_active
    assert not minh.api_tokens.exists()
    assert now_on.ends_at < later.starts_at
    assert list(minh.shifts.all()) == [now_on]
    assert browser.get("/people/").status_code == 302


def test_someone_with_another_brand_can_still_sign_in(brand, admin_person, vy):
    row = services.invite(brand, vy.email, "Vy", Role.VIEWER, actor=admin_person)

    services.deactivate(row, actor=admin_person)

    vy.refresh_from_db()
    assert vy.is_active
    assert vy.memberships.filter(is_active=True).count() == 1


def test_a_readmitted_person_needs_a_new_password(brand, admin_person, minh):
    minh.set_password("an old password of mine")
    minh.save()
    row = services.deactivate(place(minh, brand), actor=admin_person)

    services.readmit(row, actor=admin_person)

    minh.refresh_from_db()
    assert minh.is_active
    assert not minh.has_usable_password()
    assert OutboxMessage.objects.get().topic == "teams.invitation"


def test_who_has_a_place_is_not_readmitted(brand, admin_person, minh):
    with pytest.raises(Blocked):
        services.readmit(place(minh, brand), actor=admin_person)


def test_the_desk_s_own_address_is_nobody_s(brand, admin_person, bot):
    with pytest.raises(ValidationError):
        services.invite(brand, bot.email, "X", Role.MEMBER, actor=admin_person)


def test_who_has_signed_in_needs_no_second_invitation(brand, admin_person, minh, client_of):
    client_of(minh)

    with pytest.raises(Blocked):
        services.invite_again(place(minh, brand), actor=admin_person)


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_remove_each_other_at_once(brand, admin_person, make_person):
    second = make_person("Hà", Role.ADMIN)
    results = []

    def end(row, actor):
        try:
            services.deactivate(row, actor=actor)
            results.append("done")
        except (Blocked, Forbidden):
            results.append("refused")
        finally:
            connection.close()

    pairs = [(place(second, brand), admin_person), (place(admin_person, brand), second)]
    both = [threading.Thread(target=end, args=pair) for pair in pairs]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(results) == ["done", "refused"]
    assert Membership.objects.filter(brand=brand, role=Role.ADMIN, is_active=True).count() == 1
