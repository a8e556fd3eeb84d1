"""The shared seed (first hour, texts, chains, timers, clocks) is whole and agrees with itself."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

SEED = Path(__file__).resolve().parents[2] / "playbooks" / "seed"
TEXT = (SEED / "common.yaml").read_text(encoding="utf-8")
COMMON: dict[str, Any] = yaml.safe_load(TEXT)
TYPES = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(SEED.glob("types/*.yaml"))]

LEVELS = ("watch", "moderate", "high", "critical")
SECTIONS = [
    "sections", "first_hour", "placeholders", "templates", "roles", "axes", "levels", "overrides",
    "timers", "timer_warning", "chains", "validity", "lint", "legal_clocks", "channels", "spread_ladder",
]  # fmt: skip
KINDS = {
    "comment_reply", "holding", "update", "full_statement", "correction", "apology",
    "internal_brief", "correction_own", "retraction", "closing",
}  # fmt: skip
HOLDERS = {
    "comms_manager", "comms_head", "legal", "executive", "ceo", "fact_owner", "lead", "hr",
}  # fmt: skip
ROLES = {role["key"] for role in COMMON["roles"]}
KNOWN = {item["key"] for item in COMMON["placeholders"]}

# kind: (watch and moderate, high, critical); "→" one after the other, "∥" side by side, "/" any.
CHAINS = {
    "comment_reply": ("", "comms_manager", "comms_manager"),
    "holding": ("comms_manager", "comms_head ∥ legal", "comms_head → legal ∥ executive"),
    "update": ("comms_manager", "comms_head ∥ legal", "comms_head → legal ∥ executive"),
    "full_statement": ("comms_head", "comms_head → legal", "comms_head → legal → executive"),
    "correction": ("comms_manager ∥ fact_owner", "comms_head ∥ legal", "comms_head → legal"),
    "apology": (
        "comms_head ∥ legal", "comms_head → legal → executive", "comms_head → legal → ceo",
    ),
    "internal_brief": ("lead", "lead ∥ hr", "comms_head"),
    "correction_own": ("comms_head ∥ legal", "comms_head ∥ legal", "comms_head ∥ legal"),
    "retraction": (
        "comms_head ∥ legal", "comms_head ∥ legal ∥ executive", "comms_head ∥ legal ∥ ceo",
    ),
    "closing": ("comms_head", "comms_head → legal", "comms_head → legal → executive"),
}  # fmt: skip
FAST_HOLDING = ("comms_manager", "comms_manager", "comms_head/executive")

every_chain = pytest.mark.parametrize(
    "chain", COMMON["chains"], ids=lambda c: f"{c['kind']}-{c['lane']}-{c['levels'][0]}"
)
every_template = pytest.mark.parametrize("text", COMMON["templates"], ids=lambda t: t["key"])


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            yield from mappings(child)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", text))


def drawn(chain: dict[str, Any]) -> str:
    """A chain as one line, to be read against the table above."""
    stages = groupby(chain["steps"], key=lambda step: step["order"])
    return " → ".join(" ∥ ".join("/".join(s["holders"]) for s in steps) for _, steps in stages)


def chains_of(kind: str, lane: str) -> dict[str, str]:
    found = [c for c in COMMON["chains"] if (c["kind"], c["lane"]) == (kind, lane)]
    return {level: drawn(chain) for chain in found for level in chain["levels"]}


def by_level(low: str, high: str, critical: str) -> dict[str, str]:
    return {"watch": low, "moderate": low, "high": high, "critical": critical}


def test_the_sections_are_complete_and_in_order() -> None:
    assert list(COMMON) == SECTIONS


def test_the_file_is_nfc() -> None:
    assert unicodedata.normalize("NFC", TEXT) == TEXT


def test_whatever_is_said_is_said_in_both_languages() -> None:
    for item in mappings(COMMON):
        if {"vi", "en"} & item.keys():
            assert item["vi"].strip() and item["en"].strip(), item


@pytest.mark.parametrize(
    "section", [s for s in SECTIONS if s not in ("chains", "validity", "timer_warning")]
)
def test_keys_are_unique_within_a_section(section: str) -> None:
    counted = Counter(item["key"] for item in COMMON[section])
    assert [key for key, times in counted.items() if times > 1] == []


def test_the_first_hour_has_ten_steps_that_never_run_backwards() -> None:
    steps = COMMON["first_hour"]
    assert [(s["from_minutes"], s["minutes"]) for s in steps] == [
        (0, 5), (0, 10), (5, 15), (5, 15), (10, 15), (10, 30), (15, 30), (15, 45), (30, 60),
        (60, 60),
    ]  # fmt: skip
    assert {s["role"] for s in steps} <= ROLES


def test_the_first_hour_cannot_be_contained_without_its_critical_steps() -> None:
    assert [s["key"] for s in COMMON["first_hour"] if s["critical"]] == [
        "capture_evidence", "score_and_name_lead", "assign_questions", "internal_brief",
        "holding_statement",
    ]  # fmt: skip


def test_every_placeholder_says_who_fills_it() -> None:
    assert {item["source"] for item in COMMON["placeholders"]} == {"system", "fact", "typed"}


def test_every_placeholder_is_used_by_some_text_and_none_is_unknown() -> None:
    texts = [t for source in (COMMON, *TYPES) for t in source["templates"]]
    used = set().union(*(placeholders(t["vi"]) | placeholders(t["en"]) for t in texts))
    assert used - KNOWN == set()
    assert KNOWN - used <= {"unit", "product", "batch"}, "for texts a desk writes itself"


@every_template
def test_both_languages_of_a_text_need_the_same_values(text: dict[str, Any]) -> None:
    assert placeholders(text["vi"]) == placeholders(text["en"])


def test_every_kind_but_the_typed_correction_has_a_general_text() -> None:
    assert sorted(t["kind"] for t in COMMON["templates"]) == sorted(KINDS - {"correction"})


def test_texts_that_assert_an_outcome_wait_for_a_confirmed_fact() -> None:
    waiting = {t["kind"] for t in COMMON["templates"] if t["requires_fact"]}
    assert waiting == {"full_statement", "apology", "correction_own", "closing"}


def test_the_general_holding_text_keeps_to_its_length() -> None:
    holding = next(t for t in COMMON["templates"] if t["kind"] == "holding")
    assert 60 <= len(holding["en"].split()) <= 120
    assert 60 <= len(holding["vi"].split()) <= 130  # syllables, so a little more


def test_texts_that_promise_a_next_word_say_when_and_where() -> None:
    for text in COMMON["templates"]:
        if text["kind"] in {"holding", "update"}:
            assert {"next_update_at", "official_channel"} <= placeholders(text["vi"])


def test_each_axis_is_scored_from_nought_to_three() -> None:
    assert [a["key"] for a in COMMON["axes"]] == [
        "people", "spread", "truth", "stakeholders", "business",
    ]  # fmt: skip
    for axis in COMMON["axes"]:
        assert [s["score"] for s in axis["scores"]] == [0, 1, 2, 3]


def test_the_levels_cover_every_possible_total_once() -> None:
    covered = [t for lv in COMMON["levels"] for t in range(lv["min_total"], lv["max_total"] + 1)]
    assert covered == list(range(3 * len(COMMON["axes"]) + 1))
    assert tuple(level["key"] for level in COMMON["levels"]) == LEVELS


def test_overrides_only_raise_and_name_real_axes() -> None:
    axes = {axis["key"] for axis in COMMON["axes"]}
    for override in COMMON["overrides"]:
        assert override["at_least"] in ("high", "critical")
        assert override["when"].keys() in ({"flag"}, {"axis", "score"})
        assert override["when"].get("axis", "people") in axes
    assert [o["key"] for o in COMMON["overrides"] if o["inform_executive"]] == ["minors_or_death"]


def test_timers_never_give_a_worse_crisis_more_time() -> None:
    for timer in COMMON["timers"]:
        if timer["key"] in {"quiet_window", "hot_wash"}:
            continue  # calm is watched longer when it was worse; 48 h against 5 working days
        limits = [timer[level] for level in reversed(LEVELS) if timer[level] is not None]
        assert limits == sorted(limits), timer["key"]


def test_critical_and_high_run_round_the_clock_until_the_review() -> None:
    for timer in COMMON["timers"]:
        assert set(timer["working"]) <= set(LEVELS)
        if timer["key"] != "review":
            assert not {"critical", "high"} & set(timer["working"]), timer["key"]


def test_the_calendar_runs_only_where_there_is_a_limit() -> None:
    for timer in COMMON["timers"]:
        assert all(timer[level] for level in timer["working"]), timer["key"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_and_level_has_its_chain(kind: str) -> None:
    assert chains_of(kind, "full") == by_level(*CHAINS[kind])


def test_only_a_pre_approved_holding_text_takes_the_fast_lane() -> None:
    assert {c["kind"] for c in COMMON["chains"] if c["lane"] == "fast"} == {"holding"}
    assert chains_of("holding", "fast") == by_level(*FAST_HOLDING)


def test_no_kind_has_two_chains_for_one_level_and_lane() -> None:
    counted = Counter((c["kind"], c["lane"], lv) for c in COMMON["chains"] for lv in c["levels"])
    assert len(counted) == (len(KINDS) + 1) * len(LEVELS)
    assert set(counted.values()) == {1}


@every_chain
def test_steps_count_up_and_have_a_backup_who_is_someone_else(chain: dict[str, Any]) -> None:
    orders = [step["order"] for step in chain["steps"]]
    assert sorted(set(orders)) == list(range(1, len(set(orders)) + 1))
    assert orders == sorted(orders)
    for step in chain["steps"]:
        assert step["mode"] in ("any", "all")
        assert step["backup"] and not set(step["backup"]) & set(step["holders"])
        assert set(step["holders"]) | set(step["backup"]) <= HOLDERS


def test_a_step_for_some_types_only_names_types_that_exist() -> None:
    steps = [step for chain in COMMON["chains"] for step in chain["steps"]]
    named = {slug for step in steps for slug in step.get("only_types", [])}
    assert named and named <= {data["slug"] for data in TYPES}


def test_an_approval_is_good_for_a_stated_time_at_every_level() -> None:
    good_for = {item["kind"]: [item[level] for level in LEVELS] for item in COMMON["validity"]}
    assert good_for.keys() == KINDS
    assert good_for["holding"] == [240, 240, 240, 60]
    assert good_for["full_statement"] == [1440] * 4


def test_legal_clocks_and_types_name_each_other() -> None:
    from_clocks = {(c["key"], slug) for c in COMMON["legal_clocks"] for slug in c["types"]}
    from_types = {(key, data["slug"]) for data in TYPES for key in data["legal_clocks"]}
    assert from_clocks == from_types


def test_no_legal_clock_claims_a_lawyer_has_confirmed_it() -> None:
    for clock in COMMON["legal_clocks"]:
        assert clock["starts_from"] in {"detected", "verified", "received"}
        assert clock["owner_role"] in ROLES
        assert (clock["source_url"], clock["verified_by"]) == ("", None)
    hours = {clock["key"]: clock["hours"] for clock in COMMON["legal_clocks"]}
    assert hours == {"pdpl_72h": 72, "listed_24h": 24, "press_response": None}


def test_the_general_holding_text_fits_a_zalo_message() -> None:
    limits = {c["key"]: c["character_limit"] for c in COMMON["channels"]}
    longest = max(len(t["vi"]) for t in COMMON["templates"] if t["kind"] == "holding")
    assert longest < limits["zalo_oa"]


def test_only_platforms_limit_the_length_of_a_text() -> None:
    free = {c["key"] for c in COMMON["channels"] if c["character_limit"] is None}
    assert free == {"newsroom", "website", "press", "hotline_script", "email"}


def test_climbing_the_spread_ladder_never_lowers_the_score() -> None:
    scores = [rung["axis_spread"] for rung in COMMON["spread_ladder"]]
    assert len(scores) == 5 and scores == sorted(scores) and scores[-1] == 3
