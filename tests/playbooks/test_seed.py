"""The seed playbooks keep their schema, speak both languages and agree with each other."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

TYPES = Path(__file__).resolve().parents[2] / "playbooks" / "seed" / "types"

SLUGS = {
    "viral_complaint": "C1",
    "product_safety": "C2",
    "employee_misconduct": "C3",
    "executive_gaffe": "C4",
    "campaign_controversy": "C5",
    "kol_scandal": "C6",
    "rumour_fake_news": "C7",
    "impersonation": "C8",
    "account_hijack": "C9",
    "coordinated_attack": "C10",
    "data_breach": "C11",
    "service_outage": "C12",
    "boycott": "C13",
    "accident_disaster": "C14",
    "labour_dispute": "C15",
    "copyright": "C16",
    "deepfake": "C17",
    "internal_leak": "C18",
}
ROLES = {
    "lead", "fact_lead", "monitoring", "writer", "rumour_control", "spokesperson", "media_desk",
    "customer_care", "internal_comms", "legal", "scribe", "subject_expert", "social", "executive",
}  # fmt: skip
PLACEHOLDERS = {
    "brand", "incident_summary", "time_detected", "product", "batch", "place", "official_channel",
    "hotline", "next_update_at", "authority", "spokesperson", "unit", "confirmed_facts",
    "workaround", "person", "false_claim_reason", "press_contact", "who_is_affected", "what_we_did",
    "reason", "remedy", "prevention", "outcome", "what_is_right", "what_we_changed", "unchanged",
    "still_unknown", "do_say",
}  # fmt: skip
SEVERITIES = {"watch", "moderate", "high", "critical"}
CLUSTERS = {"victim", "accidental", "preventable"}
CLOCKS = {"pdpl_72h", "listed_24h", "press_response"}
KINDS = {
    "holding", "correction", "full_statement", "apology", "internal_brief", "comment_reply",
}  # fmt: skip
# English may say "we" where Vietnamese names the brand; nothing else may be missing from English.
VI_ONLY = {"brand"}
# Texts that assert a fact, and so may only go out once that fact is confirmed.
NEED_A_FACT = {"full", "apology", "correction"}
ASSERTING = {("deepfake", "holding")}

TOP = [
    "slug", "code", "name", "summary", "scct", "signals", "questions", "steps", "people",
    "escalation", "cross_over", "legal_clocks", "templates",
]  # fmt: skip
ITEM = {
    "signals": ["vi", "en"],
    "questions": ["key", "critical", "role", "minutes", "vi", "en"],
    "steps": ["key", "role", "minutes", "critical", "vi", "en"],
    "people": ["vi", "en"],
    "escalation": ["severity", "vi", "en"],
    "cross_over": ["to", "vi", "en"],
    "templates": [
        "key",
        "kind",
        "name",
        "requires_fact",
        "audience",
        "phase",
        "channel",
        "vi",
        "en",
    ],
}
#: What a plan and its rows may say besides, each in its place.
OPTIONAL = {
    "": {"sections": "steps"},
    "steps": dict.fromkeys(
        ("section", "after", "when", "fields", "statements", "questions", "clocks"), "vi"
    ),
}
MAY_BE_EMPTY = {"cross_over"}

every_type = pytest.mark.parametrize("slug", SLUGS)


class OnceOnly(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """A safe loader that refuses a mapping key written twice, which YAML would swallow."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key is written twice: {keys}"
        return super().construct_mapping(node, deep)


def read(slug: str) -> str:
    return (TYPES / f"{slug}.yaml").read_text(encoding="utf-8")


@cache
def load(slug: str) -> dict[str, Any]:
    return yaml.load(read(slug), Loader=OnceOnly)


def bilingual(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that holds a text in two languages, with where it stands."""
    children = node.items() if isinstance(node, dict) else enumerate(node)
    if isinstance(node, dict) and {"vi", "en"} & node.keys():
        yield path, node
    for key, child in children:
        if isinstance(child, dict | list):
            yield from bilingual(child, f"{path}/{key}")


def plain(row: dict[str, Any], part: str) -> list[str]:
    """The keys that every row has, in order; whatever else is said stands in its own place."""
    names, optional = list(row), OPTIONAL.get(part, {})
    found = [name for name in names if name in optional]
    assert found == [name for name in optional if name in row]
    for name in found:
        following = names[names.index(name) + 1]
        assert following in (optional[name], *optional)
    return [name for name in names if name not in optional]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", text))


def test_exactly_the_eighteen_types_are_seeded() -> None:
    found = {path.stem for path in TYPES.glob("*")}
    assert found == SLUGS.keys(), f"missing or unknown: {sorted(found ^ SLUGS.keys())}"


@every_type
def test_file_is_nfc_and_ends_with_a_newline(slug: str) -> None:
    text = read(slug)
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")


@every_type
def test_keys_are_complete_and_in_order(slug: str) -> None:
    data = load(slug)
    assert plain(data, "") == TOP
    assert list(data["scct"]) == ["cluster", "is_rumour", "is_challenge", "advice"]
    for section, keys in ITEM.items():
        assert data[section] or section in MAY_BE_EMPTY, f"{section} is empty"
        for item in data[section]:
            assert plain(item, section) == keys, f"{section}: {item}"


@every_type
def test_file_name_slug_and_code_agree(slug: str) -> None:
    data = load(slug)
    assert (data["slug"], data["code"]) == (slug, SLUGS[slug])


@every_type
def test_every_text_is_written_in_both_languages(slug: str) -> None:
    texts = list(bilingual(load(slug)))
    assert len(texts) > 20
    for path, text in texts:
        for language in ("vi", "en"):
            value = text.get(language)
            assert isinstance(value, str) and value.strip(), f"{path}: {language} is empty"
            lines = "\n" in value and not re.fullmatch(r"/templates/\d+", path)
            assert value == value.strip() and not lines, f"{path}: {language} is untidy"


@every_type
def test_item_keys_are_unique_identifiers(slug: str) -> None:
    data = load(slug)
    for section in ("questions", "steps", "templates"):
        keys = [item["key"] for item in data[section]]
        assert len(keys) == len(set(keys)), f"{section}: {keys}"
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys), f"{section}: {keys}"


@every_type
def test_no_text_is_repeated_within_a_section(slug: str) -> None:
    data = load(slug)
    for section in ("signals", "questions", "steps", "people", "escalation"):
        for language in ("vi", "en"):
            texts = [item[language] for item in data[section]]
            assert len(texts) == len(set(texts)), f"{section}: {language}"


@every_type
def test_owners_and_deadlines_are_known(slug: str) -> None:
    data = load(slug)
    for item in data["questions"] + data["steps"]:
        assert item["role"] in ROLES, item["key"]
        # What the law counts from detection may take days, if it ends before its 72 hours do.
        most = 48 * 60 if item.get("after") == "detected" else 240
        assert type(item["minutes"]) is int and 0 < item["minutes"] <= most, item["key"]
        assert type(item["critical"]) is bool, item["key"]


@every_type
def test_a_few_questions_are_critical_and_the_list_stays_short(slug: str) -> None:
    questions = load(slug)["questions"]
    assert 5 <= len(questions) <= 8
    assert 1 <= sum(question["critical"] for question in questions) <= 4


@every_type
def test_choices_are_known(slug: str) -> None:
    data = load(slug)
    assert data["scct"]["cluster"] in CLUSTERS
    assert type(data["scct"]["is_rumour"]) is type(data["scct"]["is_challenge"]) is bool
    assert {item["severity"] for item in data["escalation"]} <= SEVERITIES
    assert set(data["legal_clocks"]) <= CLOCKS
    assert {template["kind"] for template in data["templates"]} <= KINDS


@every_type
def test_cross_over_leads_to_another_type_that_exists(slug: str) -> None:
    targets = [item["to"] for item in load(slug)["cross_over"]]
    assert set(targets) <= SLUGS.keys() - {slug}
    assert len(targets) == len(set(targets))


@every_type
def test_there_is_one_holding_text(slug: str) -> None:
    keys = [t["key"] for t in load(slug)["templates"] if t["kind"] == "holding"]
    assert keys == ["holding"]


@every_type
def test_only_texts_that_assert_a_fact_need_one(slug: str) -> None:
    for template in load(slug)["templates"]:
        needed = template["key"] in NEED_A_FACT or (slug, template["key"]) in ASSERTING
        assert template["requires_fact"] is needed, template["key"]


@every_type
def test_placeholders_are_known_and_only_in_templates(slug: str) -> None:
    for path, text in bilingual(load(slug)):
        allowed = PLACEHOLDERS if re.fullmatch(r"/templates/\d+", path) else set()
        for language in ("vi", "en"):
            unknown = placeholders(text[language]) - allowed
            assert not unknown, f"{path} {language}: {sorted(unknown)}"
            bare = re.sub(r"\{[^{}]*\}", "", text[language])
            assert not set("{}") & set(bare), f"{path} {language}: stray brace"


@every_type
def test_both_languages_ask_for_the_same_values(slug: str) -> None:
    for template in load(slug)["templates"]:
        vi, en = placeholders(template["vi"]), placeholders(template["en"])
        difference = f"{template['key']}: vi only {sorted(vi - en)}, en only {sorted(en - vi)}"
        assert en <= vi and vi - en <= VI_ONLY, difference


@every_type
def test_a_holding_text_says_when_and_where_the_next_word_comes(slug: str) -> None:
    for template in load(slug)["templates"]:
        if template["kind"] == "holding":
            for language in ("vi", "en"):
                named = placeholders(template[language])
                assert {"next_update_at", "official_channel"} <= named, language


@every_type
def test_every_type_has_words_for_all_who_ask(slug: str) -> None:
    kinds = [item["kind"] for item in load(slug)["templates"]]
    assert {"holding", "full_statement", "internal_brief", "comment_reply"} <= set(kinds)
    # Whoever may be at fault can apologise, whoever is lied about can put it right.
    assert {"apology", "correction"} & set(kinds)
    assert len(kinds) == len(set(kinds))


def test_rumours_also_have_a_correction() -> None:
    kinds = {item["key"]: item["kind"] for item in load("rumour_fake_news")["templates"]}
    assert kinds["correction"] == "correction" and "apology" not in kinds
