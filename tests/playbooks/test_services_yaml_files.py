"""Plans as files: the same bytes back, and errors with their lines."""

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.errors import Blocked, Forbidden
from playbooks import schema
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import discard, export_yaml, import_yaml
from playbooks.services.seed import shipped_plans
from playbooks.services.yaml_files import LARGEST, read
from tests.plugins.trying import tried

PLANS = {plan["slug"]: plan for plan in shipped_plans()}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def exported(content: dict) -> str:
    return export_yaml(PlaybookVersion(content=content))


def problems(text: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        read(text)
    return schema.sentences(caught.value)


@pytest.mark.parametrize("slug", PLANS)
def test_export_import_export_gives_the_same_bytes(slug: str) -> None:
    text = exported(PLANS[slug])

    assert read(text) == PLANS[slug]
    assert exported(read(text)) == text


@pytest.mark.parametrize("slug", PLANS)
def test_other_readers_understand_the_file(slug: str) -> None:
    assert yaml.safe_load(exported(PLANS[slug])) == PLANS[slug]


@tried(20, 200)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_survive_the_way_through_a_file(first: str, second: str) -> None:
    content = {**PLANS["boycott"], "summary": {"vi": f"a {first}", "en": f"b {second}"}}
    content["templates"] = [{**content["templates"][0], "vi": _bare(first), "en": _bare(second)}]
    stored = schema.clean(content, complete=False)

    assert read_loosely(exported(stored)) == stored


def _bare(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def read_loosely(text: str) -> dict:
    from playbooks.services.yaml_files import _parse

    return schema.clean(_parse(text)[0], complete=False)


def test_the_database_does_not_disturb_the_order(seeded) -> None:
    for version in PlaybookVersion.objects.select_related("playbook"):
        assert export_yaml(version) == exported(PLANS[version.playbook.slug])


def test_long_texts_are_folded_and_paragraphs_kept_for_git() -> None:
    lines = exported(PLANS["common"]).splitlines()

    assert "    vi: |-" in lines or any(line.endswith("vi: |-") for line in lines)
    assert any(line.endswith("vi: >-") for line in lines)
    assert "slug: common" in lines


def test_an_import_is_a_draft_only(seeded, admin_person) -> None:
    text = exported(PLANS["boycott"])

    version = import_yaml(seeded, text, actor=admin_person)

    assert (version.number, version.state, version.author) == (2, "draft", admin_person)
    assert export_yaml(version) == text


def test_an_unknown_slug_becomes_a_new_playbook(seeded, admin_person) -> None:
    text = exported({**PLANS["boycott"], "slug": "flood", "code": "C19"})

    version = import_yaml(seeded, text, actor=admin_person)

    assert version.number == 1
    assert Playbook.objects.get(brand=seeded, slug="flood").code == "C19"


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "khoa", "vy"])
def test_only_admins_import(seeded, request, who: str) -> None:
    with pytest.raises(Forbidden):
        import_yaml(seeded, exported(PLANS["boycott"]), actor=request.getfixturevalue(who))


def test_an_import_does_not_overwrite_someones_draft(draft, admin_person) -> None:
    text = exported(PLANS["rumour_fake_news"])

    with pytest.raises(Blocked):
        import_yaml(draft.playbook.brand, text, actor=admin_person)
    discard(draft, actor=admin_person)
    assert import_yaml(draft.playbook.brand, text, actor=admin_person).number == 2


def test_an_import_names_only_what_the_brand_has(brand, admin_person) -> None:
    with pytest.raises(ValidationError) as caught:
        import_yaml(brand, exported(PLANS["rumour_fake_news"]), actor=admin_person)

    assert "cross_over[0].to" in caught.value.message_dict
    assert not Playbook.objects.exists()


def test_errors_in_the_content_name_place_and_line() -> None:
    text = exported(PLANS["boycott"])
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "role: " in row)
    broken = text.replace("role: ", "role: king_", 1)

    assert problems(broken)[0].startswith("questions[0].role must be one of")
    assert problems(broken)[0].endswith(f"(line {line})")


def test_a_missing_name_points_at_what_should_hold_it() -> None:
    text = exported(PLANS["boycott"]).replace("code: C13\n", "")

    assert problems(text) == ["code is missing (line 1)"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [1, 2", "Line 1: this is not valid YAML"),
        ("a: 1\n\tb: 2", "Line 2: this is not valid YAML"),
        ("a: 1\nb: !!python/object:os.system x", "Line 2: tags are not allowed."),
        ("a: 1\nb: !secret x", "Line 2: tags are not allowed."),
        ("a: !!int ten", "Line 1: tags are not allowed."),
        ('a: !!int "--5"', "Line 1: tags are not allowed."),
        ('a: !!int "' + "1" * 5000 + '"', "Line 1: tags are not allowed."),
        ('a: 1\nb: "\\UFFFFFFFF"', "Line 2: a character is not allowed."),
        ('a: 1\nb: "\\U00110000"', "Line 2: a character is not allowed."),
        ("%YAML " + "9" * 5000 + ".1\n---\na: 1", "Line 1: a character is not allowed."),
        ("a: &x [1]\nb: *x", "Line 1: anchors and aliases are not allowed."),
        ("a: 1\na: 2", "Line 2: “a” is written twice."),
        ("? [a]\n: 1", "Line 1: a name must be a word."),
        ("[" * 5000, "Line 1: is nested too deeply."),
        ("a: " + "{b: " * 9, "Line 1: is nested too deeply."),
        ("a: 1\nb: \x80", "Line 2: a character is not allowed."),
        ("a: 1\n---\nb: 2", "Line 2: this is not valid YAML"),
        ("", "document is not a mapping of names to values (line 1)"),
        ("x" * (LARGEST + 1), f"The file is larger than {LARGEST} characters."),
    ],
)
def test_bad_files_are_refused_with_a_line(text: str, sentence: str) -> None:
    assert problems(text)[0].startswith(sentence)


def test_half_a_sign_breaks_no_answer() -> None:
    for text in ('"\\ud800x": 1', '"\\ud800": 1\n"\\ud800": 2', 'slug: "\\udfff"'):
        "".join(problems(text)).encode()


def test_words_stay_words() -> None:
    text = exported(PLANS["boycott"])
    for odd in ("no", "2026-11-22", "12:30", "1e5", "0x1f"):
        broken = text.replace("code: C13", f"code: {odd}")
        assert read(broken)["code"] == odd
    assert problems(text.replace("code: C13", "code: 12"))[0].startswith("code is not a text")
