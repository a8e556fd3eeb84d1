"""The tasks of a case whose playbook says more than words, in two dresses and by a real person."""

from __future__ import annotations

import pytest
from django.db import transaction

from crisisdesk.kernel.clock import now
from incidents.models import Incident, RoleAssignment
from incidents.services import plan
from playbooks import selectors
from playbooks.services import seed
from tests.journeys.test_screens import Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(brand, lead, bot) -> Incident:
    """A breach of personal data that is being verified."""
    seed(brand)
    made = Incident(
        brand=brand,
        number=1,
        title="Dữ liệu khách hàng bị rao bán",
        status="verifying",
        severity="high",
        peak_severity="high",
        created_by=bot,
        detected_at=now(),
        triaged_at=now(),
        lead=lead,
        kind="data_breach",
        playbook_version=selectors.published(brand).get(playbook__slug="data_breach"),
        common_version=selectors.common(brand),
    )
    made.save(force_insert=True)
    RoleAssignment.objects.create(incident=made, role="lead", user=lead)
    with transaction.atomic():
        plan.unroll(made, actor=lead)
    return made


def test_a_step_waits_comes_with_its_answer_and_asks_what_to_write_down(case, enter, lead) -> None:
    speak("vi")
    inspector = Inspector(enter(lead, "vi"), "lead")
    actor = inspector.actor
    page, room = actor.page, f"/incidents/{case.reference}/"
    page.set_viewport_size({"width": 1360, "height": 900})
    inspector.look(f"{room}tasks/", "vi light 1360")
    step = page.locator(f"#task-{case.tasks.get(key='data_breach.tell_people_affected').pk}")
    assert step.get_by_text("Chờ câu trả lời").count() == 1

    question = case.questions.get(key="data_breach.sample_ours")
    actor.goes(f"{room}do/question-answer/{question.pk}/")
    page.locator("[name=answer][value=confirmed]").check()
    page.locator("[name=note]").fill("Đối chiếu 20 bản ghi: đúng của mình")
    page.locator("main form button[type=submit]").first.click()
    actor.goes(f"{room}tasks/")

    step.locator("summary").press("Enter")
    step.locator("input[type=number]").fill("1200")
    step.locator("input[type=number]").press("Enter")
    page.wait_for_url("**/tasks/")
    assert step.get_by_text("1200").count() == 1
    assert case.tasks.get(key="data_breach.tell_people_affected").answers == {"people_told": "1200"}

    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    inspector.look(f"{room}tasks/", "vi dark 390")
    actor.complaints.clear()
    assert not inspector.found, "\n".join(inspector.found)
