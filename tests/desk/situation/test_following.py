"""A link for one person and one case: what was sent and the next times, and nothing live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from desk.situation import showing
from incidents.enums import ClockKind
from incidents.models import FollowLink, FollowOpening
from incidents.services import clocks, decisions, notes, situation, situation_links
from incidents.situation import links
from playbooks.models import Stakeholder

INNER = "chuyện bên trong 31"


@pytest.fixture
def partner(brand):
    return Stakeholder.objects.create(brand=brand, name="Bà Hoa", email="hoa@ban.example")


@pytest.fixture
def link(case, partner, lead):
    return situation_links.give(case, partner, actor=lead)


def opened(link, **more):
    return Client(**more).get(reverse("follow", args=[links.token_of(link)]))


def test_it_shows_sent_reports_state_and_the_next_word(link, published, write, send, board, lead):
    case = published.incident
    send(write(case, text_vi="# Tình hình\n- Đã dừng bán lô 12."), lists=[board("a@ban.example")])
    write(case, text_vi=f"nháp {INNER}")
    decisions.decide(case, actor=lead, text=f"quyết {INNER}", reason=INNER)
    notes.add(case, actor=lead, text=f"ghi {INNER}")

    answer = opened(link)

    text = answer.content.decode()
    assert "Đã dừng bán lô 12." in text
    assert "Bà Hoa" in text
    assert INNER not in text
    assert "hoa@ban.example" not in text


def test_a_title_that_was_changed_since_is_not_shown(link, case, write, send, board):
    old = case.title
    send(write(case, text_vi="Một."), lists=[board("a@ban.example")])
    type(case).objects.update(title=f"Tên mới {INNER}")

    text = opened(link).content.decode()

    assert old in text
    assert INNER not in text


def test_the_next_report_is_the_one_that_readers_were_told_until_it_is_left_out(
    link, case, write, send, board, lead
):
    told = now() + timedelta(minutes=40)
    clocks.start(case, ClockKind.SITUATION_REPORT)
    before = showing.overview(case)["next_report"]
    report = send(write(case, text_vi="Một.", next_at=told), lists=[board("a@ban.example")])
    shown = showing.overview(case)["next_report"]
    situation.leave_out(case, actor=lead, reason="không có gì mới")

    running = case.clocks.running().get(kind=ClockKind.SITUATION_REPORT)
    assert (before is not None, shown, report.next_at) == (True, told, told)
    assert showing.overview(case)["next_report"] == running.due_at > told


def test_it_sets_no_cookie_and_stays_out_of_search_engines(link):
    answer = opened(link)

    assert (answer.status_code, answer.cookies) == (200, {})
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "<script" not in answer.content.decode()


def test_each_opening_is_logged_by_a_part_of_the_net(link):
    opened(link, REMOTE_ADDR="203.0.113.77")
    opened(link, REMOTE_ADDR="203.0.113.78")
    opened(link, REMOTE_ADDR="198.51.100.1")

    networks = FollowOpening.objects.order_by("id").values_list("network", flat=True)
    assert list(networks) == ["203.0.113.0/24", "198.51.100.0/24"]


@pytest.mark.parametrize(
    "ending",
    [
        lambda link, lead: situation_links.take_back(link, actor=lead),
        lambda _link, _lead: FollowLink.objects.update(expires_at=now() - timedelta(seconds=1)),
        lambda _link, _lead: Stakeholder.objects.update(active=False),
        lambda link, _lead: type(link.incident).objects.update(restricted=True),
        lambda link, _lead: type(link.incident).objects.update(is_drill=True),
    ],
    ids=["taken back", "expired", "off the list", "restricted", "a drill"],
)
def test_a_link_ends_at_once(link, lead, ending):
    assert opened(link).status_code == 200

    ending(link, lead)

    answer = opened(link)
    assert answer.status_code == 410
    assert link.incident.title not in answer.content.decode()


def test_a_link_given_anew_does_not_wake_the_one_that_was_taken_back(link, case, partner, lead):
    old = links.token_of(link)
    situation_links.take_back(link, actor=lead)

    fresh = situation_links.give(case, partner, actor=lead)

    assert Client().get(reverse("follow", args=[old])).status_code == 410
    assert opened(fresh).status_code == 200


def test_nobody_makes_a_link_up(link):
    token = links.token_of(link)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "abc", f"{token}x"):
        assert Client().get(reverse("follow", args=[bad])).status_code == 410


def test_who_may_give_one_and_to_whom(make_case, case, partner, other_brand, lead, minh):
    with pytest.raises(Forbidden):
        situation_links.give(case, partner, actor=minh)
    stranger = Stakeholder.objects.create(brand=other_brand, name="Ai đó")
    with pytest.raises(ValidationError):
        situation_links.give(case, stranger, actor=lead)
    for closed in ({"is_drill": True}, {"restricted": True}):
        with pytest.raises(Blocked):
            situation_links.give(make_case(**closed), partner, actor=lead)


def test_the_page_of_the_case_shows_the_link_to_those_who_lead_only(
    link, case, client_of, lead, minh, khoa
):
    path = reverse("incidents:situation", args=[case.reference])

    seen = {who: client_of(who).get(path).content.decode() for who in (lead, minh, khoa)}

    assert links.address_of(link) in seen[lead]
    assert "/follow/" not in seen[minh] + seen[khoa]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    case, client_of, lead, brand, write, send, board, count, django_assert_num_queries
):
    listed = board("a@ban.example")
    for number in range(count):
        send(write(case, text_vi=f"Báo cáo {number}"), lists=[listed])
        person = Stakeholder.objects.create(brand=brand, name=f"Bà {number}")
        situation_links.give(case, person, actor=lead)
    browser = client_of(lead)

    with django_assert_num_queries(14):
        browser.get(reverse("incidents:situation", args=[case.reference]))
