"""Writing and sending a report in the browser, and reading it afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import SituationReport
from incidents.services import situation_links
from incidents.situation import links
from playbooks.models import Stakeholder


def at(case, name, *more):
    return reverse(f"incidents:{name}", args=[case.reference, *more])


def test_a_report_is_drafted_edited_and_sent(case, client_of, lead, minh, board):
    writer, leader, listed = client_of(minh), client_of(lead), board("an@ban.example")

    answer = writer.post(at(case, "situation-begin"))
    assert answer["Location"] == at(case, "situation-draft")
    draft = SituationReport.objects.get()
    words = {"text_vi": "# Tình hình\n- Ổn.", "text_en": "", "edition": draft.edition}
    writer.post(at(case, "situation-draft"), {**words, "next_at": "2026-12-24T09:00"})
    draft.refresh_from_db()
    sent = leader.post(at(case, "situation-send"), {"edition": draft.edition, "lists": [listed.pk]})

    assert sent["Location"] == at(case, "situation")
    page = leader.get(at(case, "situation-report", 1)).content.decode()
    assert "<h3>Tình hình</h3><ul><li>Ổn.</li></ul>" in page
    assert "an@ban.example" in page
    assert "Ổn." in leader.get(at(case, "situation-print", 1)).content.decode()


def test_a_viewer_reads_the_report_and_not_who_got_it(case, client_of, khoa, write, send, board):
    send(write(case, text_vi="Đã xong."), lists=[board("an@ban.example")])

    page = client_of(khoa).get(at(case, "situation-report", 1)).content.decode()

    assert "Đã xong." in page
    assert "an@ban.example" not in page


def test_an_older_edition_is_refused_with_words(case, client_of, lead, write):
    report = write(case, text_vi="Mới")

    answer = client_of(lead).post(
        at(case, "situation-draft"), {"text_vi": "Cũ", "edition": report.edition - 1}
    )

    assert answer.status_code == 409


def test_privileged_words_are_refused_before_the_button(case, client_of, lead, write):
    from incidents.services import notes

    notes.add(case, actor=lead, text="Luật sư khuyên im lặng", visibility="privileged")
    write(case, text_vi="Luật sư khuyên im lặng.")

    page = client_of(lead).get(at(case, "situation-send")).content.decode()

    assert "bảo mật pháp lý" in page


def test_nothing_to_report_needs_its_reason(case, client_of, lead):
    browser = client_of(lead)

    assert browser.post(at(case, "situation-leave-out"), {"reason": ""}).status_code == 422
    assert browser.post(at(case, "situation-leave-out"), {"reason": "yên"}).status_code == 302


def test_a_drill_offers_its_players_only(make_case, client_of, lead, minh, manager, write, board):
    drill = make_case(is_drill=True)
    drill.allowed.add(minh)
    board("an@ban.example")
    write(drill, text_vi="Diễn tập")

    page = client_of(lead).get(at(drill, "situation-send")).content.decode()

    assert minh.name in page
    assert manager.name not in page
    assert 'name="lists"' not in page


def test_a_list_is_made_and_people_are_put_on_it(client_of, admin_person, brand):
    browser = client_of(admin_person)
    browser.post(reverse("playbooks:new_list"), {"name": "Hội đồng"})
    row = brand.stakeholder_lists.get()

    browser.post(
        reverse("playbooks:new_stakeholder"),
        {"order": 1, "name": "Bà Hoa", "email": "hoa@ban.example", "language": "en",
         "active": "on", "lists": [row.pk]},
    )  # fmt: skip

    assert list(row.people.values_list("email", "language")) == [("hoa@ban.example", "en")]
    page = browser.get(reverse("playbooks:stakeholders")).content.decode()
    assert "Hội đồng" in page
    again = browser.post(reverse("playbooks:new_list"), {"name": "HỘI đồng"})
    assert again.status_code == 422


def test_a_link_is_given_and_taken_back_on_the_page(case, client_of, lead, brand):
    person, browser = Stakeholder.objects.create(brand=brand, name="Bà Hoa"), client_of(lead)

    browser.post(at(case, "situation-link"), {"stakeholder": person.pk})
    link = case.follow_links.get()
    browser.post(at(case, "situation-link-end", link.pk))

    link.refresh_from_db()
    assert link.revoked_by == lead
    assert situation_links.take_back(link, actor=lead).revoked_at == link.revoked_at


def test_the_api_gives_sent_reports_word_for_word_and_no_draft(
    case, api_of, khoa, write, send, board
):
    report = send(write(case, text_vi="Đã xong."), lists=[board("an@ban.example")])
    write(case, text_vi="Nháp")

    answer = api_of(khoa).get(f"/api/v1/incidents/{case.reference}/situation-reports/")

    (row,) = answer.json()["results"]
    assert (row["number"], row["text_vi"], row["digest"]) == (1, "Đã xong.", report.digest)
    assert "an@ban.example" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_report_costs_the_same_for_one_and_three_letters(
    case, client_of, lead, write, send, board, count, django_assert_num_queries
):
    listed = board(*(f"n{number}@ban.example" for number in range(count)))
    send(write(case, text_vi="Đã xong."), lists=[listed])
    browser = client_of(lead)

    with django_assert_num_queries(8):
        browser.get(at(case, "situation-report", 1))


@pytest.mark.parametrize("count", [1, 3])
def test_following_costs_the_same_for_one_and_three_reports(
    case, brand, lead, write, send, board, count, django_assert_num_queries
):
    person = Stakeholder.objects.create(brand=brand, name="Bà Hoa")
    link = situation_links.give(case, person, actor=lead)
    for number in range(count):
        send(
            write(case, text_vi=f"Báo cáo {number}"),
            lists=[board(f"n{number}@a.example", name=str(number))],
        )
    path = reverse("follow", args=[links.token_of(link)])

    with django_assert_num_queries(6):
        Client().get(path)


def test_who_gets_it_finds_a_notice_that_leads_to_the_report(case, client_of, minh, write, send):
    send(write(case, text_vi="Đã xong."), people=[minh])
    browser = client_of(minh)

    page = browser.get(reverse("desk:notices")).content.decode()

    assert "báo cáo nhanh số 1" in page
    assert at(case, "situation-report", 1) in page
