"""Sign-in by e-mail, by invitation only; letters go through the outbox."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from crisisdesk.kernel.clock import now
from outbox import mail
from outbox.models import OutboxMessage
from teams import services
from teams.models import Role, User

PASSWORD = "mười hai chữ cái dài"


@pytest.fixture
def with_password(minh):
    minh.set_password(PASSWORD)
    minh.save()
    return minh


def sign_in(email, password=PASSWORD, client=None):
    return (client or Client()).post("/account/login/", {"login": email, "password": password})


def link_in(letter) -> str:
    return re.search(r"http://localhost:8000(/account/\S+)", mail.compose(letter).body)[1]


def test_a_person_signs_in_by_e_mail_whatever_its_case(with_password):
    answer = sign_in(with_password.email.upper())

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_and_an_unknown_address_sound_the_same(with_password):
    wrong = sign_in(with_password.email, "not this one at all")
    unknown = sign_in("nobody@saomai.example")

    sentence = "E-mail hoặc mật khẩu không đúng."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_many_wrong_passwords_are_slowed_down(with_password):
    client = Client()
    for _attempt in range(5):
        sign_in(with_password.email, "wrong", client)

    answer = sign_in(with_password.email, client=client)

    assert answer.status_code == 200
    assert "Thử quá nhiều lần" in answer.content.decode()


def test_nobody_signs_up_by_themselves(db):
    answer = Client().post(
        "/account/signup/", {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "Nobody signs up" in answer.content.decode() or "tự đăng ký" in answer.content.decode()
    assert not User.objects.filter(email="x@example.com").exists()


def test_the_automation_never_signs_in(bot):
    assert sign_in(bot.email, "!").status_code == 200


def test_a_deactivated_person_is_shown_the_door(brand, admin_person, with_password):
    services.deactivate(with_password.memberships.get(), actor=admin_person)

    assert sign_in(with_password.email).get("Location") != "/"


def test_an_invited_person_chooses_a_password_and_is_in(brand, admin_person):
    row = services.invite(brand, "ha@example.com", "Hà", Role.MEMBER, actor=admin_person)
    link = link_in(OutboxMessage.objects.get())
    browser = Client()

    form = browser.get(link, follow=True)
    answer = browser.post(
        form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert answer["Location"] == "/"
    assert int(browser.session["_auth_user_id"]) == row.user_id


def test_the_link_works_once(brand, admin_person):
    services.invite(brand, "ha@example.com", "Hà", Role.MEMBER, actor=admin_person)
    link = link_in(OutboxMessage.objects.get())
    browser = Client()
    form = browser.get(link, follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    again = Client().get(link, follow=True)

    assert 'name="password1"' not in again.content.decode()


def test_the_link_ends_after_three_days(brand, admin_person, time_machine):
    services.invite(brand, "ha@example.com", "Hà", Role.MEMBER, actor=admin_person)
    link = link_in(OutboxMessage.objects.get())

    # Naive local clocks inside the library: stay clear of the border by a day.
    time_machine.move_to(now() + timedelta(days=4))

    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()


def test_a_forgotten_password_is_replaced_by_letter(with_password):
    answer = Client().post("/account/password/reset/", {"email": with_password.email})

    letter = OutboxMessage.objects.get()
    assert answer["Location"] == "/account/password/reset/done/"
    assert (letter.topic, letter.address) == ("teams.password_reset", with_password.email)
    assert link_in(letter).startswith("/account/password/reset/key/")


def test_an_unknown_address_gets_the_same_answer_and_no_letter(db):
    answer = Client().post("/account/password/reset/", {"email": "nobody@saomai.example"})

    assert answer["Location"] == "/account/password/reset/done/"
    assert not OutboxMessage.objects.exists()


def test_a_weak_password_is_refused_with_advice(brand, admin_person):
    services.invite(brand, "ha@example.com", "Hà", Role.MEMBER, actor=admin_person)
    browser = Client()
    form = browser.get(link_in(OutboxMessage.objects.get()), follow=True)

    answer = browser.post(form.redirect_chain[-1][0], {"password1": "short", "password2": "short"})

    assert 'name="password1"' in answer.content.decode()
    assert not User.objects.get(email="ha@example.com").has_usable_password()


def test_the_demo_shows_its_accounts_and_a_real_desk_none(brand, make_person, settings):
    brand.is_demo = True
    brand.save()
    User.objects.filter(pk=make_person("Lead").pk).update(email="lead@demo.crisisdesk.test")

    assert "lead@demo.crisisdesk.test" not in Client().get("/account/login/").content.decode()
    settings.DEMO = True
    page = Client().get("/account/login/").content.decode()
    assert "lead@demo.crisisdesk.test" in page
    assert "crisisdesk-demo" in page


def test_the_language_of_a_signed_in_person_is_remembered(minh, client_of):
    browser = client_of(minh)

    answer = browser.post("/language/", {"language": "en", "next": "/people/"})

    minh.refresh_from_db()
    assert answer["Location"] == "/people/"
    assert minh.language == "en"
    assert 'lang="en"' in browser.get("/people/").content.decode()


def test_a_visitor_s_language_lives_in_a_cookie(db):
    browser = Client()

    browser.post("/language/", {"language": "en"})

    assert 'lang="en"' in browser.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "path", ["login", "logout", "password/reset", "password/reset/done", "inactive", "signup"]
)
def test_every_page_before_the_door_opens(db, path):
    assert Client().get(f"/account/{path}/", follow=True).status_code == 200


@pytest.mark.parametrize("path", ["password/change", "password/set", "reauthenticate", "logout"])
def test_every_page_behind_the_door_opens(with_password, path):
    browser = Client()
    sign_in(with_password.email, client=browser)

    assert browser.get(f"/account/{path}/", follow=True).status_code == 200
