"""Answering from the message: opening changes nothing, a press does, and only for this page."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from outbox import relay
from outbox.models import OutboxMessage
from teams import paging
from teams.models import Membership, Page
from teams.paging import links


@pytest.fixture
def going(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    return page()


@pytest.fixture
def address(going, minh) -> str:
    return f"/page/{links.token(going.pk, minh.pk)}/"


def test_the_letter_carries_the_link_and_the_outbox_never_holds_it(going, mailoutbox):
    stored = json.dumps(OutboxMessage.objects.get().facts)
    relay.deliver_due()

    (letter,) = mailoutbox
    link = re.search(r"https?://\S+(/page/\S+/)", letter.body)
    assert link is not None
    assert link[1] not in stored and "/page/" not in stored
    assert Client().get(link[1]).status_code == 200


def test_a_mail_scanner_that_opens_the_link_answers_nothing(going, address):
    for _time in range(3):
        page = Client().get(address)
    assert page.status_code == 200
    assert going.words in page.content.decode()
    assert Page.objects.get().is_going


def test_the_press_answers_without_signing_in(going, address, minh):
    page = Client().post(address)

    assert minh.name in page.content.decode()
    answered = Page.objects.get()
    assert (answered.state, answered.ended_by) == ("answered", minh)


def test_after_the_end_the_link_says_who_answered_and_does_nothing(going, address, minh, phuong):
    paging.answer(going, phuong)

    page = Client().post(address)

    assert page.status_code == 200
    assert phuong.name in page.content.decode()
    assert Page.objects.get().ended_by == phuong


@pytest.mark.parametrize("spoil", [lambda a: a[:-3] + "x/", lambda _a: "/page/abc/"])
def test_a_changed_link_is_void(going, address, spoil):
    assert Client().post(spoil(address)).status_code == 404
    assert Page.objects.get().is_going


def test_a_link_for_somebody_who_was_not_called_is_void(going, phuong):
    assert Client().post(f"/page/{links.token(going.pk, phuong.pk)}/").status_code == 404


def test_an_old_link_is_void(clock, going, address):
    clock.shift(links.LASTS + timedelta(minutes=1))
    assert Client().get(address).status_code == 404


def test_the_link_of_somebody_who_left_is_refused(going, address, minh):
    Membership.objects.filter(user=minh).update(is_active=False)
    assert Client().get(address).status_code == 403
    assert Client().post(address).status_code == 403
    assert Page.objects.get().is_going


def test_too_many_presses_from_one_address_have_to_wait(going, address):
    answers = {Client().get("/page/abc/").status_code for _try in range(61)}
    assert answers == {404, 429}


def test_nothing_of_the_case_stands_on_the_page_but_the_words(going, address):
    page = Client().get(address).content.decode()
    assert "INC-1" not in page
    assert "INC-1" not in Client().post(address).content.decode()


def test_who_is_woken_reads_how_grave_it_is_and_since_when(going, address):
    page = Client().get(address).content.decode()
    assert "Khẩn cấp" in page and going.brand.name in page
    assert f"{timezone.localtime(going.started_at):%H:%M}" in page
