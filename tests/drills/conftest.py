"""A brand that has the shipped drill, and one drill under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from drills import services
from drills.models import Drill, InjectRun, Scenario
from incidents.models import Incident
from incidents.services import lifecycle, plan, severity, team
from playbooks.services import seed as plans
from statements.models import Statement
from statements.services import drafting, publishing, review
from statements.services.drafting import Words
from teams.models import Brand, User


@pytest.fixture
def scenario(brand: Brand) -> Scenario:
    services.seed(brand)
    return Scenario.objects.get(brand=brand, slug="rumour_to_recall")


@pytest.fixture
def drill(scenario: Scenario, phuong) -> Drill:
    return services.start(scenario, actor=phuong, note="Đội A chơi")


@pytest.fixture
def pass_minutes() -> Callable[[Drill, int], None]:
    """Let a drill be so many minutes older."""

    def age(drill: Drill, count: int) -> None:
        length = timedelta(minutes=count)
        for run in InjectRun.objects.filter(drill=drill):
            InjectRun.objects.filter(pk=run.pk).update(due_at=run.due_at - length)
        Drill.objects.filter(pk=drill.pk).update(started_at=now() - length)

    return age


SCORES = {"people": 1, "spread": 1, "truth": 1, "stakeholders": 1, "business": 1}
WORDS = Words(
    text_vi="Chúng tôi đang kiểm tra và sẽ thông tin tiếp.",
    text_en="We are checking and will tell you more.",
)


def verifying(brand: Brand, drill: Drill, lead: User) -> Incident:
    """The players take the drill's case on and begin to verify."""
    plans(brand)
    case = team.name_lead(drill.incident, lead, actor=lead)
    lifecycle.acknowledge(case, actor=lead)
    severity.score(case, actor=lead, scores=SCORES)
    plan.choose(case, None, actor=lead, reason="diễn tập")
    return lifecycle.start_verification(Incident.objects.get(pk=case.pk), actor=lead)


@pytest.fixture
def publish(minh: User) -> Callable[..., Statement]:
    """Minh drafts, `signer` reads and signs, Minh publishes."""

    def say(case: Incident, kind: str, signer: User) -> Statement:
        ahead = {"next_update_at": now() + timedelta(hours=1)} if kind == "holding" else {}
        text = drafting.draft(case, actor=minh, kind=kind, words=replace(WORDS, settings=ahead))
        text = review.submit(text, actor=minh)
        review.view(text.version, signer)
        return publishing.publish(review.approve(text, actor=signer), actor=minh)

    return say
