"""The tone lint finds the phrases it names, and leaves honest sentences and our own texts alone."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

SEED = Path(__file__).resolve().parents[2] / "playbooks" / "seed"
COMMON: dict[str, Any] = yaml.safe_load((SEED / "common.yaml").read_text(encoding="utf-8"))
TYPES = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(SEED.glob("types/*.yaml"))]

every_rule = pytest.mark.parametrize("rule", COMMON["lint"], ids=lambda rule: rule["key"])


def hits(rule: dict[str, Any], lang: str, text: str) -> list[str]:
    """The patterns of a rule that match a text, as the desk applies them."""
    ready = unicodedata.normalize("NFC", text)
    return [p for p in rule[f"patterns_{lang}"] if re.search(p, ready, re.IGNORECASE)]


def test_seeded_texts_pass_the_lint_they_ship_with() -> None:
    texts = [(t, s.get("slug", "common")) for s in (COMMON, *TYPES) for t in s["templates"]]
    found = [
        (where, text["key"], lang, rule["key"])
        for text, where in texts
        for lang in ("vi", "en")
        for rule in COMMON["lint"]
        if hits(rule, lang, text[lang])
    ]
    assert found == []


@every_rule
def test_lint_warns_and_is_an_error_in_an_apology(rule: dict[str, Any]) -> None:
    assert (rule["severity"], rule["error_in"]) == ("warning", ["apology"])


@every_rule
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_lint_finds_its_own_examples(rule: dict[str, Any], lang: str) -> None:
    matched = {example: hits(rule, lang, example) for example in rule[f"hits_{lang}"]}
    assert [example for example, patterns in matched.items() if not patterns] == []
    assert {p for patterns in matched.values() for p in patterns} == set(rule[f"patterns_{lang}"])


@every_rule
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_lint_is_deaf_to_case_and_to_decomposed_accents(rule: dict[str, Any], lang: str) -> None:
    for example in rule[f"hits_{lang}"]:
        assert hits(rule, lang, example.upper()), example.upper()
        assert hits(rule, lang, unicodedata.normalize("NFD", example)), example


@every_rule
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_lint_leaves_honest_sentences_alone(rule: dict[str, Any], lang: str) -> None:
    assert [s for s in rule[f"clean_{lang}"] if hits(rule, lang, s)] == []
