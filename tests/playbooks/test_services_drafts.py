"""Drafts: who writes them, and whose words win."""

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from playbooks.models import PlaybookVersion
from playbooks.services import discard, new_draft, save_draft


def summary(draft: PlaybookVersion, text: str) -> dict:
    return {**draft.content, "summary": {"vi": text, "en": text}}


def test_a_draft_begins_as_a_copy_of_what_is_in_force(draft, in_force, admin_person) -> None:
    assert (draft.number, draft.state, draft.author) == (2, "draft", admin_person)
    assert draft.content == in_force.content


@pytest.mark.parametrize("who", ["phuong", "nghia", "lan", "minh", "khoa", "vy", "bot"])
def test_only_admins_write(rumour, request, who: str) -> None:
    with pytest.raises(Forbidden):
        new_draft(rumour, actor=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "vy"])
def test_only_admins_save_or_discard(draft, request, who: str) -> None:
    person = request.getfixturevalue(who)

    with pytest.raises(Forbidden):
        save_draft(draft, draft.content, actor=person)
    with pytest.raises(Forbidden):
        discard(draft, actor=person)


def test_one_draft_at_a_time(draft, admin_person) -> None:
    with pytest.raises(Blocked) as caught:
        new_draft(draft.playbook, actor=admin_person)

    assert [reason.code for reason in caught.value.reasons] == ["draft_exists"]


def test_saving_keeps_words_and_counts(draft, admin_person) -> None:
    saved = save_draft(draft, summary(draft, "Mới"), actor=admin_person, note="  Vì\nsao ")

    saved.refresh_from_db()
    assert saved.content["summary"]["vi"] == "Mới"
    assert (saved.revision, saved.note) == (2, "Vì sao")
    assert str(saved.plan.summary) == "Mới"


def test_the_second_of_two_writers_is_told(draft, admin_person, make_person) -> None:
    other = make_person("Hà", "admin")
    save_draft(draft, summary(draft, "Một"), actor=admin_person, revision=1)

    with pytest.raises(Stale) as caught:
        save_draft(draft, summary(draft, "Hai"), actor=other, revision=1)

    assert caught.value.current_seq == 2
    draft.refresh_from_db()
    assert draft.content["summary"]["vi"] == "Một"
    assert draft.edited_by == admin_person


def test_a_submitted_version_is_not_edited(submitted, admin_person) -> None:
    with pytest.raises(Blocked) as caught:
        save_draft(submitted, submitted.content, actor=admin_person)
    assert [reason.code for reason in caught.value.reasons] == ["not_a_draft"]

    with pytest.raises(Blocked):
        discard(submitted, actor=admin_person)


@pytest.mark.parametrize(
    ("part", "value", "place"),
    [
        ("slug", "other_slug", "slug"),
        ("cross_over", [{"to": "nowhere", "vi": "a", "en": "a"}], "cross_over[0].to"),
        ("cross_over", [{"to": "rumour_fake_news", "vi": "a", "en": "a"}], "cross_over[0].to"),
        ("legal_clocks", ["pdpl_72h", "made_up"], "legal_clocks[1]"),
    ],
)
def test_a_plan_names_only_what_its_brand_has(draft, admin_person, part, value, place) -> None:
    with pytest.raises(ValidationError) as caught:
        save_draft(draft, {**draft.content, part: value}, actor=admin_person)

    assert list(caught.value.message_dict) == [place]


def test_a_discarded_draft_frees_its_number(draft, admin_person) -> None:
    discard(draft, actor=admin_person)

    assert new_draft(draft.playbook, actor=admin_person).number == 2
