"""Filling a template, and the proof that nothing else was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from incidents.services import standing
from incidents.services.opening import open_incident
from playbooks.models import TextApproval
from statements import fill
from statements.models import Statement
from statements.services import drafting
from statements.services.drafting import Words


def fresh(words):
    return Statement.objects.get(pk=words.pk)


def test_gaps_are_found_in_order_and_once():
    assert fill.gaps("{brand} và {hotline}", "{brand} {x1} {Not}") == ["brand", "hotline"]


def test_only_known_values_are_filled():
    text = fill.render("{brand}: {product}", {"brand": {"vi": "Sao Mai"}}, "vi")
    assert text == "Sao Mai: {product}"


def test_a_template_is_filled_from_the_case(case, template_draft):
    words = template_draft(case)

    assert fill.gaps(words.version.text_vi, words.version.text_en) == []
    assert "Sao Mai đã nắm được thông tin về Khách báo sữa có mùi lạ lúc" in words.version.text_vi
    assert fill.moment(words.next_update_at, "vi") in words.version.text_vi
    assert fill.lane_of(words).lane == "fast"


def test_one_changed_word_leaves_the_fast_lane(case, template_draft, minh):
    words = template_draft(case)
    text = words.version.text_vi.replace("lo lắng", "băn khoăn")
    drafting.save(words, actor=minh, expected_version=1, words=Words(text_vi=text))

    assert fill.lane_of(fresh(words)).lane == "full"


def test_a_changed_title_leaves_the_fast_lane(case, template_draft, minh):
    words = template_draft(case, title_vi="Chúng tôi vô can")
    assert fill.lane_of(words).lane == "full"


def test_a_value_typed_by_hand_leaves_the_fast_lane(case, template_draft, minh):
    words = template_draft(case)
    values = {"incident_summary": {"vi": "một tin đồn vô căn cứ", "en": "a baseless rumour"}}
    drafting.save(words, actor=minh, expected_version=1, words=Words(values=values))

    found = fill.lane_of(fresh(words))
    assert found.lane == "full"
    assert "một tin đồn vô căn cứ" in fresh(words).version.text_vi


def test_a_value_from_a_confirmed_fact_stays_in_the_fast_lane(
    case, template_draft, minh, make_fact
):
    words = template_draft(case)
    fact = make_fact(case, text="Lô 12 đã dừng bán.")
    values = {"incident_summary": {"vi": "Lô 12 đã dừng bán", "en": "Batch 12 is off sale"}}
    drafting.save(words, actor=minh, expected_version=1, words=Words(values=values, facts=[fact]))

    assert fill.lane_of(fresh(words)).lane == "fast"


def test_a_template_nobody_signed_in_peacetime_is_not_pre_approved(case, template_draft):
    words = template_draft(case)
    TextApproval.objects.all().delete()
    found = fill.lane_of(fresh(words))
    assert found.lane == "full" and "chưa ai phê duyệt trước" in found.why


def test_a_new_time_of_the_next_update_moves_in_the_text(case, template_draft, minh):
    words = template_draft(case)
    at = now() + timedelta(hours=7)

    drafting.save(
        words, actor=minh, expected_version=1, words=Words(settings={"next_update_at": at})
    )

    words = fresh(words)
    assert fill.moment(at, "vi") in words.version.text_vi
    assert fill.moment(at, "en") in words.version.text_en
    assert fill.lane_of(words).lane == "fast"


def test_the_panel_shows_source_and_what_is_missing(case, plan, minh):
    source = next(p for p in fill.templates_for(case, "update"))
    words = drafting.draft(case, actor=minh, kind="update", template=source)

    panel = {gap.key: gap for gap in fill.panel(words, words.version)}

    assert (panel["hotline"].source, panel["hotline"].missing) == ("system", False)
    assert (panel["what_is_new"].source, panel["what_is_new"].missing) == ("fact", True)


def test_the_types_own_template_comes_first(make_case, plan):
    case = make_case(playbook_version=plan)
    keys = [template.key for _version, template in fill.templates_for(case, "holding")]
    assert keys[-1] == "holding_generic" and len(keys) > 1


@pytest.mark.parametrize("posted", [{"x y": {"vi": "a"}}, {"brand": "chữ"}, {"{": {"vi": "a"}}])
def test_strange_placeholder_names_are_dropped(posted):
    assert fill.clean_values(posted) == {}


def test_ticked_facts_fill_the_gap_that_asks_for_them(case, plan, minh, make_fact):
    source = next(iter(fill.templates_for(case, "full_statement")))
    facts = [make_fact(case), make_fact(case, text="Mẫu đã gửi đi kiểm nghiệm.")]
    words = drafting.draft(case, actor=minh, kind="full_statement", template=source)

    drafting.save(words, actor=minh, expected_version=1, words=Words(facts=facts))

    version = fresh(words).version
    assert "Diễn biến: Lô 12 đã dừng bán. Mẫu đã gửi đi kiểm nghiệm." in version.text_vi
    assert "{confirmed_facts}" not in version.text_en
    drafting.save(
        fresh(words),
        actor=minh,
        expected_version=2,
        words=Words(values={"confirmed_facts": {"vi": "Đã dừng bán.", "en": "Off sale."}}),
    )
    assert "Diễn biến: Đã dừng bán." in fresh(words).version.text_vi


def test_a_detectors_title_is_no_sentence_for_the_public(brand, bot, minh):
    case = open_incident(brand=brand, title="Sao Mai: sắc thái đang xấu đi", actor=bot)
    assert fill.system_values(case, None)["incident_summary"]["vi"] == ""

    standing.edit(case, actor=minh, title="Khách không đổi được vé", summary="")

    case.refresh_from_db()
    assert fill.system_values(case, None)["incident_summary"]["vi"] == "Khách không đổi được vé"
