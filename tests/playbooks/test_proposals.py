"""What a case taught becomes a row of the next version, by an admin and a second person."""

from __future__ import annotations

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from outbox.models import OutboxMessage
from playbooks import hands
from playbooks.marks import marks
from playbooks.models import PlaybookVersion, Proposal
from playbooks.services import discard, export_yaml, import_yaml, publish, save_draft, submit
from playbooks.services.proposals import decline, propose, take, withdraw
from teams.models import Notice

STEP = {
    "vi": "Gọi tổng đài trước",
    "en": "Call the hotline first",
    "role": "lead",
    "minutes": 10,
    "critical": False,
}


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


@pytest.fixture
def proposal(rumour, minh, admin_person) -> Proposal:
    return added(rumour, minh)


def added(playbook, who, source: str = "INC-12") -> Proposal:
    return propose(
        playbook,
        actor=who,
        source=source,
        words="Gọi tổng đài sớm",
        part="steps",
        kind="add",
        row=STEP,
    )


def about(playbook, who, kind: str, part: str = "steps", **row) -> Proposal:
    """A change to the first row of a part."""
    stands = playbook.versions.first().content[part][0]
    known_as = stands.get("key") or stands["vi"]
    return propose(
        playbook,
        actor=who,
        source="INC-12",
        words="đổi",
        part=part,
        kind=kind,
        key=known_as,
        row={**stands, **row},
    )


def in_force(version, second) -> PlaybookVersion:
    version.refresh_from_db()
    submit(version, actor=version.edited_by, note="Sau vụ việc")
    return publish(version, actor=second)


def test_the_admins_are_told_and_who_proposed_is_told_of_a_no(proposal, admin_person, minh) -> None:
    assert [n.user for n in Notice.objects.filter(topic="playbooks.suggested")] == [admin_person]

    decline(proposal, "Đã có bước này", actor=admin_person)

    told = Notice.objects.get(topic="playbooks.answered")
    assert (told.user, told.facts["words"]) == (minh, "INC-12: Đã có bước này")
    assert proposal.playbook.proposals.get().state == "declined"


def test_what_a_drill_taught_is_told_in_the_desk_only(rumour, admin_person, minh) -> None:
    before = OutboxMessage.objects.count()
    added(rumour, minh, "DRL-3")
    assert Notice.objects.filter(topic="playbooks.suggested").count() == 1
    assert OutboxMessage.objects.count() == before


def test_one_press_writes_it_into_a_draft_that_says_why(proposal, admin_person) -> None:
    draft = take(proposal, actor=admin_person)

    assert draft.state == "draft"
    assert draft.content["steps"][-1]["vi"] == "Gọi tổng đài trước"
    assert draft.note.endswith("INC-12: Gọi tổng đài sớm")
    proposal.refresh_from_db()
    assert proposal.state == "taken"


def test_it_joins_a_draft_that_is_open(proposal, draft, admin_person) -> None:
    assert take(proposal, actor=admin_person).pk == draft.pk
    draft.refresh_from_db()
    assert draft.note == "Shorter summary"


def test_it_waits_while_a_version_is_read_over(proposal, submitted, admin_person) -> None:
    with pytest.raises(Blocked) as caught:
        take(proposal, actor=admin_person)
    assert codes(caught) == ["in_review"]


@pytest.mark.parametrize("who", ["phuong", "lan", "minh", "khoa", "nghia", "vy"])
def test_only_admins_answer(proposal, request, who: str) -> None:
    person = request.getfixturevalue(who)
    for act in (lambda: take(proposal, actor=person), lambda: decline(proposal, "x", actor=person)):
        with pytest.raises(Forbidden):
            act()


def test_nothing_is_answered_twice(proposal, rumour, minh, admin_person) -> None:
    take(proposal, actor=admin_person)
    for act in (
        lambda: take(proposal, actor=admin_person),
        lambda: decline(proposal, "x", actor=admin_person),
        lambda: withdraw(proposal),
    ):
        with pytest.raises(Blocked) as caught:
            act()
        assert codes(caught) == ["taken"]
    other = added(rumour, minh)
    decline(other, "không cần", actor=admin_person)
    with pytest.raises(Blocked) as caught:
        take(other, actor=admin_person)
    assert codes(caught) == ["declined"]


def test_a_no_needs_its_reason(proposal, admin_person) -> None:
    with pytest.raises(ValidationError):
        decline(proposal, "  ", actor=admin_person)


def test_the_database_knows_one_answer(proposal, draft, admin_person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(version=draft, declined_at=draft.created_at)


def test_who_proposed_the_words_is_not_the_second_person(
    rumour, phuong, manager, admin_person
) -> None:
    draft = take(added(rumour, phuong), actor=admin_person)
    draft.refresh_from_db()
    submit(draft, actor=admin_person)
    with pytest.raises(Forbidden):
        publish(draft, actor=phuong)
    assert publish(draft, actor=manager).state == "published"


def test_a_draft_thrown_away_lets_it_wait_again(proposal, admin_person) -> None:
    draft = take(proposal, actor=admin_person)
    discard(draft, actor=admin_person)
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_a_change_undone_in_the_draft_lets_it_wait_again(
    proposal, rumour, minh, admin_person, phuong
) -> None:
    kept = about(rumour, minh, "change", vi="Lời mới")
    draft = take(proposal, actor=admin_person)
    take(kept, actor=admin_person)
    draft.refresh_from_db()
    content = {**draft.content, "steps": draft.content["steps"][:-1]}
    save_draft(draft, content, actor=admin_person)

    in_force(draft, phuong)

    proposal.refresh_from_db()
    kept.refresh_from_db()
    assert (proposal.state, kept.state) == ("proposed", "in_force")
    assert {n.user for n in Notice.objects.filter(topic="playbooks.published")} >= {minh}


def test_another_identifier_in_the_draft_loses_neither_mark_nor_hand(
    rumour, phuong, manager, admin_person
) -> None:
    text = {
        "kind": "holding",
        "name": {"vi": "Tên", "en": "Name"},
        "requires_fact": False,
        "vi": "Lời của người đề xuất.",
        "en": "Words of who proposed.",
    }
    proposal = propose(
        rumour, actor=phuong, source="INC-12", words="thêm", part="templates", kind="add", row=text
    )
    draft = take(proposal, actor=admin_person)
    draft.refresh_from_db()
    content = copy.deepcopy(draft.content)
    content["templates"][-1]["key"] = "recall_notice"
    save_draft(draft, content, actor=admin_person)

    version = in_force(draft, manager)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.key) == ("in_force", "recall_notice")
    assert phuong.pk in hands.of(version, "recall_notice", "vi")
    assert (rumour.pk, "templates", "recall_notice") in marks([version], manager)


def test_a_plan_from_another_desk_may_have_a_lesson_of_that_number(
    proposal, rumour, minh, admin_person, phuong
) -> None:
    upcoming = Proposal.objects.order_by("-pk").first().pk + 1
    draft = take(proposal, actor=admin_person)
    draft.refresh_from_db()
    content = copy.deepcopy(draft.content)
    content["steps"][-1]["key"] = f"lesson_{upcoming}"
    save_draft(draft, content, actor=admin_person)
    in_force(draft, phuong)

    assert added(rumour, minh).key == f"lesson_{upcoming}_2"


def test_a_row_is_changed_or_taken_out(rumour, minh, admin_person, phuong) -> None:
    first, second = rumour.versions.first().content["steps"][:2]
    draft = take(about(rumour, minh, "change", vi="Lời mới"), actor=admin_person)
    gone = propose(
        rumour,
        actor=minh,
        source="INC-12",
        words="bỏ",
        part="steps",
        kind="remove",
        key=second["key"],
    )
    take(gone, actor=admin_person)

    version = in_force(draft, phuong)

    rows = {row["key"]: row["vi"] for row in version.content["steps"]}
    assert rows[first["key"]] == "Lời mới"
    assert second["key"] not in rows
    assert set(rumour.proposals.in_force()) == set(rumour.proposals.all())


def test_words_that_changed_meanwhile_are_not_overwritten(
    rumour, minh, draft, admin_person
) -> None:
    late = about(rumour, minh, "change", vi="Lời của bài học")
    steps = [{**row} for row in draft.content["steps"]]
    steps[0]["vi"] = "Lời của người khác"
    save_draft(draft, {**draft.content, "steps": steps}, actor=admin_person)
    with pytest.raises(Blocked) as caught:
        take(late, actor=admin_person)
    assert codes(caught) == ["row_changed"]

    own = {**late.row, "vi": "Lời chung"}
    assert take(late, actor=admin_person, row=own).content["steps"][0]["vi"] == "Lời chung"


def test_a_row_that_is_gone_is_named(rumour, minh, draft, admin_person) -> None:
    late = about(rumour, minh, "change", vi="Lời mới")
    save_draft(draft, {**draft.content, "steps": draft.content["steps"][1:]}, actor=admin_person)
    with pytest.raises(Blocked) as caught:
        take(late, actor=admin_person)
    assert codes(caught) == ["row_gone"]


def test_a_wrong_row_names_its_field(rumour, minh) -> None:
    def wrong(**row):
        with pytest.raises(ValidationError) as caught:
            propose(
                rumour,
                actor=minh,
                source="INC-1",
                words="x",
                part=row.pop("part", "steps"),
                kind="add",
                row=row,
            )
        return set(caught.value.message_dict)

    assert wrong(**{**STEP, "minutes": -1}) == {"minutes"}
    assert wrong(**{**STEP, "vi": "", "en": ""}) == {"vi"}
    text = {"kind": "holding", "requires_fact": False, "name": {"vi": "A", "en": "A"}}
    assert wrong(part="templates", **text, vi="Gọi {khong_co}", en="") == {"vi"}
    assert Proposal.objects.count() == 0


def test_the_mark_stays_with_its_row_in_later_versions(
    proposal, rumour, minh, admin_person, phuong
) -> None:
    first = in_force(take(proposal, actor=admin_person), phuong)
    sign = about(rumour, minh, "change", part="signals", vi="Có người quay phim ở cửa hàng")
    second = take(sign, actor=admin_person)
    rows = second.content["signals"]
    polished = [{**rows[0], "vi": "Có người quay phim ngay ở cửa hàng"}, *rows[1:]]
    second.refresh_from_db()
    save_draft(second, {**second.content, "signals": polished}, actor=admin_person)
    second = in_force(second, phuong)

    def known(version) -> set:
        return {(part, key) for _book, part, key in marks([version], minh)}

    step = ("steps", f"lesson_{proposal.pk}")
    assert known(first) == {step}
    assert known(second) == {step, ("signals", "Có người quay phim ngay ở cửa hàng")}
    assert known(rumour.versions.get(number=1)) == set()


def test_where_it_came_from_is_not_in_the_file(proposal, admin_person, phuong, brand) -> None:
    version = in_force(take(proposal, actor=admin_person), phuong)
    text = export_yaml(version)
    assert "INC-12" not in text
    again = import_yaml(brand, text, actor=admin_person)
    assert export_yaml(again) == text
    assert {key for *_place, key in marks([again], phuong)} == {f"lesson_{proposal.pk}"}


def test_a_wish_in_words_is_written_by_hand(rumour, minh, admin_person, phuong) -> None:
    wish = propose(rumour, actor=minh, source="INC-12", words="Viết lại phần mở đầu")
    draft = take(wish, actor=admin_person)
    assert draft.content == rumour.versions.get(number=1).content
    content = {**draft.content, "summary": {"vi": "Ngắn.", "en": "Short."}}
    save_draft(draft, content, actor=admin_person)
    in_force(draft, phuong)
    wish.refresh_from_db()
    assert wish.state == "in_force"


def test_an_admin_takes_it_over_from_the_page(proposal, client_of, admin_person) -> None:
    client = client_of(admin_person)
    page = client.get(reverse("playbooks:detail", args=[proposal.playbook.slug]))
    take_url = reverse("playbooks:take_proposal", args=[proposal.pk])
    assert take_url in page.content.decode()
    answer = client.post(take_url, follow=True)
    assert "Gọi tổng đài trước" in answer.content.decode()
    assert "INC-12" in answer.content.decode()


def test_an_admin_words_it_anew_or_is_told_what_is_wrong(proposal, client_of, admin_person) -> None:
    client = client_of(admin_person)
    url = reverse("playbooks:proposal", args=[proposal.pk])
    assert "Gọi tổng đài trước" in client.get(url).content.decode()
    assert client.post(url, {**STEP, "critical": "", "vi": "", "en": ""}).status_code == 422
    refused = client.post(reverse("playbooks:decline_proposal", args=[proposal.pk]), {"reason": ""})
    assert refused.status_code == 422
    client.post(url, {**STEP, "critical": "on", "vi": "Gọi tổng đài trong 10 phút"})
    draft = PlaybookVersion.objects.get(state="draft")
    assert draft.content["steps"][-1]["vi"] == "Gọi tổng đài trong 10 phút"
    assert draft.content["steps"][-1]["critical"] is True


def test_a_page_takes_the_same_queries_for_one_proposal_and_three(
    rumour, minh, client_of, admin_person, own_queries
) -> None:
    client = client_of(admin_person)
    url = reverse("playbooks:detail", args=[rumour.slug])
    for more in (1, 2):
        for _ in range(more):
            added(rumour, minh)
        with own_queries(7):
            client.get(url)
