"""What a step may say beyond its words: moment, condition, section, things to write down, links."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbooks import diff_words, diffs, schema
from playbooks.content import Field, Plan, Text, When
from playbooks.enums import Condition, FieldKind, Moment, Phase, Readership
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import export_yaml, new_draft, save_draft
from playbooks.services.drafts import check_references
from playbooks.services.proposals import propose
from playbooks.services.seed import shipped_plans
from playbooks.services.yaml_files import read
from tests.playbooks.test_schema import problems, put
from tests.playbooks.test_views_drafting import Writer

DETAIL = {"key": "batch_number", "kind": "text", "required": True, "vi": "Số lô", "en": "Batch"}
FULL: dict[str, Any] = {
    "section": "inside",
    "after": "first_statement",
    "when": {"question": "what_is_false", "answer": "refuted"},
    "fields": [DETAIL],
    "statements": ["holding"],
    "questions": ["original_post"],
    "clocks": ["press_reply"],
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def content() -> dict:
    """The rumour plan, its first step saying everything that a step can say."""
    plan = copy.deepcopy(next(p for p in shipped_plans() if p["slug"] == "rumour_fake_news"))
    plan["sections"] = [{"key": "inside", "vi": "Nội bộ", "en": "Inside"}]
    plan["steps"] = [
        {name: row[name] for name in ("key", "role", "minutes", "vi", "en")} | {"critical": False}
        for row in plan["steps"]
    ]
    first = {key: plan["questions"][n]["key"] for n, key in enumerate(("a", "b"))}
    plan["steps"][0] |= copy.deepcopy(FULL) | {
        "when": {"question": first["b"], "answer": "refuted"},
        "questions": [first["a"]],
        "clocks": [],
    }
    plan["templates"][0] |= {"audience": "media", "phase": "first_word", "channel": "facebook"}
    return schema.clean(plan)


def test_a_plan_that_says_everything_takes_shape(content) -> None:
    plan = Plan.of(content)
    step, other = plan.steps[:2]

    assert (step.section, step.after) == ("inside", "first_statement")
    assert step.when == When(content["questions"][1]["key"], "refuted")
    assert step.fields == (Field("batch_number", "text", True, Text("Số lô", "Batch")),)
    assert (step.statements, step.clocks) == (("holding",), ())
    assert (other.section, other.after, other.when, other.fields) == ("", "opened", None, ())
    assert [str(section.name) for section in plan.sections] == ["Inside"]
    template = plan.templates[0]
    assert (template.audience, template.phase, template.channel) == (
        "media",
        "first_word",
        "facebook",
    )


@pytest.mark.parametrize("nothing", ["", [], {}, None])
def test_what_says_nothing_is_not_stored(content, nothing) -> None:
    content["steps"][0] |= dict.fromkeys(FULL, nothing)
    content["steps"][1]["after"] = "opened"
    content["templates"][0] |= dict.fromkeys(("audience", "phase", "channel"), nothing)

    found = schema.clean({**content, "sections": nothing})

    plain = {"key", "role", "minutes", "critical", "vi", "en"}
    assert set(found["steps"][0]) == set(found["steps"][1]) == plain
    assert set(found["templates"][0]) == {"key", "kind", "name", "requires_fact", "vi", "en"}
    assert "sections" not in found


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("steps.0.section", "outside", "steps[0].section names no section of this playbook"),
        ("steps.0.after", "soon", "steps[0].after must be one of: detected, opened"),
        ("steps.0.when", "x", "steps[0].when is not a mapping of names to values"),
        ("steps.0.when.question", "moon", "steps[0].when.question names no question of this"),
        ("steps.0.when.answer", "open", "steps[0].when.answer must be one of: confirmed, refuted"),
        ("steps.0.when.answer", "DEL", "steps[0].when.answer is missing"),
        ("steps.0.fields.0.kind", "file", "steps[0].fields[0].kind must be one of: text, number"),
        ("steps.0.fields.0.required", 1, "steps[0].fields[0].required must be true or false"),
        ("steps.0.fields.0.vi", "", "steps[0].fields[0].vi is empty"),
        ("steps.0.fields", [DETAIL, DETAIL], "steps[0].fields[1].key is used twice"),
        ("steps.0.questions", ["moon"], "steps[0].questions[0] names no question of this playbook"),
        ("steps.0.statements", ["a", "a"], "steps[0].statements[0] is used twice"),
        ("steps.0.clocks", "pdpl", "steps[0].clocks is not a list"),
        ("sections.0.en", "", "sections[0].en is empty"),
        ("sections.0.colour", "red", "sections[0].colour is not known here"),
        ("templates.0.audience", "cats", "templates[0].audience must be one of: public, customers"),
        ("templates.0.phase", "later", "templates[0].phase must be one of: first_word, update"),
        ("templates.0.channel", "myspace", "templates[0].channel must be one of: newsroom, "),
    ],
)
def test_an_error_names_its_place(content, path: str, value: object, sentence: str) -> None:
    put(content, path, value)

    assert [row for row in problems(content) if row.startswith(sentence)]


@pytest.mark.parametrize("moment", ["contained", "resolved"])
def test_a_critical_step_cannot_wait_for_what_it_holds_up(content, moment: str) -> None:
    content["steps"][0] |= {"critical": True, "after": moment}

    assert problems(content) == [
        "steps[0].after is too late for a critical step, which is done before containing"
    ]


def test_the_common_plan_asks_nothing_so_nothing_there_waits_for_an_answer(content) -> None:
    common = copy.deepcopy(shipped_plans()[0])
    common["steps"][0]["when"] = content["steps"][0]["when"]

    assert problems(common) == ["steps[0].when.question names no question of this playbook"]


def test_links_out_of_a_plan_must_lead_somewhere_in_the_brand(seeded, content) -> None:
    content["steps"][1] |= {"clocks": ["pdpl_72h"], "statements": ["internal_brief"]}
    check_references(seeded, content)

    content["steps"][1] |= {"clocks": ["pdpl_72h", "moon"], "statements": ["moon"]}
    with pytest.raises(ValidationError) as caught:
        check_references(seeded, content)
    assert schema.sentences(caught.value) == [
        "steps[1].clocks[1] names no legal deadline",
        "steps[1].statements[0] names no prepared statement",
    ]


def test_every_shipped_plan_links_only_what_is_shipped(seeded) -> None:
    for plan in shipped_plans():
        check_references(seeded, plan)


def _steps(plan: dict) -> st.SearchStrategy:
    questions = st.sampled_from([row["key"] for row in plan["questions"]])
    label = st.text("aá “:#-\n{", max_size=12)
    field = st.fixed_dictionaries(
        {
            "key": st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
            "kind": st.sampled_from(FieldKind.values),
            "required": st.booleans(),
            "vi": label,
            "en": label,
        }
    )
    said = {
        "section": st.sampled_from(["", "inside"]),
        "after": st.sampled_from(Moment.values),
        "when": st.fixed_dictionaries(
            {"question": questions, "answer": st.sampled_from(Condition.values)}
        ),
        "fields": st.lists(field, max_size=3, unique_by=lambda row: row["key"]),
        "statements": st.lists(st.sampled_from(["holding", "no", "update"]), unique=True),
        "questions": st.lists(questions, max_size=3, unique=True),
        "clocks": st.lists(st.sampled_from(["pdpl_72h", "y"]), unique=True),
    }
    return st.fixed_dictionaries({}, optional=said)


RUMOUR = copy.deepcopy(next(p for p in shipped_plans() if p["slug"] == "rumour_fake_news"))
RUMOUR["templates"] = RUMOUR["templates"][:1]
RUMOUR["people"] = RUMOUR["signals"] = RUMOUR["signals"][:1]


# A loaded machine draws slowly, which says nothing about the rule.
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(_steps(RUMOUR), min_size=1, max_size=4),
    st.fixed_dictionaries(
        {},
        optional={
            "audience": st.sampled_from(Readership.values),
            "phase": st.sampled_from(Phase.values),
            "channel": st.sampled_from(["website", "press"]),
        },
    ),
)
def test_whatever_a_plan_says_comes_back_from_its_file_as_the_same_bytes(said, marks) -> None:
    plan = copy.deepcopy(RUMOUR)
    names = ("key", "role", "minutes", "vi", "en")
    plain = {name: plan["steps"][0][name] for name in names} | {"critical": False}
    plan["sections"] = [{"key": "inside", "vi": "Nội bộ: 1", "en": "no"}]
    plan["steps"] = [{**plain, "key": f"step_{n}", **row} for n, row in enumerate(said)]
    for step in plan["steps"]:
        for row in step.get("fields", ()):
            row |= {code: f"x{row[code]}" for code in ("vi", "en")}
    plan["templates"][0] |= marks
    stored = schema.clean(plan)

    text = export_yaml(PlaybookVersion(content=stored))

    assert read(text) == stored
    assert export_yaml(PlaybookVersion(content=read(text))) == text


def told(before: dict, after: dict) -> dict[str, tuple[str, str]]:
    return {
        str(label): (str(old), str(new))
        for part in diffs.compare(before, after)
        for change in part.changes
        for label, old, new in change.facts
    }


def test_a_comparison_says_links_and_conditions_in_words(content) -> None:
    after = copy.deepcopy(content)
    question = content["questions"][1]["en"]
    put(after, "steps.0.when.answer", "confirmed")
    put(after, "steps.0.after", "first_brief")
    put(after, "steps.0.section", "")
    put(after, "steps.0.fields.0.required", False)
    put(after, "templates.0.audience", "customers")
    after = schema.clean(after)

    assert told(content, after) == {
        "Section": ("Inside", "None"),
        "Counts from": ("First statement published", "First internal brief"),
        "Only if": (f"“{question}”: Refuted", f"“{question}”: Confirmed"),
        "Written down when done": ("Batch (Text, required)", "Batch (Text)"),
        "Readers": ("Press", "Customers"),
    }


def test_a_reworded_question_is_no_change_of_the_step_that_waits_for_it(content) -> None:
    after = copy.deepcopy(content)
    after["questions"][1]["en"] += " Really?"

    assert [part.key for part in diffs.compare(content, after)] == ["questions"]


def test_a_new_section_is_told(content) -> None:
    after = {
        **content,
        "sections": [*content["sections"], {"key": "law", "vi": "Luật", "en": "Law"}],
    }

    ((part, (change,)),) = [(p.key, p.changes) for p in diffs.compare(content, after)]
    assert (part, change.kind, change.label) == ("sections", "added", "law")


def test_saving_by_the_editor_loses_nothing_that_it_does_not_ask(
    draft, content, client_of, admin_person
) -> None:
    before = save_draft(draft, content, actor=admin_person).content
    writer = Writer(client_of(admin_person))

    writer.press("save", steps__0__minutes="17")

    draft.refresh_from_db()
    assert draft.content["steps"][0] == {**before["steps"][0], "minutes": 17}
    assert draft.content == {**before, "steps": [draft.content["steps"][0], *before["steps"][1:]]}

    writer = Writer(client_of(admin_person))
    writer.press("save", steps__0__key="another_name")
    draft.refresh_from_db()
    assert draft.content["steps"][0]["fields"] == [DETAIL]


def test_a_proposal_that_rewords_a_step_keeps_what_it_says_besides(
    brand, content, minh, admin_person
) -> None:
    content = {**content, "slug": "flood", "cross_over": [], "legal_clocks": []}
    book = Playbook.objects.create(brand=brand, slug="flood", code="C19", name_vi="L", name_en="F")
    new_draft(book, actor=admin_person, content=content)
    step = content["steps"][0]
    asked = {name: step[name] for name in ("role", "minutes", "critical", "en")}

    proposal = propose(
        book,
        actor=minh,
        source="INC-1",
        words="rõ hơn",
        part="steps",
        kind="change",
        key=step["key"],
        row={**asked, "vi": "Nói rõ hơn"},
    )

    assert proposal.row == {**step, "vi": "Nói rõ hơn"}


def test_the_page_of_a_plan_says_what_its_steps_say_besides(seeded, client_of, minh) -> None:
    page = client_of(minh).get(reverse("playbooks:detail", args=["data_breach"])).content.decode()

    assert "Nghĩa vụ pháp lý" in page and "Ngày phát hiện" in page
    assert "Trả lời bình luận" in page or "comment_reply" not in page
    assert "pdpl_72h" not in page


def test_a_reference_to_a_common_text_or_a_deadline_is_told_by_its_name() -> None:
    assert diff_words.words("statements", ["internal_brief"], {}) == "Internal brief"
    assert diff_words.words("clocks", ["moon"], {}) == "moon"
    assert "pdpl" not in diff_words.words("clocks", ["pdpl_72h"], {})
