"""What a restricted case hides, on pages that do not show the case itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from desk.next_actions import todos
from incidents.models import ActionItem, Incident, Review
from incidents.services import lifecycle, team
from incidents.services.opening import open_incident
from monitoring.models import Mention, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


def test_an_action_item_of_a_hidden_case_is_no_next_action(
    brand: Brand, lead: User, minh: User, manager: User
) -> None:
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=lead, reporter="Lan")
    review = Review.objects.create(incident=case, round=1)
    ActionItem.objects.create(
        review=review, text="Sửa mẫu", owner=minh, due_on=timezone.localdate()
    )
    assert [todo.label for todo in todos(minh) if todo.kind == "item"] == ["Sửa mẫu"]
    team.restrict(case, [lead], actor=manager)
    assert [todo for todo in todos(minh) if todo.kind == "item"] == []


def test_a_merged_case_does_not_name_a_hidden_target(
    brand: Brand, lead: User, minh: User, manager: User, client_of: Callable[[User], Client]
) -> None:
    """And its mentions and both logs survive the merge."""
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=lead, reporter="Lan")
    target = open_incident(brand=brand, title="Nhà máy ngừng chạy", actor=lead, reporter="Lan")
    team.name_lead(case, lead, actor=lead)
    source = Source.objects.create(brand=brand, key="voz", name="Voz")
    Mention.objects.create(
        brand=brand, source=source, external_id="1", text="mùi lạ", text_key="mui la",
        posted_at=now(), label="negative", incident=case,
    )  # fmt: skip
    lifecycle.merge(case, target, actor=lead)
    assert target.mentions.count() == 1
    client, address = client_of(minh), reverse("incidents:room", args=[case.reference])
    assert "Nhà máy ngừng chạy" in client.get(address).content.decode()
    team.restrict(Incident.objects.get(pk=target.pk), [lead], actor=manager)
    assert "Nhà máy ngừng chạy" not in client.get(address).content.decode()


def test_the_search_finds_statements_of_cases_one_may_see(
    brand: Brand, lead: User, minh: User, manager: User, client_of: Callable[[User], Client]
) -> None:
    from statements.services import drafting

    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=lead, reporter="Lan")
    words = drafting.draft(case, actor=lead, kind="holding")
    client, address = client_of(minh), reverse("desk:search")
    assert words.reference in client.get(address, {"q": words.reference}).content.decode()
    team.restrict(case, [lead], actor=manager)
    assert (
        words.get_absolute_url() not in client.get(address, {"q": words.reference}).content.decode()
    )


def test_a_notice_about_a_case_closed_to_me_since_is_not_shown(
    brand: Brand, lead: User, minh: User, manager: User, client_of: Callable[[User], Client]
) -> None:
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=lead, reporter="Lan")
    client, address = client_of(minh), reverse("desk:notices")
    assert "Sữa có mùi lạ" in client.get(address).content.decode()
    team.restrict(case, [lead], actor=manager)
    assert "Sữa có mùi lạ" not in client.get(address).content.decode()


def test_a_drill_asks_nobody_but_its_players_to_take_the_lead(
    brand: Brand, bot: User, minh: User, manager: User
) -> None:
    case = open_incident(brand=brand, title="Tin đồn", actor=bot, is_drill=True, players=[minh])
    real = open_incident(brand=brand, title="Sữa có mùi lạ", actor=minh)

    def asked(person: User) -> set[int]:
        return {todo.incident.pk for todo in todos(person) if todo.kind == "lead"}

    assert (asked(minh), asked(manager)) == ({case.pk, real.pk}, {real.pk})
