"""Strict content: every error names its place."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from incidents.models import Incident, Task
from playbooks import schema
from playbooks.content import Plan
from playbooks.services.seed import common_plan, shipped_plans


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def content() -> dict:
    return copy.deepcopy(next(p for p in shipped_plans() if p["slug"] == "rumour_fake_news"))


def problems(content: object, *, complete: bool = True) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        schema.clean(content, complete=complete)
    return schema.sentences(caught.value)


def put(content: dict, path: str, value: object) -> None:
    """Set `questions.3.vi`; `DEL` takes the name away."""
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    place = content
    for part in way:
        place = place[part]
    if value == "DEL":
        del place[last]
    else:
        place[last] = value


@pytest.mark.parametrize("plan", shipped_plans(), ids=lambda plan: plan["slug"])
def test_shipped_plans_are_already_clean(plan: dict) -> None:
    assert schema.clean(plan) == plan


def test_a_plan_says_nothing_that_a_case_cannot_hold(content: dict) -> None:
    longest = Task._meta.get_field("title_vi").max_length
    put(content, "steps.0.vi", "x" * (longest + 1))
    assert problems(content) == [f"steps[0].vi is longer than {longest} characters"]

    put(content, "steps.0.vi", "x" * longest)
    assert schema.clean(content)["steps"][0]["vi"] == "x" * longest

    longest = Incident._meta.get_field("kind").max_length
    put(content, "slug", "x" * (longest + 1))
    assert problems(content) == [f"slug is longer than {longest} characters"]


def test_a_legal_deadline_of_the_brands_own_can_be_named(content: dict) -> None:
    """Their identifiers are made from their names."""
    own = ["72-gio-bao-cao", "thong-bao-khach-hang"]
    put(content, "legal_clocks", own)
    put(content, "steps.0.clocks", own)

    assert schema.clean(content)["legal_clocks"] == own
    put(content, "legal_clocks", ["Báo cáo"])
    assert problems(content)[0].startswith("legal_clocks[0] must be a short identifier")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("questions.3.vi", "", "questions[3].vi is empty"),
        ("questions.3.vi", "  \n ", "questions[3].vi is empty"),
        ("questions.3.vi", 5, "questions[3].vi is not a text"),
        ("questions.3.vi", "DEL", "questions[3].vi is missing"),
        ("questions.3.colour", "red", "questions[3].colour is not known here"),
        ("questions.0.minutes", "30", "questions[0].minutes must be a whole number of minutes"),
        ("questions.0.minutes", True, "questions[0].minutes must be a whole number of minutes"),
        ("questions.0.minutes", -1, "questions[0].minutes must be a whole number of minutes"),
        ("questions.0.critical", "yes", "questions[0].critical must be true or false"),
        ("questions.1.key", "original_post", "questions[0].key is used twice"),
        ("steps.0.key", "Open It", "steps[0].key must be a short identifier such as original_post"),
        ("name.en", "", "name.en is empty"),
        ("name.vi", "x" * 121, "name.vi is longer than 120 characters"),
        ("scct", [], "scct is not a mapping of names to values"),
        ("scct.cluster", "guilty", "scct.cluster must be one of: victim, accidental, preventable"),
        ("signals", {}, "signals is not a list"),
        ("signals", [], "signals has no row"),
        ("signals", [{"vi": "a", "en": "a"}] * 61, "signals has more than 60 rows"),
        ("templates.0.vi", "{nobody}", "templates[0].vi asks for {nobody}, which nobody can fill"),
        ("templates.0.vi", "{brand", "templates[0].vi has a brace without its partner"),
        ("templates", [], "templates has no row"),
        ("slug", "import", "slug is reserved"),
        ("surprise", 1, "surprise is not known here"),
    ],
)
def test_an_error_names_its_place(content: dict, path: str, value: object, sentence: str) -> None:
    put(content, path, value)

    assert sentence in problems(content)


def test_every_error_is_told_at_once(content: dict) -> None:
    put(content, "questions.0.vi", "")
    put(content, "steps.1.en", "")

    assert problems(content) == ["questions[0].vi is empty", "steps[1].en is empty"]


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_a_document_is_a_mapping(data: object) -> None:
    assert problems(data) == ["document is not a mapping of names to values"]


def test_a_plan_needs_a_critical_question_and_a_holding_text(content: dict) -> None:
    for question in content["questions"]:
        question["critical"] = False
    content["templates"] = [t for t in content["templates"] if t["kind"] != "holding"]

    assert problems(content) == [
        "questions need at least one that is critical",
        "templates need a holding statement",
    ]


def test_a_draft_may_have_gaps_but_no_nonsense(content: dict) -> None:
    content["signals"] = []
    put(content, "questions.0.vi", "")
    assert schema.clean(content, complete=False)["questions"][0]["vi"] == ""

    put(content, "questions.0.role", "king")
    assert problems(content, complete=False)[0].startswith("questions[0].role must be one of")


def test_the_common_plan_has_only_what_all_share() -> None:
    common = common_plan()

    assert set(common) == {"slug", "code", "name", "summary", "sections", "steps", "templates"}
    assert problems({**common, "signals": []}) == ["signals is not known here"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  hai   khoảng  trắng ", "hai khoảng trắng"),
        ("dòng\nmột", "dòng một"),
        ("Đa\u0300 Nẵng", "Đà Nẵng"),
        ("a\x00b\u202ec\ufeff", "abc"),
        ("\ud800x", "x"),
        ("ca\u2028phê", "ca phê"),
    ],
)
def test_hostile_text_is_tidied(content: dict, typed: str, stored: str) -> None:
    put(content, "name.vi", typed)

    assert schema.clean(content)["name"]["vi"] == stored


def test_statements_keep_their_paragraphs(content: dict) -> None:
    put(content, "templates.0.vi", " Một. \r\n\r\n Hai.  \n")

    assert schema.clean(content)["templates"][0]["vi"] == "Một.\n\nHai."


def test_a_plan_speaks_the_readers_language(content: dict) -> None:
    plan = Plan.of(content)

    assert str(plan.name) == "Rumour and fake news"
    with translation.override("vi"):
        assert str(plan.name) == "Tin đồn, tin giả"
    assert plan.languages == ("vi", "en")
    assert plan.questions[1].critical and plan.questions[1].key == "what_is_false"


def test_an_empty_language_falls_back_to_the_other(content: dict) -> None:
    put(content, "name.en", "")
    put(content, "templates.0.en", "")
    plan = Plan.of(content)

    assert str(plan.name) == "Tin đồn, tin giả"
    assert plan.languages == ("vi",)
