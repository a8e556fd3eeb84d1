"""What a step asks to be written down is asked, checked, kept and shown."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from incidents import written
from incidents.models import Incident, Task
from incidents.services import tasks

PEOPLE = {"key": "people", "kind": "number", "required": True, "vi": "Số người", "en": "People"}
DAY = {"key": "day", "kind": "date", "required": False, "vi": "Ngày gửi", "en": "Sent on"}
PAPER = {"key": "paper", "kind": "link", "required": False, "vi": "Văn bản", "en": "Paper"}
WHOM = {"key": "whom", "kind": "text", "required": True, "vi": "Gửi ai", "en": "To whom"}
FIELDS = [PEOPLE, DAY, PAPER, WHOM]
WHOLE = {"people": "1200", "whom": "A05"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("people", "1200", "1200"),
        ("people", 1200, "1200"),
        ("people", " 0.50 ", "0.50"),
        ("people", "-3", "-3"),
        ("people", "1e3", "1000"),
        ("day", "2026-11-30", "2026-11-30"),
        ("paper", "https://bocongan.example/gui?x=1", "https://bocongan.example/gui?x=1"),
        ("whom", "  Cục A05\u0000 ", "Cục A05"),
        ("whom", "Cục A05\ud800", "Cục A05"),
    ],
)
def test_a_good_value_is_kept_in_one_form(key: str, given: object, kept: str) -> None:
    task = Task(fields=FIELDS)

    assert written.checked(task, {**WHOLE, key: given})[key] == kept


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("people", "many"),
        ("people", "1.200,5"),
        ("people", "NaN"),
        ("people", "Infinity"),
        ("people", "1e400"),
        ("people", "1e-99999999"),
        ("people", "9" * 40),
        ("people", True),
        ("people", ["1"]),
        ("day", "30/11/2026"),
        ("day", "2026-02-30"),
        ("paper", "http://bocongan.example/"),
        ("paper", "javascript:alert(1)"),
        ("paper", "https://"),
        ("paper", "https://x.example/ javascript:1"),
        ("whom", "x" * 1001),
        ("whom", {"a": 1}),
        ("colour", "red"),
    ],
)
def test_a_bad_value_names_its_field(key: str, given: object) -> None:
    with pytest.raises(ValidationError) as caught:
        written.checked(Task(fields=FIELDS), {**WHOLE, key: given})

    assert set(caught.value.message_dict) == {f"answers.{key}"}


def test_whatever_is_missing_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        written.checked(Task(fields=FIELDS), {"people": " ", "day": ""})

    assert set(caught.value.message_dict) == {"answers.people", "answers.whom"}


def test_values_are_shown_in_the_readers_way() -> None:
    task = Task(
        fields=FIELDS, answers={**WHOLE, "day": "2026-11-30", "paper": "https://a.example/"}
    )

    with translation.override("vi"):
        shown = {line.label: line.value for line in written.lines(task)}
    assert shown["Số người"] == "1.200"
    assert (shown["Ngày gửi"], shown["Gửi ai"]) == ("30/11/2026", "A05")
    assert [line.url for line in written.lines(task)] == ["", "", "https://a.example/", ""]


@pytest.fixture
def step(make_case) -> Task:
    case = make_case("verifying")
    return Task.objects.create(incident=case, key="flood.notify", title_vi="Báo", fields=FIELDS)


def url(name: str, case: Incident, *args) -> str:
    return reverse(f"incidents:{name}", args=[case.reference, *args])


def test_a_step_is_finished_with_its_fields_and_keeps_them_when_reopened(step, lead) -> None:
    with pytest.raises(ValidationError):
        tasks.finish_task(step, actor=lead)
    tasks.finish_task(step, actor=lead, answers=WHOLE)
    tasks.reopen_task(step, actor=lead)
    step.refresh_from_db()
    assert (step.status, step.answers) == ("open", WHOLE)

    done = tasks.finish_task(step, actor=lead, answers={"whom": "Thanh tra"})

    assert done.answers == {"people": "1200", "whom": "Thanh tra"}


def test_the_page_asks_names_what_is_missing_and_shows_what_was_written(
    step, client_of, lead
) -> None:
    case, client = step.incident, client_of(lead)
    shown = client.get(url("tasks", case)).content.decode()
    assert 'name="answers.people"' in shown and 'type="date"' in shown

    refused = client.post(url("do", case, "task-done", step.pk), {"answers.people": "7"})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["answers.whom"]
    assert refused.context["form"]["answers.people"].value() == "7"

    sent = {"answers.people": "7", "answers.whom": "<b>A05</b>"}
    assert client.post(url("do", case, "task-done", step.pk), sent).status_code == 302
    shown = client.get(url("tasks", case)).content.decode()
    assert "&lt;b&gt;A05&lt;/b&gt;" in shown and "<b>A05" not in shown


def test_a_press_from_a_page_without_the_fields_takes_nothing_away(step, client_of, lead) -> None:
    Task.objects.update(answers=WHOLE)

    client_of(lead).post(url("do", step.incident, "task-done", step.pk))

    step.refresh_from_db()
    assert (step.status, step.answers) == ("done", WHOLE)


def test_the_interface_asks_for_them_too(step, api_of, lead) -> None:
    api, place = api_of(lead), f"/api/v1/incidents/{step.incident.reference}/tasks/{step.pk}/done/"

    refused = api.post(place, {"answers": {"people": "x"}}, format="json")
    assert refused.status_code in (400, 422)
    assert {"answers.people", "answers.whom"} <= set(str(refused.json()).replace("'", " ").split())

    done = api.post(place, {"answers": {"people": 12, "whom": "A05"}}, format="json")
    assert done.status_code == 200
    assert done.json()["answers"] == {"people": "12", "whom": "A05"}


def test_the_desk_does_not_finish_by_itself_what_asks_for_words(step, lead) -> None:
    Task.objects.update(key="common.capture_evidence")

    tasks.witness(step.incident, "capture_evidence", actor=lead)
    step.refresh_from_db()
    assert step.status == "open"

    Task.objects.update(answers=WHOLE)
    tasks.witness(step.incident, "capture_evidence", actor=lead)
    step.refresh_from_db()
    assert step.status == "done"
