"""An empty desk opens once, to whoever holds the printed code."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from crisisdesk.kernel.errors import Blocked
from desk.firstday import setting_up
from teams.models import Brand, Membership, Role, User

WORDS = {
    "brand": "Sữa Sao Mai",
    "name": "Bùi Thanh An",
    "email": "An@SaoMai.example",
    "password": "bon-con-meo-ngoai-hien",
}


def door(code=None):
    return f"/setup/{code or setting_up.code()}/"


def printed(capsys, *options):
    call_command("setup_link", *options)
    return capsys.readouterr().out.strip()


@pytest.mark.django_db
def test_the_first_person_becomes_admin_and_lands_on_the_first_day():
    browser = Client()

    answer = browser.post(door(), WORDS)

    assert (answer.status_code, answer.url) == (302, "/first-day/")
    place = Membership.objects.get()
    assert (place.role, place.brand.slug) == (Role.ADMIN, "sua-sao-mai")
    assert (place.user.email, place.user.check_password(WORDS["password"])) == (
        "an@saomai.example",
        True,
    )
    assert browser.get("/first-day/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_desk_goes_on_in_the_language_of_the_page(language):
    Client(headers={"accept-language": language}).post(door(), WORDS)

    assert User.objects.get(is_automation=False).language == language


@pytest.mark.django_db
def test_the_code_works_once():
    Client().post(door(), WORDS)

    again = Client().post(door(), {**WORDS, "email": "ke-gian@example.com"})

    assert again.status_code == 404
    assert User.objects.filter(is_automation=False).count() == 1


@pytest.mark.django_db
def test_a_brand_with_a_long_name_gets_an_address_that_fits():
    name = "Công ty Cổ phần Thực phẩm Dinh dưỡng và Nước giải khát Quốc tế Sao Mai Việt Nam"

    assert Client().post(door(), {**WORDS, "brand": name}).status_code == 302

    brand = Brand.objects.get()
    assert (brand.name, brand.slug) == (name, "cong-ty-co-phan-thuc-pham-dinh-duong-va-nuoc-giai")


@pytest.mark.django_db
def test_a_wrong_code_opens_nothing():
    assert Client().get(door("0" * 32)).status_code == 404
    assert Client().post(door("0" * 32), WORDS).status_code == 404
    assert not User.objects.filter(is_automation=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"), [("password", "123"), ("email", "an"), ("brand", ""), ("name", "")]
)
def test_what_is_wrong_is_named_and_nobody_is_made(field, value):
    answer = Client().post(door(), {**WORDS, field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Brand.objects.exists()


@pytest.mark.django_db
def test_nobody_becomes_the_desk_s_own_hand(bot):
    answer = Client().post(door(), {**WORDS, "email": bot.email.upper()})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_the_command_prints_the_address_until_somebody_works_here(capsys, settings):
    settings.PUBLIC_URL = "https://ban-truc.example/"
    assert printed(capsys) == f"https://ban-truc.example{door()}"

    Client().post(door(), WORDS)

    assert printed(capsys) == ""
    assert json.loads(printed(capsys, "--json")) == {"link": None}


@pytest.mark.django_db
def test_another_installation_has_another_code(settings):
    ours = setting_up.code()
    settings.SECRET_KEY = "khoa-cua-noi-khac"

    assert setting_up.code() != ours


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_gets_the_desk():
    def press(number):
        try:
            setting_up.set_up(**{**WORDS, "email": f"an{number}@saomai.example"})
        except Blocked:
            return "late"
        finally:
            connections.close_all()
        return "first"

    with ThreadPoolExecutor(4) as many:
        outcomes = sorted(many.map(press, range(4)))

    assert outcomes == ["first", "late", "late", "late"]
    assert Membership.objects.count() == 1
