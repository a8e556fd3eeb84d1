"""A viewer walks every page and every answer of the API that is open to them (handbook F5).

Secret words stand in everything that is privileged, internal or restricted; none of them may be met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import ActionItem, Incident, Lesson, Proposal, Review
from incidents.services import (
    claims,
    decisions,
    evidence,
    facts,
    notes,
    questions,
    situation,
    tasks,
)
from incidents.timeline import record
from incidents.verbs import Verb
from statements.services import bank, drafting
from statements.services.bank import Draft
from statements.services.drafting import Words
from tests.journeys.rights import policy
from tests.journeys.rights.routes import routes
from tests.journeys.rights.table import ROWS
from tests.journeys.rights.world import SECRET
from tests.journeys.test_rights_matrix import browser_of, settle, world  # noqa: F401 -- fixtures are found by name

if TYPE_CHECKING:
    from tests.journeys.rights.world import World

pytestmark = pytest.mark.django_db
#: What only those inside read, what only those a restricted case names read, who reported.
INNER, HIDDEN, PERSON = "nội bộ bảy ba mốt", "vụ kín chín hai", "Bà Sao Mai"
READABLE = [
    (route, call)
    for route in routes()
    for call in ROWS.get(route.name, [])
    if call.method == "get" and policy.VIEWER in call.passes and route.name != "incidents:stream"
]


@pytest.fixture(scope="module", autouse=True)
def _planted(world: World, django_db_blocker: Any) -> None:  # noqa: F811
    with django_db_blocker.unblock():
        _plant(world)
        settle()


def _plant(world: World) -> None:  # noqa: F811
    """One secret in each kind of thing, told by the kind."""
    lead, case = world.people[policy.LEAD], world.case
    facts.add_fact(case, actor=lead, text_vi=f"dữ kiện {INNER}")
    notes.add(case, actor=lead, text=f"ghi chú {INNER}")
    evidence.add_evidence(
        case, actor=lead, title=f"ảnh {INNER}", kind="link", url="https://a.example/9"
    )
    decisions.decide(case, actor=lead, text=f"quyết {INNER}", reason=f"vì {INNER}")
    questions.ask(case, actor=lead, text_vi=f"hỏi {INNER}?")
    done = tasks.add_task(case, actor=lead, title_vi=f"việc {INNER}")
    tasks.finish_task(done, actor=lead)
    tasks.add_task(case, actor=lead, title_vi=f"việc nữa {INNER}")
    Proposal.objects.create(
        incident=case, round=case.round, kind="false_alarm", reason=f"đề xuất {INNER}", by=lead
    )
    Incident.objects.filter(pk=case.pk).update(
        remedy=f"khắc phục {INNER}", no_playbook_reason=f"không kịch bản {INNER}",
        unverified_reason=f"chưa rõ {INNER}", silent_source_reason=f"im {INNER}",
        no_closing_reason=f"không kết {INNER}", reporter=f"người báo {INNER}",
    )  # fmt: skip
    # A reason that somebody typed with a change of state.
    record(case, Verb.RELAPSED, lead, words=f"lý do {INNER}", count=1)
    words = Words(text_vi=f"Nháp {INNER}.", title_vi=f"Tiêu đề {INNER}")
    drafting.draft(case, actor=lead, kind="holding", words=words)
    made = Review.objects.filter(incident=world.cases["post_mortem"]).get()
    Review.objects.filter(pk=made.pk).update(
        summary=INNER, public_view=INNER, helped=INNER, hindered=INNER, people=INNER
    )
    lesson = Lesson.objects.create(review=made, text=f"bài học {INNER}", by=lead)
    ActionItem.objects.create(
        review=made, lesson=lesson, text=f"đầu việc {INNER}", due_on=now().date(), owner=lead
    )
    draft = world.situation_draft
    situation.save(draft, actor=lead, edition=draft.edition, text_vi=f"báo cáo {INNER}")
    claims.register_claim(case, actor=lead, text=f"tin sai {INNER}")
    bank.write(
        world.brand, Draft({"question_vi": f"Hỏi {INNER}?", "answer_vi": f"Đáp {INNER}"}),
        actor=lead, incident=case,
    )  # fmt: skip
    Incident.objects.filter(pk=world.cases["secret"].pk).update(
        title=HIDDEN, title_key=HIDDEN, summary=HIDDEN, source_url="https://voz.example/" + "kin92"
    )


@pytest.mark.parametrize(
    ("route", "call"), READABLE, ids=[f"{route}-{call.name}" for route, call in READABLE]
)
def test_no_page_or_answer_of_a_viewer_holds_a_secret(route, call, world, browser_of):  # noqa: F811
    path = reverse(route.name, kwargs=call.kwargs(world)) + call.query
    headers = {}
    if route.is_api:
        headers["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[policy.VIEWER]}"

    with transaction.atomic():
        answer = browser_of(policy.VIEWER).get(path, **headers)
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content])
        transaction.set_rollback(True)

    met = text.decode(errors="replace").lower()
    assert [word for word in (SECRET, INNER, HIDDEN, PERSON, "kin92") if word.lower() in met] == []


@pytest.mark.parametrize("who", [policy.MEMBER, policy.MANAGER])
def test_the_secrets_stand_where_those_inside_read_them(who, world, browser_of):  # noqa: F811
    """The walk above looks for something that is there."""
    browser = browser_of(who)
    inside = ("facts", "tasks", "decisions", "log", "situation-draft")

    for name in inside:
        page = browser.get(reverse(f"incidents:{name}", args=[world.case.reference]))
        assert INNER in page.content.decode(), name
