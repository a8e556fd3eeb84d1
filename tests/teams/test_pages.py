"""The people page and one's own settings."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from outbox.models import OutboxMessage, OutboxState
from teams.models import ApiToken, DutyShift, Membership, Role

PASSWORD = "mười hai chữ cái dài"


def text(answer) -> str:
    return answer.content.decode()


def place(user, brand) -> Membership:
    return Membership.objects.get(user=user, brand=brand)


def local(hour) -> str:
    return f"2030-05-01T{hour:02}:00"


def test_everybody_of_the_brand_sees_its_people_and_only_those(brand, khoa, minh, vy, client_of):
    page = text(client_of(khoa).get("/people/"))

    assert minh.name in page
    assert vy.name not in page
    assert "/people/invite/" not in page


def test_a_visitor_is_sent_to_the_door(db):
    assert Client().get("/people/")["Location"] == "/account/login/?next=/people/"


def test_who_has_no_place_is_told_so(brand, minh, client_of):
    browser = client_of(minh)
    Membership.objects.update(is_active=False)

    assert browser.get("/people/").status_code == 403


@pytest.mark.parametrize("chosen", ["", "x", "²", "9" * 25, "9" * 5000])
def test_a_brand_that_cannot_be_is_not_found(brand, minh, client_of, chosen):
    answer = client_of(minh).post(reverse("teams:switch_brand"), {"brand": chosen})

    assert answer.status_code == 404


def test_an_admin_invites_on_the_page(brand, admin_person, client_of):
    browser = client_of(admin_person)
    form = {"email": "ha@example.com", "name": "Hà", "role": "member", "title": ""}

    assert browser.post("/people/invite/", form).status_code == 302
    assert "ha@example.com" in text(browser.get("/people/"))
    assert OutboxMessage.objects.get().address == "ha@example.com"


def test_a_wrong_invitation_comes_back_with_its_reason(brand, admin_person, client_of):
    form = {"email": "ha@example.com", "name": "Hà", "role": "member", "title": "ceo"}

    answer = client_of(admin_person).post("/people/invite/", form)

    assert answer.status_code == 422
    assert "Lãnh đạo phê duyệt" in text(answer)
    assert 'value="ha@example.com"' in text(answer)


def test_an_admin_changes_a_role(brand, admin_person, minh, client_of):
    path = f"/people/{place(minh, brand).pk}/"
    browser = client_of(admin_person)

    assert browser.get(path).status_code == 200
    assert browser.post(path, {"role": "manager", "title": "comms_head"}).status_code == 302
    assert place(minh, brand).title == "comms_head"


def test_the_last_admin_is_kept_with_a_reason(brand, admin_person, client_of):
    path = f"/people/{place(admin_person, brand).pk}/"

    answer = client_of(admin_person).post(path, {"role": "viewer", "title": ""})

    assert answer.status_code == 409
    assert "ít nhất một quản trị viên" in text(answer)


def test_places_are_ended_and_given_back(brand, admin_person, minh, client_of):
    browser, pk = client_of(admin_person), place(minh, brand).pk

    browser.post(f"/people/{pk}/deactivate/")
    assert "Đã rời" in text(browser.get("/people/"))
    browser.post(f"/people/{pk}/readmit/")

    assert place(minh, brand).is_active


@pytest.mark.parametrize("what", ["", "invite/", "deactivate/", "readmit/"])
@pytest.mark.parametrize(("who", "status"), [("manager", 403), ("khoa", 403), ("vy", 404)])
def test_others_may_not(request, brand, minh, client_of, what, who, status):
    browser = client_of(request.getfixturevalue(who))

    answer = browser.post(
        f"/people/{place(minh, brand).pk}/{what}", {"role": "viewer", "title": ""}
    )

    assert answer.status_code == status
    assert place(minh, brand).role == Role.MEMBER


def test_a_manager_plans_the_rota_in_their_own_zone(brand, manager, minh, client_of):
    browser = client_of(manager)
    manager.time_zone = "Europe/Berlin"
    manager.save()

    browser.post(
        "/people/shifts/add/", {"user": minh.pk, "starts_at": local(8), "ends_at": local(16)}
    )

    shift = DutyShift.objects.get()
    assert shift.starts_at.isoformat() == "2030-05-01T06:00:00+00:00"
    browser.post(f"/people/shifts/{shift.pk}/remove/")
    assert not DutyShift.objects.exists()


def test_a_shift_that_ends_before_it_starts_comes_back(brand, manager, minh, client_of):
    answer = client_of(manager).post(
        "/people/shifts/add/", {"user": minh.pk, "starts_at": local(16), "ends_at": local(8)}
    )

    assert answer.status_code == 422
    assert "phải kết thúc sau" in text(answer)


def test_strangers_and_members_do_not_plan(brand, minh, vy, shift_of, client_of):
    shift = shift_of(minh, 1, 2)

    assert client_of(vy).post(f"/people/shifts/{shift.pk}/remove/").status_code == 404
    assert client_of(minh).post(f"/people/shifts/{shift.pk}/remove/").status_code == 403


def test_an_admin_decides_about_stuck_letters_of_their_brand(
    brand, admin_person, minh, vy, client_of
):
    def stuck(key, person):
        return OutboxMessage.objects.create(
            key=key, topic="teams.invitation", channel="email", address=person.email,
            state=OutboxState.PARKED, planned_at="2026-01-01T00:00Z",
            available_at="2026-01-01T00:00Z", last_error="550 no such mailbox",
        )  # fmt: skip

    ours, dropped, theirs = stuck("a", minh), stuck("b", minh), stuck("c", vy)
    browser = client_of(admin_person)

    page = text(browser.get("/people/"))
    browser.post(f"/people/letters/{ours.pk}/again/")
    browser.post(f"/people/letters/{dropped.pk}/drop/")
    foreign = browser.post(f"/people/letters/{theirs.pk}/again/")

    states = list(OutboxMessage.objects.order_by("key").values_list("state", flat=True))
    assert page.count("550 no such mailbox") == 2
    assert states == ["waiting", "dropped", "parked"]
    assert foreign.status_code == 404


def test_my_settings_change_me(minh, client_of):
    browser = client_of(minh)
    form = {"name": "Đỗ Minh", "phone": "0901", "language": "en", "time_zone": "Asia/Tokyo"}

    assert browser.get("/people/settings/").status_code == 200
    assert browser.post("/people/settings/", form).status_code == 302
    minh.refresh_from_db()
    assert (minh.name, minh.language, minh.time_zone) == ("Đỗ Minh", "en", "Asia/Tokyo")
    assert "My settings" in text(browser.get("/people/settings/"))


@pytest.mark.parametrize(("field", "value"), [("time_zone", "Mars/Base"), ("language", "xx")])
def test_unknown_settings_come_back(minh, client_of, field, value):
    form = {"name": "M", "phone": "", "language": "vi", "time_zone": "Asia/Tokyo", field: value}

    assert client_of(minh).post("/people/settings/", form).status_code == 422


def test_a_token_asks_for_the_password_again_and_is_shown_once(minh):
    minh.set_password(PASSWORD)
    minh.save()
    browser = Client()
    browser.force_login(minh, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"name": "công cụ", "scopes": ["read"], "days": "30"}

    asked = browser.get("/people/settings/tokens/new/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    shown = browser.post("/people/settings/tokens/new/", form)

    token = re.search(r'<code id="token">([^<]+)</code>', text(shown))[1]
    assert shown.status_code == 201
    assert "no-store" in shown["Cache-Control"]
    assert token not in text(browser.get("/people/settings/"))
    row = ApiToken.objects.get()
    browser.post(f"/people/settings/tokens/{row.pk}/revoke/")
    assert not ApiToken.objects.exists()


def test_nobody_revokes_another_s_token(minh, nghia, client_of, api_of):
    api_of(minh)

    answer = client_of(nghia).post(f"/people/settings/tokens/{ApiToken.objects.get().pk}/revoke/")

    assert answer.status_code == 404


def test_an_admin_changes_the_brand(brand, admin_person, manager, client_of):
    form = {"name": "Sao Mai Mới", "short_name": "", "hotline": "1900 1234", "quiet_minutes": "30"}

    assert client_of(manager).get("/people/brand/").status_code == 403
    assert client_of(manager).post("/people/brand/", form).status_code == 403
    assert client_of(admin_person).get("/people/brand/").status_code == 200
    assert client_of(admin_person).post("/people/brand/", form).status_code == 302
    brand.refresh_from_db()
    assert (brand.name, brand.quiet_minutes, brand.slug) == ("Sao Mai Mới", 30, "sao-mai")


def test_one_works_for_one_brand_at_a_time(brand, other_brand, minh, client_of):
    Membership.objects.create(user=minh, brand=other_brand, role=Role.VIEWER)
    browser = client_of(minh)

    assert browser.post("/people/brand/switch/", {"brand": brand.pk}).status_code == 302
    assert '<p class="lede">Sao Mai</p>' in text(browser.get("/people/"))
    assert browser.post("/people/brand/switch/", {"brand": "x"}).status_code == 404


def test_a_brand_of_others_cannot_be_chosen(brand, other_brand, minh, client_of):
    answer = client_of(minh).post("/people/brand/switch/", {"brand": other_brand.pk})

    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_page_costs_the_same_whatever_its_length(
    brand, admin_person, make_person, shift_of, client_of, django_assert_num_queries, count
):
    for number in range(count):
        person = make_person(f"Hà {number}")
        shift_of(person, number, number + 1)
    browser = client_of(admin_person)
    browser.get("/people/")

    with django_assert_num_queries(13):
        browser.get("/people/")


def test_a_hostile_name_stays_a_name(brand, admin_person, make_person, client_of):
    make_person("<script>alert(1)</script>")

    assert "<script>alert" not in text(client_of(admin_person).get("/people/"))
