"""The requester sees what happened; buttons do what they say (complaint of others: he cannot)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from outbox import relay
from teams import paging
from teams.models import Page, PageAct
from tests.teams.paging.conftest import called, later


@pytest.fixture
def going(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    return page()


def shown(browser, page) -> str:
    return browser.get(reverse("teams:page", args=[page.pk])).content.decode()


def test_the_requester_sees_who_was_called_how_and_what_comes_next(
    clock, going, lan, minh, client_of, mailoutbox
):
    browser = client_of(lan)
    assert "E-mail: đang gửi" in shown(browser, going)

    relay.deliver_due()
    text = shown(browser, going)

    assert minh.name in text
    assert "E-mail: đã gửi" in text
    assert "Mọi người đang trực, Trưởng ban truyền thông" in text, "the next step"
    assert text.count("data-clock") >= 1


def test_the_requester_sees_who_answered_and_what_was_not_sent_any_more(
    clock, going, lan, phuong, client_of
):
    paging.answer(going, phuong)
    relay.deliver_due()

    text = shown(client_of(lan), going)

    assert f"{phuong.name} đã nhận" in text
    assert "không gửi: đã có người nhận trước đó" in text
    assert "Tôi nhận" not in text


def test_the_buttons_do_what_they_say(clock, going, minh, lan, client_of):
    browser = client_of(minh)
    browser.post(reverse("teams:page_put_off", args=[going.pk]), {"minutes": "10"})
    browser.post(reverse("teams:page_pass", args=[going.pk]), {"person": lan.pk})
    browser.post(reverse("teams:page_cannot", args=[going.pk]))
    answer = browser.post(
        reverse("teams:page_answer", args=[going.pk]), {"back": "/incidents/INC-1/"}
    )

    assert answer["Location"] == "/incidents/INC-1/"
    assert list(going.events.values_list("act", flat=True)) == [
        PageAct.STARTED,
        PageAct.PUT_OFF,
        PageAct.PASSED_ON,
        PageAct.CANNOT,
        PageAct.ANSWERED,
    ]


def test_the_way_back_leads_nowhere_else(clock, going, minh, client_of):
    answer = client_of(minh).post(
        reverse("teams:page_answer", args=[going.pk]), {"back": "https://elsewhere.example/"}
    )
    assert answer["Location"] == reverse("teams:page", args=[going.pk])


@pytest.mark.parametrize("form", [{}, {"person": "999999"}])
def test_passing_it_on_to_nobody_comes_back_with_the_reason(clock, going, minh, client_of, form):
    answer = client_of(minh).post(reverse("teams:page_pass", args=[going.pk]), form)
    assert answer.status_code == 422


def test_a_second_answer_says_who_was_first(clock, going, minh, phuong, client_of):
    paging.answer(going, phuong)
    answer = client_of(minh).post(reverse("teams:page_answer", args=[going.pk]))
    assert answer.status_code == 409
    assert phuong.name in answer.content.decode()


def test_a_manager_stops_it_for_everybody(clock, going, phuong, client_of):
    client_of(phuong).post(reverse("teams:page_stop", args=[going.pk]))
    assert Page.objects.get().end_reason == "by_hand"
    later(clock, 60)
    assert len(called(going)) == 1


def test_nobody_is_called_and_the_list_says_how_it_begins(clock, brand, minh, client_of):
    text = client_of(minh).get(reverse("teams:pages")).content.decode()
    assert "Chưa gọi trực ai." in text
