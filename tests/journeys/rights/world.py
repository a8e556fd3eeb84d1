"""One desk in which every kind of row exists once, each told in words that name its brand."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.encoding import force_bytes
from PIL import Image

from crisisdesk.kernel.clock import now
from desk.issuing.document import both
from drills import services as drills
from drills.models import Inject, ReadinessTask, Scenario
from incidents.enums import Axis
from incidents.models import (
    ActionItem,
    Incident,
    LegalClockRun,
    Lesson,
    Review,
    ReviewIssue,
    RoleAssignment,
    WashLine,
)
from incidents.services import claims, decisions, evidence, facts, notes, questions, tasks
from monitoring.intake.plan import Plan
from monitoring.models import ClaimMatch, Cluster, Mention, SentimentModel, Signal, Tuning, Watch
from monitoring.services import (
    claim_answers,
    connections,
    imports,
    inbox,
    ingest,
    mappings,
    screenshots,
    searches,
    signals,
    sources,
    tuning,
)
from monitoring.understanding.sentiment.model import MODEL
from newsroom.models import Subscriber
from outbox.models import OutboxMessage, OutboxState
from playbooks import services as plans
from playbooks.models import LegalClock, Playbook, PlaybookVersion, Stakeholder, Suggestion
from playbooks.services import proposals, risks, standing, suggestions
from statements.models import PressLetter, PublishingAccount
from statements.services import (
    attaching,
    briefs,
    commenting,
    drafting,
    holds,
    press_import,
    press_list,
    promises,
    publishing,
    review,
    working,
)
from statements.services.drafting import Words
from teams import tokens
from teams.automation import automation
from teams.models import (
    Brand,
    ChannelAccount,
    ContactMethod,
    DutyShift,
    Membership,
    Role,
    Team,
    Title,
    User,
    Webhook,
)
from tests.journeys.rights import (
    bank_world,
    dossier_world,
    paging_world,
    policy,
    rota_world,
    situation_world,
    stage_world,
)
from tests.playbooks.approved import approve_all

#: Stands in the words of every row; a stranger never reads it.
MARK = "Sao Mai"
#: Stands in what legal privilege covers.
SECRET = "hồ sơ luật sư 4417"
#: A channel beside the newsroom that the published text was approved for.
CHANNEL = "facebook"

CAST = {
    policy.VIEWER: (Role.VIEWER, Title.NONE),
    policy.MEMBER: (Role.MEMBER, Title.NONE),
    policy.LEAD: (Role.MEMBER, Title.NONE),
    policy.MANAGER: (Role.MANAGER, Title.NONE),
    policy.HEAD: (Role.MANAGER, Title.COMMS_HEAD),
    policy.LEGAL: (Role.LEGAL, Title.NONE),
    policy.EXECUTIVE: (Role.EXECUTIVE, Title.CEO),
    policy.ADMIN: (Role.ADMIN, Title.NONE),
}


@dataclass
class World:
    """People by role, and rows by name."""

    brand: Brand
    other: Brand
    people: dict[str, User]
    tokens: dict[str, str]
    rows: SimpleNamespace = field(default_factory=SimpleNamespace)
    cases: dict[str, Incident] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["rows"], name)


def build() -> World:
    """The desk, in one transaction that the caller takes back."""
    brand = Brand.objects.create(slug="sao-mai", name=MARK, short_name=MARK, quiet_minutes=2)
    other = Brand.objects.create(slug="hai-dang", name="Hải Đăng", short_name="Hải Đăng")
    people = {name: _person(brand, name, *place) for name, place in CAST.items()}
    people[policy.STRANGER] = _person(other, policy.STRANGER, Role.MANAGER, Title.NONE)
    held = {
        name: tokens.make(user, name=f"{user.name} API", scopes=["read", "write"])[1]
        for name, user in people.items()
    }
    world = World(brand, other, people, held)
    for part in (
        _plans,
        _people,
        _cases,
        _ledger,
        _review,
        _monitoring,
        _statements,
        _press,
        _bank,
        _drill,
        _paging,
        _situation,
        dossier_world.fill,
    ):
        part(world)
    return world


def _person(brand: Brand, name: str, role: str, title: str) -> User:
    place = "saomai" if brand.slug == "sao-mai" else "haidang"
    user = User.objects.create_user(
        f"{name}@{place}.example", "mot-mat-khau-dai", name=f"{brand.name} {name}"
    )
    Membership.objects.create(user=user, brand=brand, role=role, title=title)
    return user


def _plans(world: World) -> None:
    admin, rows = world.people[policy.ADMIN], world.rows
    plans.seed(world.brand)
    with pgtrigger.ignore("playbooks.PlaybookVersion:published_words_stay"):
        PlaybookVersion.objects.update(second_person=world.people[policy.MANAGER])
    approve_all(world.brand, world.people[policy.MANAGER])
    books = Playbook.objects.filter(brand=world.brand)
    rows.playbook = books.get(slug="product_safety")
    rows.published = rows.playbook.versions.in_force().get()
    rows.draft_book = books.get(slug="boycott")
    rows.draft_version = _changed_draft(rows.draft_book, admin)
    rows.review_book = books.get(slug="deepfake")
    rows.review_version = plans.submit(_changed_draft(rows.review_book, admin), actor=admin)
    rows.legal_clock = LegalClock.objects.filter(brand=world.brand, hours__isnull=False)[0]
    rows.stakeholder = Stakeholder.objects.create(brand=world.brand, name=f"Đối tác {MARK}")
    # Of tomorrow, so that nobody signs by it in this world.
    rows.delegation = standing.delegate(
        world.brand,
        actor=world.people[policy.MANAGER],
        office="comms_manager",
        to=world.people[policy.LEGAL],
        reason=f"Nghỉ phép, {MARK}",
        starts_at=now() + timedelta(days=1),
        ends_at=now() + timedelta(days=2),
    )
    suggestions.suggest_change(
        rows.playbook, f"Thêm hộp thư {MARK}", actor=world.people[policy.MEMBER]
    )
    rows.suggestion = Suggestion.objects.get()
    rows.proposal = proposals.propose(
        rows.playbook, actor=world.people[policy.MEMBER], source="INC-1", words=f"Sửa {MARK}"
    )
    rows.risk = risks.register(
        world.brand,
        actor=world.people[policy.MANAGER],
        playbook=rows.playbook,
        title=f"{MARK} bị vu cáo",
        why="x",
        likelihood=3,
        impact=3,
    )


def _changed_draft(book: Playbook, admin: User) -> PlaybookVersion:
    draft = plans.new_draft(book, actor=admin, note=f"Cho {MARK}")
    content = {**draft.content, "summary": {"vi": f"Ngắn, cho {MARK}.", "en": f"For {MARK}."}}
    return plans.save_draft(draft, content, actor=admin)


def _people(world: World) -> None:
    rows, member = world.rows, world.people[policy.MEMBER]
    moment = now()
    on_duty = {"brand": world.brand, "user": member}
    DutyShift.objects.create(
        **on_duty, starts_at=moment - timedelta(hours=1), ends_at=moment + timedelta(hours=3)
    )
    rows.shift = DutyShift.objects.create(
        **on_duty, starts_at=moment + timedelta(days=2), ends_at=moment + timedelta(days=3)
    )
    rows.team = Team.objects.create(brand=world.brand, name=f"Đội {MARK}")
    rota_world.fill(world, MARK)
    rows.newcomer = _person(world.brand, "newcomer", Role.VIEWER, Title.NONE)
    rows.place = Membership.objects.get(user=rows.newcomer)
    rows.leaver = _person(world.brand, "leaver", Role.MEMBER, Title.NONE)
    Membership.objects.filter(user=rows.leaver).update(is_active=False)
    rows.old_place = Membership.objects.get(user=rows.leaver)
    rows.token = member.api_tokens.get()
    rows.way = ContactMethod(user=member, channel="slack", hint="…CD", sealed="", digest="x")
    rows.way.save()
    rows.channel = ChannelAccount.objects.create(
        brand=world.brand, kind="slack", channel="slack", name=f"Slack {MARK}",
        options={"service": "https://127.0.0.1:9"},
    )  # fmt: skip
    rows.hook = Webhook.objects.create(
        brand=world.brand, url="https://hook.saomai.example/", topics=["*"]
    )
    waiting = {"planned_at": moment, "available_at": moment}
    rows.letter = OutboxMessage.objects.create(
        key="letter", topic="teams.invitation", channel="email", state=OutboxState.PARKED,
        address=member.email, **waiting,
    )  # fmt: skip
    rows.delivery = OutboxMessage.objects.create(
        key="delivery", topic="incidents.opened", channel="webhook", state=OutboxState.SENT,
        address=f"webhook:{rows.hook.pk}", **waiting,
    )  # fmt: skip


#: A case of every state; those by other names are what some call needs besides.
CASES: dict[str, dict[str, Any]] = {
    "detected": {},
    "unled": {"status": "detected", "lead": None},
    "verifying": {},
    "responding": {},
    "contained": {},
    "resolved": {},
    "post_mortem": {},
    "closed": {},
    "grave": {"status": "responding", "score_people": 3, "severity": "critical"},
    "grave_contained": {"status": "contained", "score_people": 3, "severity": "critical"},
    "target": {"status": "detected"},
    "secret": {"status": "responding", "restricted": True},
}


def _cases(world: World) -> None:
    for number, (name, fields) in enumerate(CASES.items(), 1):
        world.cases[name] = _case(world, number, name, **fields)
    world.rows.case = world.cases["responding"]


def _case(world: World, number: int, name: str, **fields: Any) -> Incident:
    lead = world.people[policy.LEAD]
    severity = fields.get("severity", "moderate")
    case = Incident.objects.create(
        brand=world.brand,
        number=number,
        title=f"Sữa {MARK} có mùi lạ",
        detected_at=now(),
        created_by=automation(),
        peak_severity=severity,
        **{
            "status": name,
            "severity": severity,
            "lead": lead,
            "kind": "product_safety",
            "no_playbook_reason": "chưa có kịch bản",
            "source_url": "https://voz.example/t/1",
            "remedy": "đổi sản phẩm",
            "remedy_done": True,
            "response_began_at": now(),
            "no_closing_reason": "đã trả lời trực tiếp",
            **{f"score_{axis}": 1 for axis in Axis.values},
            **fields,
        },
    )
    if case.lead:
        RoleAssignment.objects.create(incident=case, role="lead", user=case.lead)
    return case


def _ledger(world: World) -> None:
    rows, case, lead = world.rows, world.rows.case, world.people[policy.LEAD]
    rows.fact = facts.add_fact(case, actor=lead, text_vi=f"{MARK}: lô 12 đã dừng bán.")
    rows.private_fact = facts.add_fact(
        case, actor=lead, text_vi=f"Thư của {SECRET}", visibility="privileged"
    )
    file = SimpleUploadedFile("bang-chung.txt", force_bytes(MARK), "text/plain")
    rows.evidence = evidence.add_evidence(
        case, actor=lead, title=f"Ảnh {MARK}", kind="file", file=file
    )
    hidden = SimpleUploadedFile("luat.txt", b"luat", "text/plain")
    rows.private_evidence = evidence.add_evidence(
        case, actor=lead, title=f"Bản chụp {SECRET}", kind="file", file=hidden,
        visibility="privileged",
    )  # fmt: skip
    rows.claim = claims.register_claim(case, actor=lead, text=f"{MARK} bán sữa hỏng")
    rows.assessed = claims.register_claim(case, actor=lead, text=f"{MARK} giấu tin")
    claims.assess_claim(rows.assessed, actor=lead, assessment="answer", reason="lan nhanh")
    rows.question = questions.ask(case, actor=lead, text_vi=f"Lô nào của {MARK}?")
    rows.task = tasks.add_task(case, actor=lead, title_vi=f"Gọi cửa hàng {MARK}")
    rows.done_task = tasks.add_task(case, actor=lead, title_vi=f"Báo tổng đài {MARK}")
    tasks.finish_task(rows.done_task, actor=lead)
    rows.decision = decisions.decide(
        case, actor=lead, text=f"{MARK} thu hồi lô 12", reason="an toàn trước"
    )
    rows.note = notes.add(case, actor=lead, text=f"{MARK}: đã gọi quản lý ca")
    rows.private_note = notes.add(
        case, actor=lead, text=f"Ý kiến trong {SECRET}", visibility="privileged"
    )
    rows.role = RoleAssignment.objects.create(
        incident=case, role="scribe", user=world.people[policy.MEMBER]
    )
    clock = LegalClockRun.of(rows.legal_clock, incident=case, started_at=now())
    clock.save()
    rows.clock_run = clock


def _review(world: World) -> None:
    rows, case, reviewer = world.rows, world.cases["post_mortem"], world.people[policy.MANAGER]
    rows.review = Review.objects.create(
        incident=case, round=1, reviewer=reviewer, summary=f"{MARK}: tóm tắt", public_view="Thấy"
    )
    settled = {"review": rows.review, "by": reviewer}
    rows.lesson = Lesson.objects.create(
        **settled, text=f"{MARK}: báo sớm hơn", outcome="action_item"
    )
    rows.item = ActionItem.objects.create(
        review=rows.review, lesson=rows.lesson, text=f"{MARK}: sửa mẫu",
        owner=reviewer, due_on=now().date(),
    )  # fmt: skip
    rows.wash_line = WashLine.objects.create(
        incident=case, round=1, kind="well", text=f"{MARK}: kho gọi lại ngay",
        by=world.people[policy.MEMBER],
    )  # fmt: skip
    rows.issue = ReviewIssue.objects.create(
        review=rows.review, number=1, by=reviewer, content=both(case, reviewer, "roles")
    )


def _paging(world: World) -> None:
    paging_world.build(world, MARK)


def _monitoring(world: World) -> None:
    rows, admin = world.rows, world.people[policy.ADMIN]
    rows.watch = Watch.objects.create(
        brand=world.brand, name=MARK, words=["sao mai"], created_by=admin
    )
    rows.source, rows.source_token = sources.create(
        world.brand, actor=admin, kind="webhook", name=f"Nghe {MARK}"
    )
    # It leads into a private network, so that nobody is asked anything.
    here = {"name": f"Đọc {MARK}", "url": "http://127.0.0.1/rss", "expected_every_minutes": None}
    rows.polled = connections.add(world.brand, actor=admin, kind="rss", values=here)
    heard = {"external_id": "m1", "text": f"{MARK} tệ quá", "posted_at": now().isoformat()}
    ingest.take_in([heard], brand=world.brand, actor=automation(), source=rows.source, judge=False)
    rows.mention = Mention.objects.get()
    rows.cluster = Cluster.objects.create(
        brand=world.brand, head=rows.mention.pk, size=2, head_at=now(), first_at=now(),
        last_at=now(),
    )  # fmt: skip
    member = world.people[policy.MEMBER]
    others = [heard | {"external_id": f"m{n}"} for n in (2, 3)]
    ingest.take_in(others, brand=world.brand, actor=automation(), source=rows.source, judge=False)
    rows.settled, waiting = Mention.objects.exclude(pk=rows.mention.pk).order_by("pk")
    inbox.close(world.brand, [rows.settled.pk], actor=member)
    inbox.ask(world.brand, [waiting.pk], actor=member)
    rows.search = searches.save(world.brand, name=MARK, query="q=sao", actor=member, shared=True)
    rows.signal = signals.raise_by_hand(world.brand, actor=member, title=f"{MARK} bị chê")
    rows.watched = signals.raise_by_hand(world.brand, actor=member, title=f"{MARK} bị đồn")
    rows.watched = signals.watch(rows.watched, until=now() + timedelta(hours=4), actor=member)
    rows.signal = Signal.objects.get(pk=rows.signal.pk)
    rows.judge = _judge(world.brand, admin)
    _repeated(world)
    table = f"text,posted_at\n{MARK} tệ,{now().isoformat()}\n"
    rows.tuning = Tuning.objects.create(
        watch=rows.watch, cause="hand", by=admin, after=tuning.settings_of(rows.watch),
        before={**tuning.settings_of(rows.watch), "min_count": 20},
    )  # fmt: skip
    rows.job = imports.upload(world.brand, actor=member, name="nghe.csv", content=table.encode())
    plan = Plan.of(rows.job.plan)
    rows.mapping = mappings.remember(rows.job, plan, name=f"Tệp {MARK}", actor=member)
    picture = screenshots.Drawn(MARK.encode(), "png", 1, 1)
    rows.shot = screenshots.keep(rows.mention, picture, actor=member)


def _repeated(world: World) -> None:
    """A false claim with a text that waits for a person, and a place where we answered."""
    rows, lead = world.rows, world.people[policy.LEAD]
    rows.known = claims.register_claim(
        world.cases["responding"], actor=lead, text=f"{MARK} sắp phá sản"
    )
    rows.match = ClaimMatch.objects.create(
        claim=rows.known, mention_id=rows.mention.pk, posted_at=rows.mention.posted_at, score=0.5
    )
    rows.answer = claim_answers.add(rows.known, actor=lead, platform="facebook", at=now())


def _judge(brand: Brand, admin: User) -> SentimentModel:
    """A model of the brand's own whose file is the shipped one."""
    kept = SentimentModel(brand=brand, made_by=admin, corrections=20, digest="0" * 64)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(MODEL, kept.path)
    kept.save()
    return kept


def _statements(world: World) -> None:
    words, member, manager = world.words, world.people[policy.MEMBER], world.people[policy.MANAGER]
    for case in (world.cases["responding"], world.cases["grave"]):
        briefs.waive(case, actor=world.people[policy.LEAD], reason="ca đêm không còn ai")
    words["published"] = _said(_signed(_submitted(_illustrated(_draft(world))), manager), member)
    words["approved"] = _signed(_submitted(_draft(world)), manager)
    words["in_review"] = _submitted(_draft(world))
    words["returned"] = _returned(_submitted(_draft(world)), manager)
    world.rows.hold = holds.place(world.brand, actor=world.people[policy.MEMBER], reason=MARK)
    words["draft"] = _illustrated(_draft(world))
    world.rows.remark = commenting.comment(
        words["draft"], actor=manager, language="vi", place=0, body=f"{MARK}: xem lại",
        suggestion=f"{MARK} đang kiểm tra.",
    )  # fmt: skip
    world.rows.promise = promises.make(
        words["published"], actor=member, text=f"{MARK}: gọi lại từng khách",
        due_at=now() + timedelta(days=1),
    )  # fmt: skip
    words["to_correct"] = _notice(world, "correction_own", corrects=words["published"])
    words["to_retract"] = _notice(world, "retraction", retracts=words["published"])
    words["brief"] = _brief(world)
    world.rows.account = PublishingAccount.objects.create(
        brand=world.brand, kind="telegram", channel="telegram", name=f"Kênh {MARK}",
        options={"chat": "@saomai", "service": "https://127.0.0.1"},
        created_by=world.people[policy.ADMIN],
    )  # fmt: skip
    words["secret"] = drafting.draft(
        world.cases["secret"], actor=world.people[policy.LEAD], kind="holding", words=_text()
    )


def _bank(world: World) -> None:
    bank_world.fill(world, MARK)


def _situation(world: World) -> None:
    situation_world.fill(world, MARK)


def _notice(world: World, kind: str, **about: Any) -> Any:
    member = world.people[policy.MEMBER]
    return drafting.draft(world.rows.case, actor=member, kind=kind, words=_text(), **about)


def _text() -> Words:
    return Words(
        title_vi=f"{MARK} thông báo",
        title_en=f"{MARK} speaks",
        text_vi=f"{MARK} đang kiểm tra lô hàng và sẽ thông tin tiếp.",
        text_en=f"{MARK} is checking the batch and will tell you more.",
        channels=["newsroom", CHANNEL],
        settings={"next_update_at": now() + timedelta(hours=2)},
    )


def _draft(world: World) -> Any:
    member = world.people[policy.MEMBER]
    return drafting.draft(world.rows.case, actor=member, kind="holding", words=_text())


def _illustrated(words: Any) -> Any:
    """With a picture that is told in both languages."""
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, "PNG")
    file = SimpleUploadedFile(f"{MARK}.png", out.getvalue())
    upload = attaching.Upload(file, alt_vi="hộp sữa", alt_en="a box of milk")
    changes = attaching.Changes(uploads=(upload,))
    saving = {"actor": words.author, "expected_version": words.current_version}
    working.save(words, words=Words(), files=changes, **saving)
    return type(words).objects.get(pk=words.pk)


def _submitted(words: Any) -> Any:
    return review.submit(words, actor=words.author)


def _signed(words: Any, signer: User) -> Any:
    review.view(words.version, signer)
    return review.approve(words, actor=signer)


def _returned(words: Any, signer: User) -> Any:
    review.view(words.version, signer)
    return review.request_changes(
        words, actor=signer, reason="câu một", suggestion=f"{MARK} xin lỗi"
    )


def _said(words: Any, publisher: User) -> Any:
    return publishing.publish(words, actor=publisher)


def _brief(world: World) -> Any:
    text = Words(text_vi=f"Gửi đồng nghiệp {MARK}.", text_en=f"To all at {MARK}.")
    member, manager = world.people[policy.MEMBER], world.people[policy.MANAGER]
    brief = drafting.draft(world.rows.case, actor=member, kind="internal_brief", words=text)
    brief = _submitted(brief)
    while brief.status == "in_review":
        for signer in (manager, world.people[policy.HEAD], world.people[policy.LEAD]):
            if brief.status == "in_review" and _may_sign(brief, signer):
                brief = _signed(brief, signer)
    return _said(brief, member)


def _may_sign(words: Any, signer: User) -> bool:
    from statements.chain import steps_open_to

    return bool(steps_open_to(words, signer))


def _press(world: World) -> None:
    rows, member = world.rows, world.people[policy.MEMBER]
    rows.press_group = press_list.add_group(world.brand, actor=member, name=f"Bạn của {MARK}")
    rows.journalist = press_list.add(
        world.brand, actor=member, email="mai@bao.example", name=f"Mai, quen {MARK}",
        groups=[rows.press_group],
    )  # fmt: skip
    rows.press_import = press_import.upload(
        world.brand, actor=member, name="ds.csv", content=b"email\nson@bao.example\n"
    )
    rows.subscriber = Subscriber.objects.create(
        brand=world.brand, email="doc@gia.example", confirm_by=now() + timedelta(days=2)
    )
    rows.press_letter = PressLetter.objects.create(
        statement=world.words["published"], digest="0" * 64, contact=rows.journalist
    )


def _drill(world: World) -> None:
    rows = world.rows
    drills.seed(world.brand)
    rows.scenario = Scenario.objects.get(brand=world.brand, slug="rumour_to_recall")
    Scenario.objects.filter(pk=rows.scenario.pk).update(title_vi=f"{MARK}: video lan nhanh")
    rows.scenario.refresh_from_db()
    rows.scenario.injects.create(
        order=90, key="branch", at_minute=80, channel="social", branch="B", content_vi="Tin đồn mới"
    )
    rows.drill = drills.start(rows.scenario, actor=world.people[policy.MANAGER])
    rows.inject = rows.drill.runs.filter(delivered_at__isnull=False)[0]
    stage_world.fill(world)
    rows.free = Scenario.objects.create(
        brand=world.brand, slug="nhap", title_vi=f"{MARK}: bài nháp", format="tabletop", minutes=30
    )
    rows.piece = Inject.objects.create(
        scenario=rows.free, order=1, key="mot", at_minute=0, channel="call",
        persona_vi="Khách", content_vi="Gọi", expected_vi="Nghe",
    )  # fmt: skip
    world.rows.gap = ReadinessTask.objects.create(
        brand=world.brand, playbook=world.playbook, cell="people", due_on=now().date()
    )
