"""Rows of a small drill: two injects, a player, and words that were said, without any service."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from crisisdesk.kernel.clock import now
from drills.models import Drill, Inject, InjectRun, Scenario
from incidents.enums import ClockKind
from incidents.models import Clock, Incident, RoleAssignment, TimelineEntry
from incidents.services import notes
from statements.models import Publication, Statement, StatementVersion
from teams.automation import automation
from teams.models import Brand, User

numbers = count(7001)
WORDS = "Chúng tôi đang kiểm tra lô sữa"


def story(brand: Brand, **fields: Any) -> Scenario:
    """Two injects: one for the writer at the start, one for everybody after ten minutes."""
    made = Scenario.objects.create(
        brand=brand,
        **{"slug": f"story-{next(numbers)}", "title_vi": "Tin đồn", "format": "functional",
           "minutes": 30, "kind": "rumour_fake_news", **fields},
    )  # fmt: skip
    for order, (minute, player) in enumerate(((0, "writer"), (10, "")), 1):
        Inject.objects.create(
            scenario=made, order=order, key=f"inject-{order}", at_minute=minute, channel="forum",
            player=player, persona_vi="Voz", content_vi=f"Chuyện {order}",
            expected_vi=f"Mong đợi {order}",
        )  # fmt: skip
    return made


def case_of(brand: Brand, *, drill: bool = True, **fields: Any) -> Incident:
    return Incident.objects.create(
        brand=brand, number=next(numbers), title="Tin đồn", is_drill=drill, detected_at=now(),
        created_by=automation(), **{"kind": "rumour_fake_news", **fields},
    )  # fmt: skip


def run(scenario: Scenario, starter: User, *players: User, ago: int = 5, **fields: Any) -> Drill:
    """A drill that began `ago` minutes ago; its first inject has come."""
    began = now() - timedelta(minutes=ago)
    case = case_of(scenario.brand, opened_at=began)
    case.allowed.set(players)
    made = Drill.objects.create(
        scenario=scenario, incident=case, started_by=starter, started_at=began, **fields
    )
    for inject in scenario.injects.order_by("order"):
        due = began + timedelta(minutes=inject.at_minute)
        came = due if due <= now() else None
        InjectRun.objects.create(drill=made, inject=inject, due_at=due, delivered_at=came)
    return made


def clock(case: Incident, minutes: int, kind: str = ClockKind.ACKNOWLEDGE) -> Clock:
    due = case.opened_at + timedelta(minutes=minutes)
    return Clock.objects.create(incident=case, kind=kind, round=1, due_at=due, started_at=case.opened_at)  # fmt: skip


def said(
    case: Incident,
    by: User,
    *,
    english: str = "We are checking",
    attachments: list[str] | None = None,
    **fields: Any,
) -> Statement:
    """A published holding text that stands in the newsroom of its case."""
    number = next(numbers)
    words = Statement.objects.create(
        incident=case, brand=case.brand, number=number, author=by, last_editor=by,
        **{"kind": "holding", "channels": ["newsroom", "facebook"], "current_version": 1,
           "status": "published", "published_version": 1, "published_at": now(),
           "published_by": by, "slug": f"dang-kiem-tra-{number}", **fields},
    )  # fmt: skip
    version = StatementVersion(
        statement=words, number=1, title_vi="Đang kiểm tra", title_en=english, text_vi=WORDS,
        text_en=english, channels=words.channels, author=by, attachments=attachments or [],
    )  # fmt: skip
    version.digest = version.seal()
    version.save()
    Publication.objects.create(statement=words, channel="newsroom", by=by)
    return words


def role(case: Incident, name: str, person: User) -> RoleAssignment:
    return RoleAssignment.objects.create(
        incident=case, role=name, user=person, assigned_at=case.opened_at
    )


def acts(case: Incident, person: User) -> TimelineEntry:
    """A line of the log by this person, now."""
    notes.add(case, actor=person, text="đã xem")
    return case.timeline.order_by("seq").last()
