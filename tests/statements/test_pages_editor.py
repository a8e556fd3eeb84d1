"""The editor's page: the desk looks while one writes, and works without a script."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.text import nfc
from statements.models import LintOverride, SentenceMark, Statement
from statements.sentences import key_of
from tests.statements.helpers import body, posted, url

SOLD, SOLD_EN = "Hơn một nửa số hộp đã bán.", "More than half of the boxes are sold."


@pytest.fixture
def draft(case, draft_of) -> Statement:
    return draft_of(case, "update", text_vi=SOLD, text_en=SOLD_EN)


@pytest.fixture
def writer(client_of, minh):
    return client_of(minh)


def test_a_look_at_the_words_keeps_nothing(draft, writer):
    form = posted(draft, text_vi="Đây chỉ là sự cố nhỏ. Lô 13 an toàn.")

    page = body(writer.post(url(draft, "check"), form))

    assert "chỉ là sự cố nhỏ" in page and "Lô 13 an toàn." in page
    assert Statement.objects.get(pk=draft.pk).current_version == 1


def test_the_look_sees_what_submitting_will_see(draft, writer, minh):
    from crisisdesk.kernel.errors import Blocked
    from statements.services import review

    page = body(writer.post(url(draft, "check"), posted(draft)))
    with pytest.raises(Blocked) as refused:
        review.submit(draft, actor=minh)

    unlinked = [r for r in refused.value.reasons if r.code == "sentence_unlinked"]
    assert len(unlinked) == 2
    assert page.count("data-open") == 1 and SOLD in page and SOLD_EN in page


def test_a_bad_field_is_answered_with_what_is_saved(draft, writer):
    answer = writer.post(url(draft, "check"), posted(draft, next_update_at="hôm qua"))
    assert answer.status_code == 422 and SOLD in body(answer)


def test_without_a_script_a_button_looks(draft, writer):
    answer = writer.post(
        url(draft, "edit"), posted(draft, text_vi="Đây chỉ là sự cố nhỏ.") | {"check": "1"}
    )
    assert answer.status_code == 200 and "chỉ là sự cố nhỏ" in body(answer)
    assert Statement.objects.get(pk=draft.pk).current_version == 1


def test_a_choice_binds_a_sentence_and_its_translation(draft, writer, case, make_fact):
    fact = make_fact(case, text="Đã bán 60% số hộp.")
    name = f"bind:{key_of(SOLD)}:{key_of(SOLD_EN)}"
    assert f'name="{name}"' in body(writer.get(url(draft, "edit")))

    writer.post(url(draft, "edit"), posted(draft) | {name: [str(fact.pk), ""]})

    version = Statement.objects.get(pk=draft.pk).version
    assert {(row.key, row.fact_id) for row in version.sentence_facts.all()} == {
        (key_of(SOLD), fact.pk),
        (key_of(SOLD_EN), fact.pk),
    }


def test_who_says_that_a_sentence_states_nothing_is_named(draft, writer, minh):
    name = f"bind:{key_of(SOLD)}:{key_of(SOLD_EN)}"
    writer.post(url(draft, "edit"), posted(draft) | {name: "none"})

    assert {(m.factual, m.by) for m in SentenceMark.objects.all()} == {(False, minh)}
    assert minh.name in body(writer.get(url(draft, "edit")))


@pytest.mark.parametrize("value", ["999999", "none; drop", "-1", ""])
def test_nonsense_binds_nothing(draft, writer, value):
    name = f"bind:{key_of(SOLD)}"
    assert writer.post(url(draft, "edit"), posted(draft) | {name: value}).status_code == 302
    assert not Statement.objects.get(pk=draft.pk).version.sentence_facts.exists()


def test_a_picked_fact_stands_in_both_texts_and_is_bound(draft, writer, case, make_fact):
    fact = make_fact(case)
    page = body(writer.post(url(draft, "edit"), posted(draft) | {"insert": str(fact.pk)}))
    assert f"{SOLD}\n\nLô 12 đã dừng bán." in page and "Batch 12 is off sale." in page

    form = posted(
        draft, text_vi=f"{SOLD}\n\n{fact.text_vi}", text_en=f"{SOLD_EN}\n\n{fact.text_en}"
    )
    writer.post(url(draft, "edit"), form | {"facts": [str(fact.pk)]})
    version = Statement.objects.get(pk=draft.pk).version
    assert {row.key for row in version.sentence_facts.all()} == {
        key_of(fact.text_vi),
        key_of(fact.text_en),
    }


@pytest.mark.parametrize(
    ("status", "visibility"), [("unverified", "public"), ("confirmed", "internal")]
)
def test_only_what_may_be_told_is_offered(draft, writer, case, make_fact, status, visibility):
    fact = make_fact(case, status, visibility=visibility)
    assert f'name="insert" value="{fact.pk}"' not in body(writer.get(url(draft, "edit")))


def test_a_gap_is_filled_from_a_fact_in_both_languages(case, template_draft, writer, make_fact):
    words = template_draft(case, values={}, facts=[])
    fact = make_fact(case, text="Khách báo mùi lạ.", english="a report of odd milk.")

    writer.post(url(words, "edit"), posted(words) | {"gapfact_incident_summary": str(fact.pk)})

    version = Statement.objects.get(pk=words.pk).version
    assert version.placeholders["incident_summary"] == {
        "vi": "Khách báo mùi lạ",
        "en": "a report of odd milk",
    }
    assert "Khách báo mùi lạ" in version.text_vi and "a report of odd milk" in version.text_en
    assert version.fact_uses.get().fact == fact


def test_keeping_a_phrase_saves_what_is_typed(draft, writer):
    form = posted(draft, text_vi="Đây chỉ là sự cố nhỏ. Chữ mới gõ.")
    form |= {"keep": "minimising", "reason_minimising": "trích lời khách"}

    assert writer.post(url(draft, "edit"), form).status_code == 302
    fresh = Statement.objects.get(pk=draft.pk)
    assert fresh.version.text_vi.endswith("Chữ mới gõ.")
    assert LintOverride.objects.get().version == fresh.version


def test_keeping_without_a_reason_saves_nothing_and_loses_nothing(draft, writer):
    form = posted(draft, text_vi="Đây chỉ là sự cố nhỏ.") | {"keep": "minimising"}
    answer = writer.post(url(draft, "edit"), form)

    assert answer.status_code == 422 and "Đây chỉ là sự cố nhỏ." in body(answer)
    assert Statement.objects.get(pk=draft.pk).current_version == 1


def test_the_six_parts_of_an_apology_are_told_apart(case, draft_of, writer, minh):
    from statements import apology

    words = draft_of(
        case,
        "apology",
        text_vi=nfc("Chúng tôi xin lỗi. Sự việc xảy ra do máy hỏng. Chúng tôi sẽ hoàn tiền."),
        text_en="We are sorry. The responsibility is ours. We will refund everyone.",
    )
    missing = {one.part.key: one.missing for one in apology.parts(words.version, words.kind)}

    assert missing == {
        "regret": (),
        "explanation": ("en",),
        "responsibility": ("vi",),
        "repentance": ("vi", "en"),
        "repair": (),
        "forgiveness": ("vi", "en"),
    }
    assert 'id="apology"' in body(writer.get(url(words, "edit")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_costs_the_same_for_one_and_three(
    case, draft_of, make_fact, writer, django_assert_num_queries, count
):
    facts = [make_fact(case, text=f"Lô {n} đã dừng bán.") for n in range(count)]
    text = " ".join(fact.text_vi for fact in facts)
    words = draft_of(case, "update", facts=facts, text_vi=text)
    writer.get(url(words, "edit"))

    with django_assert_num_queries(26):
        writer.get(url(words, "edit"))


def test_approvers_see_what_each_sentence_rests_on(case, draft_of, make_fact, client_of, manager):
    fact = make_fact(case)
    words = draft_of(case, "update", facts=[fact], text_vi=fact.text_vi, text_en=SOLD_EN)

    page = body(client_of(manager).get(url(words)))

    assert 'id="sentences"' in page and SOLD_EN in page.split('id="sentences"')[1]
