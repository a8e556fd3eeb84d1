"""The form without an account, what it says later, and the page of those who work with it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from monitoring.models import StaffReport
from monitoring.services import signals, staff_keeping
from monitoring.staff import limits
from tests.monitoring.staff.conftest import SECRET, picture

ONCE = "0123456789abcdef01234567"


def address(door) -> str:
    return reverse("staff-form", args=[door.token])


def test_a_link_is_enough_and_brings_a_reference(door):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(address(door), {"once": ONCE, "url": "https://voz.example/t/1"})

    report = StaffReport.objects.get()
    assert answer.status_code == 303
    assert report.reference in answer["Location"]
    page = browser.get(answer["Location"])
    assert report.reference in page.content.decode()


def test_the_pages_set_no_cookie_and_stay_out_of_search_engines(door, tell):
    report = tell("a")
    for path in (address(door), reverse("staff-state", args=[report.reference]),
                 reverse("staff-look-up")):  # fmt: skip
        answer = Client().get(path)
        assert (answer.status_code, answer.cookies) == (200, {})
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "<script" not in answer.content.decode()


def test_it_speaks_both_languages(door):
    assert "Báo lại điều bạn thấy" in Client().get(address(door)).content.decode()
    assert "Report what you saw" in Client().get(address(door) + "?lang=en").content.decode()


def test_nothing_filled_in_is_shown_again_with_the_reason(door):
    answer = Client().post(address(door) + "?lang=en", {"once": ONCE})

    assert answer.status_code == 422
    assert "Say in a few words what you saw" in answer.content.decode()


def test_a_program_that_fills_in_everything_is_refused(door):
    answer = Client().post(
        address(door), {"once": ONCE, "text": "mua hàng", "website": "https://spam.example"}
    )

    assert answer.status_code == 422
    assert not StaffReport.objects.exists()


def test_another_site_s_page_cannot_send_it(door):
    answer = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(
        address(door), {"once": ONCE, "text": "a"}
    )

    assert (answer.status_code, StaffReport.objects.count()) == (403, 0)


def test_a_closed_or_renewed_address_leads_nowhere(door, admin_person):
    old = address(door)
    fresh = staff_keeping.renew_door(door, actor=admin_person)
    assert Client().get(old).status_code == 404

    staff_keeping.close_door(fresh, actor=admin_person)
    assert Client().get(address(fresh)).status_code == 404


def test_one_network_gets_so_many_and_another_is_not_held_up(door, monkeypatch):
    monkeypatch.setattr(limits, "PER_NETWORK", 2)

    def send(number, host):
        data = {"once": f"{number:024x}", "text": f"chuyện {number}"}
        return Client(REMOTE_ADDR=host).post(address(door), data).status_code

    assert [send(n, f"10.0.0.{n}") for n in range(3)] == [303, 303, 429]
    assert send(9, "10.0.9.1") == 303


def test_references_cannot_be_guessed_at_speed(db, monkeypatch):
    monkeypatch.setattr(limits, "LOOKS_PER_NETWORK", 2)

    codes = [Client().get(reverse("staff-state", args=["BC-AAAAAAA"])).status_code
             for _time in range(3)]  # fmt: skip

    assert codes == [404, 404, 429]


def test_the_state_tells_nothing_but_the_state(tell, minh):
    report = tell("Chuyện kín", url="https://voz.example/t/1", name="Bà Tư", contact="0903")
    signals.open_case(report.signal, actor=minh, title="Tên vụ việc")

    text = Client().get(reverse("staff-state", args=[report.reference])).content.decode()

    assert "Đã thành vụ việc" in text
    for secret in ("Chuyện kín", "voz.example", "Bà Tư", "0903", "Tên vụ việc", "INC-"):
        assert secret not in text


def test_a_typed_reference_leads_to_its_page(tell):
    report = tell("a")
    asked = {"reference": f" {report.reference.lower()} "}

    answer = Client().get(reverse("staff-look-up"), asked, follow=True)

    assert report.reference in answer.content.decode()


def test_the_picture_is_taken_without_what_the_phone_wrote_into_it(door, client_of, minh):
    file = SimpleUploadedFile("../../x.php", picture(), "text/html")
    Client().post(address(door), {"once": ONCE, "text": "a", "picture": file})
    report = StaffReport.objects.get()

    answer = client_of(minh).get(reverse("monitoring:staff-picture", args=[report.pk]))

    body = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/jpeg"
    assert SECRET.encode() not in body


def test_a_picture_that_is_none_is_refused_with_words(door):
    file = SimpleUploadedFile("a.jpg", b"MZ\x90 virus", "image/jpeg")

    answer = Client().post(address(door) + "?lang=en", {"once": ONCE, "text": "a", "picture": file})

    assert answer.status_code == 422
    assert "no JPEG, PNG or WebP picture" in answer.content.decode()


def test_comms_see_who_reported_what_and_who_was_thanked(tell, client_of, minh, door):
    report = tell("Sữa có giòi", name="Bà Tư", contact="0903 111 222")

    text = client_of(minh).get(reverse("monitoring:staff")).content.decode()

    assert report.reference in text
    assert "Bà Tư" in text
    assert address(door) in text


def test_a_signal_shows_the_reports_behind_it(tell, client_of, minh, khoa):
    report = tell("Sữa có giòi", name="Bà Tư", contact="0903 111 222")
    path = report.signal.get_absolute_url()

    inside, viewer = (client_of(who).get(path).content.decode() for who in (minh, khoa))

    assert report.reference in inside
    assert report.reference not in viewer
    assert "Bà Tư" not in inside + viewer


def test_an_empty_desk_says_what_to_do(client_of, admin_person, minh):
    text = client_of(admin_person).get(reverse("monitoring:staff")).content.decode()
    assert reverse("monitoring:staff-door", args=["open"]) in text

    assert reverse("monitoring:staff-door", args=["open"]) not in client_of(minh).get(
        reverse("monitoring:staff")
    ).content.decode()  # fmt: skip


def test_the_poster_carries_a_code_of_the_address(door, client_of, minh):
    browser = client_of(minh)

    page = browser.get(reverse("monitoring:staff-poster")).content.decode()
    code = browser.get(reverse("monitoring:staff-code"))

    assert address(door) in page
    assert code["Content-Type"] == "image/svg+xml"
    # As many dark modules as a code of this address has, made independently of the page.
    assert re.search(rb"<svg[^>]+>", code.content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    tell, client_of, minh, count, django_assert_num_queries, door
):
    for number in range(count):
        report = tell(f"chuyện {number}")
        signals.open_case(report.signal, actor=minh, title=f"Vụ {number}")
    browser = client_of(minh)

    with django_assert_num_queries(10):
        assert browser.get(reverse("monitoring:staff")).status_code == 200


def test_those_who_work_find_a_notice(tell, client_of, minh):
    tell("Sữa có giòi")

    page = client_of(minh).get(reverse("desk:notices")).content.decode()

    assert "Sữa có giòi" in page
