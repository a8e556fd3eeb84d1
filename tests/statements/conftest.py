"""A case under way and words in any state for the rules to be tried on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crisisdesk.kernel.clock import now
from incidents.enums import FactStatus
from incidents.models import Fact, FactRevision, Incident, RoleAssignment
from playbooks import selectors as plans
from playbooks.models import PlaybookVersion
from playbooks.services.seed import seed
from statements.fill import templates_for
from statements.models import Statement
from statements.services import accounts, drafting, publishing, review
from statements.services.drafting import Words
from teams.models import Brand, User
from tests.monitoring.connectors.web import serving
from tests.outbox.conftest import post_office  # noqa: F401 -- fixtures are found by name
from tests.outbox.publishers.networks import NETWORKS
from tests.playbooks.approved import approve_all
from tests.statements.press import economy, reporter  # noqa: F401

SCORES = ("people", "spread", "truth", "stakeholders", "business")


@pytest.fixture
def plan(brand: Brand, admin_person: User, manager: User) -> PlaybookVersion:
    """The shipped plans, signed by a person in peacetime."""
    seed(brand)
    approve_all(brand, manager)
    return plans.published(brand).get(playbook__slug="product_safety")


@pytest.fixture
def make_case(brand: Brand, lead: User, bot: User) -> Callable[..., Incident]:
    """A scored case in responding, led by `lead`."""
    numbers = iter(range(1, 1000))

    def make(severity: str | None = "moderate", status: str = "responding", **fields: Any):
        scores = {} if severity is None else {f"score_{axis}": 1 for axis in SCORES}
        case = Incident.objects.create(
            number=next(numbers),
            title="Sữa có mùi lạ",
            status=status,
            severity=severity,
            peak_severity=severity,
            detected_at=now(),
            created_by=bot,
            **{
                "brand": brand,
                "lead": lead,
                "kind": "product_safety",
                "response_began_at": now(),
                **scores,
                **fields,
            },
        )
        if case.lead:
            RoleAssignment.objects.create(incident=case, role="lead", user=case.lead)
        return case

    return make


@pytest.fixture
def case(make_case: Callable[..., Incident]) -> Incident:
    return make_case()


@pytest.fixture
def make_fact(lead: User) -> Callable[..., Fact]:
    def make(
        case: Incident,
        status: str = FactStatus.CONFIRMED,
        text: str = "Lô 12 đã dừng bán.",
        english: str = "Batch 12 is off sale.",
        visibility: str = "public",
    ) -> Fact:
        fact = Fact.objects.create(
            incident=case,
            text_vi=text,
            text_en=english,
            status=status,
            visibility=visibility,
            owner=lead,
            created_by=lead,
        )
        FactRevision.objects.create(
            fact=fact, number=1, text_vi=fact.text_vi, status=status, by=lead
        )
        return fact

    return make


HOLDING = {
    "text_vi": "Chúng tôi đang kiểm tra lô hàng và sẽ thông tin tiếp.",
    "text_en": "We are checking the batch and will tell you more.",
}


@pytest.fixture
def draft_of(minh: User) -> Callable[..., Statement]:
    """A draft ripe for submitting: `draft_of(case)`, by Minh unless told otherwise."""

    def make(
        case: Incident,
        kind: str = "holding",
        *,
        by: User | None = None,
        facts: Any = None,
        corrects: Statement | None = None,
        retracts: Statement | None = None,
        settings: dict[str, Any] | None = None,
        **words: Any,
    ) -> Statement:
        ahead = {"next_update_at": now() + timedelta(hours=2)}
        if kind == "full_statement":
            ahead["strategy"] = "inform"
        return drafting.draft(
            case,
            actor=by or minh,
            kind=kind,
            corrects=corrects,
            retracts=retracts,
            words=Words(**{**HOLDING, **words}, facts=facts, settings=ahead | (settings or {})),
        )

    return make


@pytest.fixture
def template_draft(
    minh: User, plan: PlaybookVersion, make_fact: Callable[..., Fact]
) -> Callable[..., Statement]:
    """A general holding text in which only the desk and a confirmed fact fill the gaps."""

    def make(case: Incident, *, by: User | None = None, **words: Any) -> Statement:
        source = next(
            pair for pair in templates_for(case, "holding") if pair[1].key == "holding_generic"
        )
        fact = make_fact(case, text="Khách báo sữa có mùi lạ.", english="a report of odd milk")
        summary = {"incident_summary": {"vi": "Khách báo sữa có mùi lạ", "en": fact.text_en}}
        return drafting.draft(
            case,
            actor=by or minh,
            kind="holding",
            template=source,
            words=Words(
                **{"values": summary, "facts": [fact], **words},
                settings={"next_update_at": now() + timedelta(hours=2)},
            ),
        )

    return make


@pytest.fixture
def approve_by() -> Callable[..., Statement]:
    """Each of these people reads the text and signs it."""

    def sign(words: Statement, *people: User) -> Statement:
        for person in people:
            words = Statement.objects.get(pk=words.pk)
            review.view(words.version, person)
            words = review.approve(words, actor=person)
        return words

    return sign


@pytest.fixture
def approved(
    case: Incident, draft_of: Callable, approve_by: Callable, minh: User, manager: User
) -> Statement:
    """A holding text at moderate, signed by the manager."""
    return approve_by(review.submit(draft_of(case), actor=minh), manager)


@pytest.fixture
def waived(case: Incident, lead: User) -> Incident:
    """The internal brief is waived, so that publishing does not wait for it."""
    from statements.services import briefs

    briefs.waive(case, actor=lead, reason="ca đêm không còn ai")
    return case


@pytest.fixture
def published(approved: Statement, waived: Incident, minh: User) -> Statement:
    return publishing.publish(approved, actor=minh)


@pytest.fixture
def connect(brand: Brand, admin_person: User, settings: Any):
    """A network on loopback, and the brand's account on it: `connect("telegram")`."""
    settings.SOURCES_ALLOW_PRIVATE = True
    opened = []

    def make(kind: str, **more: Any) -> Any:
        context = serving()
        network = NETWORKS[kind](context.__enter__())
        opened.append((context, network))
        accounts.add(brand, actor=admin_person, kind=kind, values=network.values(**more))
        return network

    yield make
    for context, network in opened:
        network.hold.set()
        context.__exit__(None, None, None)


@pytest.fixture
def say(
    case: Incident,
    draft_of: Callable[..., Statement],
    approve_by: Callable[..., Statement],
    minh: User,
    manager: User,
    lead: User,
    request: pytest.FixtureRequest,
) -> Callable[..., Statement]:
    """Approve and publish a text: one of its own for the newsroom and Telegram, unless given."""
    from statements.services import briefs

    def make(
        words: Statement | None = None, *, channels: Any = ("newsroom", "telegram"), by: str = ""
    ) -> Statement:
        words = words or draft_of(case, channels=channels)
        if not words.incident.brief_waivers.exists():
            briefs.waive(words.incident, actor=lead, reason="ca đêm không còn ai")
        heads = [request.getfixturevalue(name) for name in ("phuong", "lan")]
        words = review.submit(words, actor=minh)
        words = approve_by(words, *(heads if by == "heads" else [manager]))
        return publishing.publish(words, actor=minh)

    return make
