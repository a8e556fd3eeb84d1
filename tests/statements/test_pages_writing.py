"""The editor: every save a version, and nobody overwrites anybody."""

from __future__ import annotations

from django.urls import reverse

from statements.models import Statement
from statements.services import drafting
from statements.services.drafting import Words
from tests.statements.helpers import body, posted, url


def test_saving_makes_a_version(case, draft_of, client_of, minh):
    words = draft_of(case)

    answer = client_of(minh).post(url(words, "edit"), posted(words, text_vi="Bản hai."))

    assert answer.status_code == 302
    fresh = Statement.objects.get(pk=words.pk)
    assert (fresh.current_version, fresh.version.text_vi) == (2, "Bản hai.")


def test_two_writers_lose_nothing(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    mine = posted(words, text_vi="Câu của Minh.")
    drafting.save(words, actor=lead, expected_version=1, words=Words(text_vi="Câu của Yến."))

    client = client_of(minh)
    answer = client.post(url(words, "edit"), mine)

    assert answer.status_code == 409
    assert "Câu của Minh." in body(answer) and "Câu của Yến." in body(answer)
    assert Statement.objects.get(pk=words.pk).current_version == 2
    assert client.post(url(words, "edit"), mine | {"version": 2}).status_code == 302
    assert Statement.objects.get(pk=words.pk).version.text_vi == "Câu của Minh."


def test_published_words_cannot_be_edited(published, client_of, minh):
    client = client_of(minh)
    assert client.get(url(published, "edit")).status_code == 409
    assert client.post(url(published, "edit"), posted(published)).status_code == 409


def test_beginning_from_a_template(case, plan, client_of, minh):
    client = client_of(minh)
    path = reverse("statements:new", args=[case.reference])
    page = body(client.get(path))
    value = page.split('name="template" value="')[1].split('"')[0]
    kind = page.split('name="kind" value="')[1].split('"')[0]

    answer = client.post(path, {"kind": kind, "template": value})

    words = Statement.objects.get()
    assert answer.url == url(words, "edit")
    assert (words.kind, words.template_key) == (kind, value.split(":")[1])
    assert client.post(path, {"kind": "holding", "template": "1:none"}).status_code == 404
    assert client.post(path, {"kind": "retraction"}).status_code == 404


def test_a_correction_begins_beside_the_original(published, client_of, minh, plan):
    form = {
        "what_we_said": "lô 12",
        "what_is_right": "lô 13",
        "when_learned": "09:00",
        "what_we_changed": "đã sửa",
    }
    client = client_of(minh)
    assert "Chúng tôi đang kiểm tra lô hàng" in body(client.get(url(published, "correct")))

    answer = client.post(url(published, "correct"), form)

    words = published.corrections.get()
    assert answer.url == url(words, "edit")
    assert "lô 13" in words.version.text_vi and words.kind == "correction_own"
    assert "{what_is_right}" in words.version.text_en


def test_a_flagged_phrase_is_kept_with_a_reason(case, draft_of, client_of, minh):
    words = draft_of(case, text_vi="Đây chỉ là sự cố nhỏ.")
    client = client_of(minh)
    assert "chỉ là sự cố nhỏ" in body(client.get(url(words, "edit")))

    answer = client.post(
        url(words, "act", "keep"), {"key": "minimising", "reason": "trích lời khách"}
    )

    assert answer.status_code == 302
    assert words.version.overrides.get().reason == "trích lời khách"
