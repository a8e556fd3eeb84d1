"""Every main page in both languages, both themes and two widths: clean, readable, nothing cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from crisisdesk.kernel.clock import now
from drills import services as drills
from drills.models import Scenario
from incidents.models import Incident
from incidents.services import decisions, evidence, facts, lifecycle, notes, plan, severity, team
from incidents.services import questions as asking
from incidents.services import review as reviewing
from incidents.services.opening import open_incident
from playbooks import selectors as plans
from playbooks import services as playbooks
from statements.models import Statement
from statements.services import drafting, enquiries, publishing, review
from statements.services import enquiry_replies as replies
from statements.services.drafting import Words
from teams import paging
from teams.models import User
from teams.paging import policies
from tests.journeys import stage
from tests.journeys.conftest import STORMS, Storm
from tests.statements import bank_helpers as bank_rows
from tests.statements.bank_helpers import asked, cleared

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

LANGUAGES = ("vi", "en")
THEMES = ("light", "dark")
WIDTHS = (1360, 390)
GRAVE = {"serious", "critical"}
SCORES = {"people": 1, "spread": 3, "truth": 2, "stakeholders": 1, "business": 1}
LONG_NAME = "Khách hàng phản ánh sữa hộp giấy loại 180 ml có mùi lạ tại nhiều cửa hàng ở Nghệ An"


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


@dataclass
class World:
    """One case in the thick of it, one in its review, words in every stage, a drill."""

    hot: Incident
    ended: Incident
    words: dict[str, Statement] = field(default_factory=dict)
    drill: int = 0
    signal: int = 0


def begun(case: Incident, lead: User) -> Incident:
    """Led, scored, typed and being verified."""
    case = team.name_lead(case, lead, actor=lead)
    case = severity.score(case, actor=lead, scores=SCORES)
    version = plans.published(case.brand_id).get(playbook__slug="product_safety")
    case = plan.choose(case, version, actor=lead)
    return lifecycle.start_verification(case, actor=lead)


def worked_on(case: Incident, lead: User, second: User) -> None:
    """Facts with evidence, a decision, a note."""
    fact = facts.add_fact(case, actor=lead, text_vi=LONG_NAME, text_en="A smell in 180 ml boxes")
    evidence.add_evidence(
        case, actor=lead, title="Ảnh chụp hộp sữa", url="https://fb.example/" + "a" * 120, fact=fact
    )
    facts.revise_fact(fact, actor=lead, status="confirmed", reason="phòng kiểm nghiệm")
    facts.second_fact(fact, actor=second)
    facts.add_fact(case, actor=second, text_vi="Một lô khác cũng có mùi")
    asking.answer(case.questions.first(), actor=lead, answer="confirmed", note="đúng", fact=fact)
    decisions.decide(
        case,
        actor=lead,
        kind="no_statement",
        text="Chưa lên tiếng",
        reason="chờ kết quả kiểm nghiệm",
        review_at=now() + timedelta(hours=1),
    )
    notes.add(case, actor=second, text="Đã gọi cho đại lý Nghệ An, họ giữ lại 40 hộp.")


def written(case: Incident, writer: User, kind: str, **more: Any) -> Statement:
    return drafting.draft(
        case,
        actor=writer,
        kind=kind,
        words=Words(
            text_vi="Chúng tôi đang kiểm tra lô hàng và sẽ thông tin tiếp.",
            text_en="We are checking the batch and will tell you more.",
            facts=list(case.facts.filter(status="confirmed")),
            settings={"next_update_at": now() + timedelta(hours=3)},
        ),
        **more,
    )


def signed(words: Statement, *people: User) -> Statement:
    for person in people:
        words = Statement.objects.get(pk=words.pk)
        review.view(words.version, person)
        words = review.approve(words, actor=person)
    return words


def said(words: Statement, writer: User, *people: User) -> Statement:
    return publishing.publish(
        signed(review.submit(words, actor=writer), *people), actor=writer, typed=words.reference
    )


@pytest.fixture
def world(brand, replayed, lead, minh, phuong, lan, nghia, khoa, admin_person) -> World:
    hot = begun(Incident.objects.get(), lead)
    worked_on(hot, lead, minh)
    said(written(hot, minh, "internal_brief"), minh, lead)
    public = said(written(hot, minh, "holding"), minh, phuong, lan)
    waiting = review.submit(written(hot, minh, "update"), actor=minh)
    ready = signed(review.submit(written(hot, minh, "correction"), actor=minh), phuong, lan)
    template = next(pair for pair in drafting.fill.templates_for(hot, "full_statement"))
    draft = drafting.draft(hot, actor=minh, kind="full_statement", template=template)
    drills.seed(brand)
    return World(
        hot=hot,
        ended=ended_case(brand, lead, minh, phuong),
        words={"public": public, "waiting": waiting, "ready": ready, "draft": draft},
        drill=drills.start(Scenario.objects.first(), actor=phuong).pk,
        signal=hot.signals.first().pk,
    )


def ended_case(brand: Any, lead: User, writer: User, head: User) -> Incident:
    """Resolved, with a review half written."""
    case = open_incident(brand=brand, title=LONG_NAME, actor=lead, reporter="tổng đài")
    case = severity.score(case, actor=lead, scores=dict.fromkeys(SCORES, 0))
    case = team.name_lead(case, lead, actor=lead)
    case = severity.raise_to(case, "moderate", actor=lead, reason="báo gọi")
    case = severity.lower_to(case, "watch", actor=lead, reason="nhầm")
    case = lifecycle.resolve(case, actor=lead, reason="đã trả lời khách")
    case = lifecycle.begin_post_mortem(case, actor=lead)
    reviewing.name_reviewer(case, head, actor=lead)
    reviewing.write(case, actor=writer, summary=LONG_NAME, public_view="Vài bài đăng")
    lesson = reviewing.add_lesson(case, actor=writer, text="Gọi nhau chậm")
    reviewing.settle_lesson(
        lesson, actor=writer, outcome="action_item", action={"text": "Lập danh bạ trực"}
    )
    reviewing.add_lesson(case, actor=writer, text="Thiếu mẫu trả lời")
    return case


def pages_of_the_desk(world: World) -> list[str]:
    """What a comms head sees; the war room and what hangs on it first."""
    hot, ended, words = world.hot.reference, world.ended.reference, world.words
    room, question = f"/incidents/{hot}/", world.hot.questions.filter(answer="open").first().pk
    case = ["", "facts/", "tasks/", "decisions/", "team/", "log/", "review/", "situation/"]
    case += ["dossier/", "dossier/new/authority/"]
    acts = ["score", "playbook", "lead", "edit", "remedy", "crisis", "evidence", "raise", "note"]
    return [
        *(room + part for part in case),
        *(f"{room}do/{name}/" for name in acts),
        *(f"{room}move/{name}/" for name in ("respond", "merge", "mark_false_alarm")),
        f"{room}do/question-answer/{question}/",
        *(f"/incidents/{ended}/{part}" for part in ("", "review/", "review/print/", "log/")),
        f"/incidents/{ended}/do/lesson-settle/{lesson_of(world.ended)}/",
        *("/", "/incidents/", "/incidents/?status=all&q=xyz", "/incidents/new/", "/notices/"),
        *("/search/", "/search/?q=sua", "/action-items/", "/lessons/", "/reports/"),
        *("/statements/", "/statements/approvals/", f"/statements/new/{hot}/"),
        *(f"/statements/{one.reference}/" for one in words.values()),
        *(f"/statements/{words['draft'].reference}/{part}" for part in ("edit/", "versions/")),
        *(f"/statements/{words['ready'].reference}/{part}" for part in ("publish/", "schedule/")),
        *(f"/statements/{part}" for part in ("scheduled/", f"strategy/{hot}/")),
        f"/statements/scheduled/{words['ready'].brand.slug}/hold/?case={hot}",
        *(f"/statements/{words['public'].reference}/{part}" for part in ("status/", "correct/")),
        f"/statements/{words['waiting'].reference}/do/request_changes/",
        *("/monitoring/signals/", "/monitoring/signals/?state=linked", "/monitoring/staff/"),
        f"{room}situation/none/",
        *(f"/monitoring/signals/{world.signal}/", "/monitoring/mentions/", "/monitoring/import/"),
        *("/playbooks/", "/playbooks/product_safety/", "/playbooks/common/"),
        *(f"/playbooks/policies/{name}/" for name in ("timers", "legal", "chains", "stakeholders")),
        *("/drills/", "/drills/readiness/", f"/drills/{world.drill}/"),
        *("/people/settings/", "/nowhere/", "/playbooks/import/"),
        *(f"/statements/press-list/{part}" for part in ("", "new/", "groups/", "import/")),
        *(f"/statements/{words['public'].reference}/press/", "/newsroom-care/"),
    ]


def lesson_of(case: Incident) -> int:
    return case.reviews.get().lessons.first().pk


PAGES_OF_ADMIN = [
    "/",
    "/people/",
    "/people/brand/",
    "/people/reach/",
    "/people/reach/add/msteams/",
    "/people/channels/",
    "/people/channels/new/sms_gateway/",
    "/people/channels/people/",
    "/playbooks/product_safety/edit/",
    "/playbooks/product_safety/versions/2/changes/",
    "/playbooks/import/",
    "/monitoring/sources/",
    "/monitoring/watches/",
    "/playbooks/policies/lists/new/",
]


def pages_in_public(world: World) -> list[str]:
    words = world.words["public"]
    own = f"/newsroom/{words.brand.slug}/"
    return [
        *("/newsroom/", own, f"{own}{words.slug}/", f"{own}subscribe/", f"{own}subscribe/sent/"),
        *("/account/login/", "/account/password/reset/"),
    ]


#: Answers that are no success, on purpose.
EXPECTED = {"/nowhere/": 404, "/playbooks/import/": 403}


@dataclass
class Inspector:
    """Looks at pages with one person's eyes and writes down what is wrong."""

    actor: stage.Actor
    who: str
    found: list[str] = field(default_factory=list)

    def look(self, path: str, label: str) -> None:
        page = self.actor.page
        self.actor.complaints.clear()
        answer = page.goto(path)
        expected = EXPECTED.get(path, 200) if self.who == "manager" else 200
        if answer is None or answer.status != expected:
            self.note(path, label, f"answered {answer and answer.status}")
        page.wait_for_load_state("load")
        for words in self.actor.complaints:
            if "status of" not in words:
                self.note(path, label, words)
        width = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        if width > 0:
            self.note(path, label, f"{width} px too wide: {page.evaluate(WIDEST)}")
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in GRAVE:
                places = [
                    (place["html"][:120], place["failureSummary"][-220:])
                    for place in fault["nodes"][:3]
                ]
                self.note(path, label, f"{fault['id']}: {places}")

    def note(self, path: str, label: str, words: str) -> None:
        self.found.append(f"{path} ({self.who}, {label}): {words}")


#: The elements that stick out on the right, outermost first.
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def inspectors(world, enter, browser, address, phuong, admin_person) -> list[Inspector]:
    draft = playbooks.new_draft(
        plans.published(world.hot.brand_id).get(playbook__slug="product_safety").playbook,
        actor=admin_person,
    )
    assert draft.number == 2
    return [
        Inspector(enter(phuong), "manager"),
        Inspector(enter(admin_person), "admin"),
        Inspector(stage.open_window(browser, address), "visitor"),
    ]


def speak(language: str) -> None:
    User.objects.filter(is_automation=False).update(language=language)


def test_every_page_is_clean_in_every_dress(world, inspectors):
    rounds = [pages_of_the_desk(world), PAGES_OF_ADMIN, pages_in_public(world)]

    for language, theme, width in product(LANGUAGES, THEMES, WIDTHS):
        speak(language)
        for inspector, paths in zip(inspectors, rounds, strict=True):
            page = inspector.actor.page
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.context.set_extra_http_headers({"Accept-Language": language})
            for path in paths:
                inspector.look(path, f"{language} {theme} {width}")

    found = [fault for inspector in inspectors for fault in inspector.found]
    for inspector in inspectors:
        inspector.actor.complaints.clear()
    assert not found, "\n".join(found)


LISTENING = """mentions/shares/ mentions/new/ mentions/export/ clusters/ inbox/ claims/ claims/review/
    sentiment/ sources/ sources/new/ sources/new/rss/ sources/new/mailbox/ watches/ watches/new/
    watches/rules/ retention/ retention/erase/ import/"""


def test_the_listening_room_is_clean_in_one_dress(world, inspectors):
    inspector, watch = inspectors[0], world.hot.signals.first().watch_id
    inspector.actor.page.set_viewport_size({"width": 390, "height": 900})
    inspector.actor.page.emulate_media(color_scheme="dark")
    own = (f"watches/{watch}/{part}" for part in ("", "answers/", "trial/"))
    for path in (*LISTENING.split(), *own):
        inspector.look(f"/monitoring/{path}", "vi dark 390")

    assert not inspector.found, "\n".join(inspector.found)


@pytest.mark.parametrize(("theme", "width"), [("light", 1360), ("dark", 390)])
def test_the_pages_that_wake_people_are_clean(world, inspectors, theme, width):
    inspector, brand = inspectors[1], world.hot.brand
    admin = User.objects.filter(memberships__brand=brand, memberships__role="admin").first()
    policy = policies.seed(brand)
    going = paging.one_step(
        brand, [admin], subject="", url="", severity="critical", key="screens", words=LONG_NAME
    )
    inspector.actor.page.set_viewport_size({"width": width, "height": 900})
    inspector.actor.page.emulate_media(color_scheme=theme)
    for path in (
        *("/people/pages/", f"/people/pages/{going.pk}/", "/people/watch/"),
        *("/people/policies/", "/people/policies/new/", f"/people/policies/{policy.pk}/"),
    ):
        inspector.look(path, f"vi {theme} {width}")

    assert not inspector.found, "\n".join(inspector.found)


def pages_of_the_press(world: World, writer: User) -> list[str]:
    """Answers in each state and enquiries that wait, were approved and were declined."""
    hot = world.hot
    good = cleared(hot, writer, world_head(hot))
    draft = bank_rows.written(
        hot, writer, answer_vi="Nếu có ai cảm thấy bị xúc phạm, xin gọi 0903 111 222."
    )
    standing = bank_rows.written(hot.brand, writer, question_vi=LONG_NAME)
    waiting = replies.word(asked(hot, writer), actor=writer, reply=LONG_NAME)
    declined = enquiries.decline(asked(hot, writer), actor=writer, reason="đang điều tra")
    bank, press = "/statements/answers/", "/statements/press/"
    return [
        *(bank, f"{bank}new/", f"{bank}of/{hot.reference}/", f"{bank}of/{hot.reference}/new/"),
        *(f"{bank}{row.pk}/" for row in (good, draft, standing)),
        *(f"{bank}{draft.pk}/edit/", f"{bank}{good.pk}/do/withdraw/"),
        *(press, f"{press}?state=all", f"{press}?q=xyz", f"{press}new/"),
        *(f"{press}{row.pk}/" for row in (waiting, declined)),
        *(f"{press}{waiting.pk}/edit/", f"{press}{waiting.pk}/do/assign/"),
        *(f"/incidents/{hot.reference}/{part}" for part in ("", "asked/")),
        "/",
    ]


def world_head(case: Incident) -> User:
    return User.objects.get(memberships__brand=case.brand, memberships__title="comms_head")


@pytest.mark.parametrize(("theme", "width"), [("light", 1360), ("dark", 390)])
def test_the_bank_and_the_press_desk_are_clean(world, inspectors, minh, theme, width):
    inspector = inspectors[0]
    inspector.actor.page.set_viewport_size({"width": width, "height": 900})
    inspector.actor.page.emulate_media(color_scheme=theme)
    for path in pages_of_the_press(world, minh):
        inspector.look(path, f"vi {theme} {width}")

    assert not inspector.found, "\n".join(inspector.found)
