"""A version enters force by the word of a second person, and never otherwise."""

import pytest

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from outbox.models import OutboxMessage
from playbooks import selectors
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import new_draft, publish, retire, return_to_draft, save_draft, submit
from playbooks.transitions import offers
from teams.models import Membership, Notice, Role


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def told(topic: str) -> set[str]:
    return {notice.user.name for notice in Notice.objects.filter(topic=topic)}


def with_other_texts(draft: PlaybookVersion) -> dict:
    texts = [{**text, "vi": text["vi"] + " Xin cảm ơn."} for text in draft.content["templates"]]
    return {**draft.content, "templates": texts}


def test_the_word_of_a_manager_puts_it_in_force(submitted, in_force, phuong, admin_person) -> None:
    version = publish(submitted, actor=phuong)

    version.refresh_from_db()
    assert (version.state, version.second_person) == ("published", phuong)
    assert version.published_by == admin_person
    assert version.published_at is not None and version.review_due_at is not None
    in_force.refresh_from_db()
    assert in_force.state == "retired"
    assert selectors.published(version.playbook.brand).get(playbook=version.playbook) == version


def test_the_predecessors_words_stay(submitted, in_force, phuong) -> None:
    before = in_force.content

    publish(submitted, actor=phuong)

    in_force.refresh_from_db()
    assert in_force.content == before != submitted.content


@pytest.mark.parametrize("who", ["admin_person", "nghia", "lan", "minh", "khoa", "vy", "bot"])
def test_nobody_else_gives_the_word_for_plain_changes(submitted, request, who: str) -> None:
    with pytest.raises(Forbidden):
        publish(submitted, actor=request.getfixturevalue(who))


def test_a_lawyer_gives_the_word_when_statement_texts_change(draft, admin_person, lan) -> None:
    save_draft(draft, with_other_texts(draft), actor=admin_person)
    submit(draft, actor=admin_person)

    assert publish(draft, actor=lan).second_person == lan


def test_a_manager_of_another_brand_is_nobody(submitted, vy) -> None:
    with pytest.raises(Forbidden):
        publish(submitted, actor=vy)


@pytest.mark.parametrize("hand", ["author", "edited_by", "published_by"])
def test_whoever_had_a_hand_in_it_is_not_the_second_person(
    submitted, admin_person, phuong, hand: str
) -> None:
    # The hand belongs to someone who has become a manager since.
    PlaybookVersion.objects.filter(pk=submitted.pk).update(**{hand: phuong})

    with pytest.raises(Forbidden):
        publish(submitted, actor=phuong)


def test_an_admin_who_became_manager_cannot_pass_the_own_draft(submitted, admin_person) -> None:
    Membership.objects.filter(user=admin_person).update(role=Role.MANAGER)
    admin_person.__dict__.pop("_memberships", None)

    with pytest.raises(Forbidden):
        publish(submitted, actor=admin_person)


def test_a_draft_is_not_published_unread(changed, phuong) -> None:
    with pytest.raises(Blocked) as caught:
        publish(changed, actor=phuong)

    assert codes(caught) == ["wrong_state"]


def test_the_second_person_agrees_to_what_was_read(submitted, phuong, admin_person) -> None:
    seen = submitted.revision
    return_to_draft(submitted, actor=admin_person, reason="Một chữ nữa")
    submitted.refresh_from_db()
    submit(submitted, actor=admin_person)

    with pytest.raises(Stale):
        publish(submitted, actor=phuong, revision=seen)


def test_an_unchanged_draft_is_submitted_once_and_only_to_be_looked_over(
    draft, admin_person, phuong
) -> None:
    """The shipped version is in force without a second person: that two read it is the change."""
    publish(submit(draft, actor=admin_person), actor=phuong)
    again = new_draft(draft.playbook, actor=admin_person, note="Again")

    with pytest.raises(Blocked) as caught:
        submit(again, actor=admin_person)

    assert codes(caught) == ["no_change"]


def test_a_draft_without_a_note_is_not_submitted(changed, admin_person) -> None:
    with pytest.raises(Blocked) as caught:
        submit(changed, actor=admin_person, note=" ")

    assert codes(caught) == ["no_note"]


def test_an_incomplete_draft_says_every_place(changed, admin_person) -> None:
    content = {**changed.content, "signals": [], "name": {"vi": "Tin đồn", "en": ""}}
    save_draft(changed, content, actor=admin_person)

    with pytest.raises(Blocked) as caught:
        submit(changed, actor=admin_person)

    assert codes(caught) == ["incomplete", "incomplete"]
    saved = save_draft(changed, {**content, "signals": [{"vi": "", "en": ""}]}, actor=admin_person)
    assert [r.code for r in offers(saved, admin_person)["submit"].reasons] == ["incomplete"] * 3


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "vy"])
def test_only_an_admin_submits(changed, request, who: str) -> None:
    with pytest.raises(Forbidden):
        submit(changed, actor=request.getfixturevalue(who))


def test_the_second_person_may_return_it_with_a_reason(submitted, phuong, admin_person) -> None:
    returned = return_to_draft(submitted, actor=phuong, reason="Thiếu số đường dây nóng")

    assert returned.state == "draft"
    assert returned.submitted_at is None
    notice = Notice.objects.get(topic="playbooks.returned")
    assert (notice.user, notice.facts["reason"]) == (admin_person, "Thiếu số đường dây nóng")


@pytest.mark.parametrize("who", ["lan", "minh", "khoa", "vy"])
def test_others_do_not_return_it(submitted, request, who: str) -> None:
    with pytest.raises(Forbidden):
        return_to_draft(submitted, actor=request.getfixturevalue(who), reason="x")


def test_those_who_may_agree_are_told(phuong, manager, lan, minh, changed, admin_person) -> None:
    submit(changed, actor=admin_person)

    assert told("playbooks.submitted") == {phuong.name, manager.name}
    mails = OutboxMessage.objects.filter(topic="playbooks.submitted")
    assert {mail.address for mail in mails} == {phuong.email, manager.email}


def test_the_author_is_told_that_it_is_in_force(submitted, phuong, admin_person) -> None:
    publish(submitted, actor=phuong)

    assert told("playbooks.published") == {admin_person.name}


def test_the_library_takes_the_new_name(changed, admin_person, phuong) -> None:
    content = {**changed.content, "name": {"vi": "Tin vịt", "en": "Hoax"}}
    save_draft(changed, content, actor=admin_person)
    submit(changed, actor=admin_person)
    publish(changed, actor=phuong)

    book = Playbook.objects.get(pk=changed.playbook_id)
    assert (book.name_vi, book.name_en) == ("Tin vịt", "Hoax")


def test_retiring_takes_a_plan_out_of_force(in_force, admin_person) -> None:
    retire(in_force, actor=admin_person, reason="Cũ")

    playbook = Playbook.objects.get(pk=in_force.playbook_id)
    assert playbook.retired_at is not None
    assert not selectors.published(playbook.brand_id).filter(playbook=playbook).exists()


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "vy"])
def test_only_an_admin_retires(in_force, request, who: str) -> None:
    with pytest.raises(Forbidden):
        retire(in_force, actor=request.getfixturevalue(who))


def test_a_retired_playbook_comes_back_with_a_new_version(in_force, admin_person, phuong) -> None:
    retire(in_force, actor=admin_person, reason="Cũ")
    draft = new_draft(in_force.playbook, actor=admin_person, note="Dùng lại")
    submit(draft, actor=admin_person)
    publish(draft, actor=phuong)

    book = Playbook.objects.get(pk=in_force.playbook_id)
    assert book.retired_at is None
    assert selectors.published(book.brand_id).get(playbook=book).number == 2
