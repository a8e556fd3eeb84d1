"""Facts, evidence, claims, questions, tasks and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.services import claims, evidence, facts, notes, questions, standing, tasks, team
from incidents.services.notes import named
from teams.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def link(case: Incident, actor: User, **more: Any) -> None:
    evidence.add_evidence(
        case, actor=actor, title="Phiếu kiểm nghiệm", url="https://lab.example/1", **more
    )


def test_a_fact_is_confirmed_by_evidence_only(
    make_case: Callable[..., Incident], lead: User
) -> None:
    fact = facts.add_fact(make_case(), actor=lead, text_vi="Lô L2107 đạt chuẩn")

    with pytest.raises(Blocked) as error:
        facts.revise_fact(fact, actor=lead, status="confirmed", reason="gọi nhà máy")
    assert [reason.code for reason in error.value.reasons] == ["no_evidence"]

    link(fact.incident, lead, fact=fact)
    assert facts.revise_fact(
        fact, actor=lead, status="confirmed", reason="phiếu kiểm nghiệm"
    ).status == ("confirmed")


def test_from_high_on_confirming_takes_two(
    make_case: Callable[..., Incident], lead: User, minh: User, khoa: User
) -> None:
    fact = facts.add_fact(make_case(severity="high"), actor=lead, text_vi="Lô L2107 đạt chuẩn")
    link(fact.incident, lead, fact=fact)

    waiting = facts.revise_fact(fact, actor=lead, status="confirmed", reason="phiếu")
    assert (waiting.status, waiting.awaiting_second) == ("unverified", True)
    for person in (lead, khoa):
        with pytest.raises(Forbidden):
            facts.second_fact(fact, actor=person)

    done = facts.second_fact(fact, actor=minh)
    assert (done.status, done.awaiting_second) == ("confirmed", False)
    assert [(r.number, r.status, r.by, r.second) for r in done.revisions.all()] == [
        (1, "unverified", lead, None),
        (2, "confirmed", lead, minh),
    ]


def test_a_claim_whose_fact_is_confirmed_turns_true_and_pages_the_comms_head(
    make_case: Callable[..., Incident], lead: User, phuong: User
) -> None:
    case = make_case()
    fact = facts.add_fact(case, actor=lead, text_vi="Có vi khuẩn trong lô L2107")
    claim = claims.register_claim(case, actor=lead, text="Sữa có vi khuẩn")
    claims.assess_claim(claim, actor=lead, assessment="answer", reason="lan nhanh", fact=fact)
    link(case, lead, fact=fact)

    facts.revise_fact(fact, actor=lead, status="confirmed", reason="kết quả mẫu")

    claim.refresh_from_db()
    assert claim.status == "turned_true"
    assert Notice.objects.filter(user=phuong, topic="incidents.claim_turned_true").count() == 1
    with pytest.raises(Blocked):
        claims.move_claim(claim, "faded", actor=lead)


def test_a_hostile_file_name_never_reaches_the_disk(
    make_case: Callable[..., Incident], lead: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("../../etc/passwd.sh%00.png", b"\x89PNG data")

    kept = evidence.add_evidence(make_case(), actor=lead, title="Ảnh", kind="screenshot", file=file)

    assert kept.file.name == f"evidence/{kept.sha256[:2]}/{kept.sha256}.png"
    assert (tmp_path / kept.file.name).read_bytes() == b"\x89PNG data"


def test_evidence_of_another_case_is_refused(
    make_case: Callable[..., Incident], lead: User
) -> None:
    fact = facts.add_fact(make_case(), actor=lead, text_vi="Một dữ kiện")

    with pytest.raises(ValidationError):
        link(make_case(), lead, fact=fact)


def test_an_answer_says_what_was_found(make_case: Callable[..., Incident], lead: User) -> None:
    question = questions.ask(make_case(), actor=lead, text_vi="Có thật không?", owner=lead)

    with pytest.raises(ValidationError):
        questions.answer(question, actor=lead, answer="confirmed", note=" ")
    answered = questions.answer(question, actor=lead, answer="refuted", note="ảnh năm 2019")

    assert (answered.answer, answered.answered_by) == ("refuted", lead)


def test_an_owner_from_elsewhere_is_refused(
    make_case: Callable[..., Incident], lead: User, vy: User
) -> None:
    with pytest.raises(ValidationError):
        questions.ask(make_case(), actor=lead, text_vi="Có thật không?", owner=vy)


def test_a_critical_task_is_skipped_by_the_lead_only(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    task = tasks.add_task(make_case(), actor=minh, title_vi="Ngừng bán", critical=True)

    with pytest.raises(Forbidden):
        tasks.skip_task(task, actor=minh, reason="không cần")
    assert tasks.skip_task(task, actor=lead, reason="đã ngừng").status == "skipped"


def test_a_finished_task_tells_the_second_person_so(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    task = tasks.add_task(make_case(), actor=lead, title_vi="Gọi khách")
    tasks.finish_task(task, actor=lead)

    with pytest.raises(Blocked) as error:
        tasks.finish_task(task, actor=minh)

    assert [reason.code for reason in error.value.reasons] == ["wrong_state"]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Lan xem giúp", ["lan"]),
        ("@lan @phượng họp", ["lan", "phuong"]),
        ("@Phạm Thị Lan ơi", ["lan"]),
        ("@phuong", ["phuong"]),
        ("lan@example.vn", []),
        ("email a@lan", []),
        ("không gọi ai", []),
    ],
)
def test_at_sign_calls_people_without_accents_too(
    text: str, called: list[str], lan: User, phuong: User
) -> None:
    people = {"lan": lan, "phuong": phuong}

    assert sorted(k for k, v in people.items() if v in named(text, people.values())) == called


def test_a_named_person_is_told(make_case: Callable[..., Incident], lead: User, lan: User) -> None:
    notes.add(make_case(), actor=lead, text="@Lan duyệt giúp em")

    assert list(Notice.objects.filter(user=lan).values_list("topic", flat=True)) == [
        "incidents.mentioned"
    ]


def test_a_privileged_note_does_not_call_those_who_may_not_read_it(
    make_case: Callable[..., Incident], lan: User, minh: User
) -> None:
    notes.add(make_case(), actor=lan, text="@Minh xem rủi ro", visibility="privileged")

    assert Notice.objects.filter(user=minh).count() == 0


def test_viewers_and_strangers_change_nothing(
    make_case: Callable[..., Incident], khoa: User, vy: User, admin_person: User
) -> None:
    case = make_case()

    for person in (khoa, vy, admin_person):
        with pytest.raises(Forbidden):
            facts.add_fact(case, actor=person, text_vi="x")
        with pytest.raises(Forbidden):
            tasks.add_task(case, actor=person, title_vi="x")


def test_a_crisis_is_declared_by_head_or_executive_once(
    make_case: Callable[..., Incident], lead: User, nghia: User, phuong: User
) -> None:
    case = make_case("responding")

    with pytest.raises(Forbidden):
        standing.declare_crisis(case, actor=lead, reason="lan rộng")
    assert standing.declare_crisis(case, actor=nghia, reason="lan rộng").declared_crisis_by == nghia
    with pytest.raises(Blocked):
        standing.declare_crisis(case, actor=phuong, reason="lan rộng")


def test_any_comms_member_takes_a_lead_that_nobody_has(
    make_case: Callable[..., Incident], minh: User, khoa: User
) -> None:
    with pytest.raises(Forbidden):
        team.name_lead(make_case(lead=None), khoa, actor=khoa)

    assert team.name_lead(make_case(lead=None), minh, actor=minh).lead == minh


def test_a_new_role_takes_over_the_work_that_waited_for_it(
    make_case: Callable[..., Incident], lead: User, lan: User
) -> None:
    case = make_case("verifying")
    task = tasks.add_task(case, actor=lead, title_vi="Xem hợp đồng", role="legal")

    team.give_role(case, "legal", lan, actor=lead)

    task.refresh_from_db()
    assert task.owner == lan


def test_what_the_desk_saw_needs_no_press(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case("verifying")
    task = tasks.add_task(case, actor=lead, title_vi="Lưu bằng chứng", critical=True)
    case.tasks.filter(pk=task.pk).update(key="common.capture_evidence")

    link(case, lead)

    task.refresh_from_db()
    assert (task.status, task.finished_by) == ("done", lead)
