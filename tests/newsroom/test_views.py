"""The public face: what is shown, what never is, and at what cost."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from statements.models import Statement
from statements.services import briefs, promises, publishing, review
from tests import worlds
from tests.newsroom import said

shared = said.shared
brand, minh, manager, lead, case, waived, published = map(worlds.again, said.NAMES)


@pytest.fixture
def visitor() -> Client:
    return Client()


def address(words: Statement) -> str:
    return reverse("newsroom:statement", args=[words.brand.slug, words.slug])


@pytest.fixture
def paths(published) -> list[str]:
    brand = published.brand.slug
    return [
        reverse("newsroom:index"),
        reverse("newsroom:brand", args=[brand]),
        address(published),
        reverse("newsroom:atom", args=[brand]),
        reverse("newsroom:json", args=[brand]),
    ]


def test_no_cookie_no_session_and_cacheable(paths, visitor):
    for path in paths:
        for language in ("", "?lang=en"):
            answer = visitor.get(path + language)

            assert answer.status_code == 200, path
            assert not answer.cookies
            assert "cookie" not in answer.get("Vary", "").lower()
            assert answer["Cache-Control"].startswith("public, max-age=")
            assert b"<script" not in answer.content
            again = visitor.get(path + language, headers={"if-none-match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b"")


def test_a_signed_in_person_gets_the_very_same_bytes(paths, visitor, client_of, minh):
    minh.language = "en"
    minh.save()
    mine = client_of(minh)
    for path in paths:
        assert mine.get(path).content == visitor.get(path).content


def test_only_reading_is_possible(paths, visitor):
    assert {visitor.post(path).status_code for path in paths} == {405}


def test_both_languages_have_an_address(published, visitor):
    vietnamese = visitor.get(address(published)).content.decode()
    english = visitor.get(address(published) + "?lang=en").content.decode()

    assert "Chúng tôi đang kiểm tra lô hàng" in vietnamese
    assert "We are checking the batch" in english
    assert '<html lang="en"' in english and '<html lang="vi"' in vietnamese


def test_a_missing_translation_says_so(case, waived, draft_of, approve_by, minh, manager, visitor):
    words = draft_of(case, text_en="", settings={"vi_only_reason": "chỉ khách trong nước"})
    words = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)

    page = visitor.get(address(words) + "?lang=en").content.decode()

    assert "This text exists in Vietnamese only." in page
    assert "chỉ khách trong nước" not in page


def test_what_is_not_published_is_not_there(approved, visitor):
    assert visitor.get(reverse("newsroom:brand", args=[approved.brand.slug])).status_code == 200
    assert (
        visitor.get(f"/newsroom/{approved.brand.slug}/{approved.slug or 'x'}/").status_code == 404
    )
    assert visitor.get("/newsroom/nobody/").status_code == 404


def test_drills_and_briefs_never_appear(
    make_case, draft_of, approve_by, minh, manager, lead, visitor
):
    for drill, kind, signer in ((True, "holding", manager), (False, "internal_brief", lead)):
        case = make_case(is_drill=drill)
        briefs.waive(case, actor=lead, reason="x")
        words = approve_by(review.submit(draft_of(case, kind), actor=minh), signer)
        words = publishing.publish(words, actor=minh)

        assert visitor.get(address(words)).status_code == 404


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("responding", "Being acted on"),
        ("contained", "Being watched"),
        ("resolved", "Closed"),
    ],
)
def test_the_stage_follows_the_case(published, visitor, status, word):
    for step in ("contained", "resolved"):
        if status == "responding":
            break
        Incident.objects.filter(pk=published.incident_id).update(status=step)
        if step == status:
            break

    page = visitor.get(address(published) + "?lang=en").content.decode()

    assert word in page


@pytest.fixture
def notice(published, case, draft_of, approve_by, make_fact, minh, phuong, lan):
    def write(kind: str, text: str, **aim):
        words = draft_of(
            case,
            kind,
            facts=[make_fact(case, text=text)],
            text_vi=text,
            settings={"next_update_at": None},
            **aim,
        )
        return approve_by(review.submit(words, actor=minh), phuong, lan)

    return write


def test_a_correction_stands_on_the_same_page(published, notice, minh, visitor):
    publishing.publish(notice("correction_own", "Đúng là lô 13.", corrects=published), actor=minh)

    page = visitor.get(address(published)).content.decode()

    assert "Chúng tôi đang kiểm tra lô hàng" in page
    assert "Đúng là lô 13." in page


def test_a_retracted_page_keeps_its_address_and_shows_the_reason(published, notice, minh, visitor):
    publishing.publish(notice("retraction", "Số liệu không đúng.", retracts=published), actor=minh)

    page = visitor.get(address(published)).content.decode()
    feed = visitor.get(reverse("newsroom:json", args=[published.brand.slug])).json()

    assert "Số liệu không đúng." in page and "Chúng tôi đang kiểm tra lô hàng" in page
    states = {item["url"].rsplit("/", 2)[1]: item["_status"] for item in feed["items"]}
    assert states[published.slug] == "retracted"


def test_a_replaced_text_leads_to_its_successor(
    published, case, draft_of, approve_by, make_fact, minh, manager, visitor
):
    update = draft_of(case, "update", facts=[make_fact(case)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    assert address(update) in visitor.get(address(published)).content.decode()


def test_the_feeds_are_well_formed(published, visitor):
    atom = visitor.get(reverse("newsroom:atom", args=[published.brand.slug]))
    root = ET.fromstring(atom.content)
    document = json.loads(
        visitor.get(reverse("newsroom:json", args=[published.brand.slug])).content
    )

    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"][0]["content_text"].startswith("Chúng tôi đang kiểm tra")


def test_hostile_words_are_escaped(case, waived, draft_of, approve_by, minh, manager, visitor):
    words = draft_of(case, text_vi="<script>alert(1)</script>", title_vi="<b>x</b>")
    words = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)

    page = visitor.get(address(words)).content

    assert b"<script" not in page and b"<b>x" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    case, published, draft_of, approve_by, minh, manager, visitor, count, django_assert_num_queries
):
    for _ in range(count - 1):
        words = approve_by(review.submit(draft_of(case), actor=minh), manager)
        publishing.publish(words, actor=minh)
    path = reverse("newsroom:brand", args=[case.brand.slug])
    visitor.get(path)

    with django_assert_num_queries(6):
        visitor.get(path)


def test_a_correction_leads_back_to_what_it_corrects(published, notice, minh, visitor):
    words = notice("correction_own", "Đúng là lô 13.", corrects=published)
    publishing.publish(words, actor=minh)

    page = visitor.get(address(Statement.objects.get(pk=words.pk))).content.decode()

    assert address(published) in page


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "Đã giữ lời hứa"), (3, "Giữ lời nhưng muộn")], ids=["in time", "late"]
)
def test_a_promise_is_marked_as_kept_in_public(
    case, published, draft_of, approve_by, minh, manager, visitor, hours, said
):
    page = visitor.get(address(published)).content.decode()
    assert "Chúng tôi hẹn tin tiếp theo trước" in page

    with time_machine.travel(now() + timedelta(hours=hours)):
        words = approve_by(review.submit(draft_of(case), actor=minh), manager)
        publishing.publish(words, actor=minh)
        page = visitor.get(address(published)).content.decode()

    assert said in page
    assert "Chúng tôi hẹn" not in page


def test_a_promise_of_other_things_is_not_shown(published, lead, minh, visitor):
    promises.make(
        published, actor=minh, text="gọi lại từng khách", due_at=now() + timedelta(days=1)
    )
    assert "gọi lại" not in visitor.get(address(published)).content.decode()
