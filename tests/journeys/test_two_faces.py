"""Pages and API tell the same story: the same answer, for the same reasons, in the same words."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import pytest

from incidents.models import Incident, RoleAssignment
from incidents.services.opening import open_incident
from statements.services import drafting
from statements.services.drafting import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand, minh) -> Incident:
    """Just opened: no scores, no lead, no plan."""
    return open_incident(brand=brand, title="Sữa có mùi lạ", actor=minh, reporter="Tổng đài")


@pytest.fixture
def led(case, lead) -> Incident:
    """The same with a lead, who may try."""
    Incident.objects.filter(pk=case.pk).update(lead=lead)
    RoleAssignment.objects.create(incident=case, role="lead", user=lead)
    return Incident.objects.get(pk=case.pk)


@dataclass(frozen=True)
class Scene:
    """An attempt by both doors, and the status each answers with."""

    page: str
    api: str
    sent: dict[str, Any]
    answers: tuple[int, int]


MOVES = {
    "start_verification before anything is known": Scene(
        "move/start_verification/", "transitions/start_verification/", {}, (409, 409)
    ),
    "respond from the wrong state": Scene("move/respond/", "transitions/respond/", {}, (409, 409)),
    "silence decided without a time to look again": Scene(
        "do/decision/",
        "decisions/",
        {"kind": "no_statement", "text": "Chưa nói", "reason": "chưa rõ"},
        (422, 400),
    ),
    "a crisis declared by a member": Scene(
        "do/crisis/", "crisis/", {"reason": "lan nhanh"}, (403, 403)
    ),
    "a remedy without owner or date": Scene(
        "do/remedy/", "remedy/", {"remedy": "đổi hàng"}, (422, 400)
    ),
}


@pytest.mark.parametrize("scene", MOVES.values(), ids=MOVES)
def test_both_faces_tell_the_same_story(scene, led, lead, client_of, api_of) -> None:
    page = client_of(lead).post(f"/incidents/{led.reference}/{scene.page}", scene.sent)
    api = api_of(lead).post(f"/api/v1/incidents/{led.reference}/{scene.api}", scene.sent)

    assert (page.status_code, api.status_code) == scene.answers
    text = html.unescape(page.content.decode())
    sentences = reasons(api.json())
    assert sentences
    assert [sentence for sentence in sentences if sentence not in text] == []


def reasons(problem: dict[str, Any]) -> list[str]:
    """What a problem document says: blockers, faults by field, or its one sentence."""
    blockers = [blocker["message"] for blocker in problem.get("blockers", [])]
    faults = [text for texts in problem.get("errors", {}).values() for text in texts]
    return blockers or faults or [problem["detail"]]


def test_both_faces_name_every_reason(led, lead, client_of, api_of) -> None:
    api = api_of(lead).post(
        f"/api/v1/incidents/{led.reference}/transitions/start_verification/", {}
    )

    codes = [blocker["code"] for blocker in api.json()["blockers"]]

    assert len(codes) >= 2
    assert len(set(codes)) == len(codes)


def test_a_stranger_meets_nothing_at_either_door(led, vy, client_of, api_of) -> None:
    page = client_of(vy).post(f"/incidents/{led.reference}/move/respond/")
    api = api_of(vy).post(f"/api/v1/incidents/{led.reference}/transitions/respond/", {})

    assert (page.status_code, api.status_code) == (404, 404)


def test_who_comes_second_is_told_at_both_doors(led, minh, lead, client_of, api_of) -> None:
    words = drafting.draft(
        led, actor=minh, kind="internal_brief", words=Words(text_vi="Gửi đồng nghiệp.")
    )
    seen = words.current_version
    drafting.save(
        words, actor=minh, expected_version=seen, words=Words(text_vi="Gửi mọi đồng nghiệp.")
    )

    mine = {"text_vi": "Bản của tôi."}
    page = client_of(lead).post(
        f"/statements/{words.reference}/edit/",
        {**mine, "version": seen, "audience": words.audience},
    )
    api = api_of(lead).post(
        f"/api/v1/statements/{words.reference}/versions/", {**mine, "expected_version": seen}
    )

    assert (page.status_code, api.status_code) == (409, 409)
    assert [blocker["code"] for blocker in api.json()["blockers"]] == ["stale"]
    assert api.json()["current_seq"] == seen + 1
    text = page.content.decode()
    assert "Bản của tôi." in text
    assert "mọi" in text
