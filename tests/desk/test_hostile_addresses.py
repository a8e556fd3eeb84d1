"""Nonsense in an address is the caller's fault, never ours: 4xx, not 500."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from incidents.services.opening import open_incident

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from rest_framework.test import APIClient

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/incidents/?q=%00",
        "/incidents/?severity=%00",
        "/statements/?kind=%00",
        "/search/?q=%00",
        "/incidents/INC-%00/",
    ],
)
def test_the_character_nul_is_refused(
    address: str, minh: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(minh).get(address).status_code in (400, 404)


def test_a_cursor_that_we_never_gave_leads_nowhere(
    minh: User, api_of: Callable[..., APIClient]
) -> None:
    cursor = base64.b64encode(b"p=abc").decode()
    assert api_of(minh).get(f"/api/v1/incidents/?cursor={cursor}").status_code == 404


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=0001-01-01"])
def test_a_report_reaches_to_the_ends_of_the_calendar(
    query: str, manager: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(manager).get(f"/reports/?{query}").status_code == 200


@pytest.mark.parametrize("url", ["https://hook.example:99999/", "https://hook.example:65536/x"])
def test_a_webhook_with_an_impossible_port_is_a_mistake_in_the_field(
    url: str, admin_person: User, api_of: Callable[..., APIClient]
) -> None:
    answer = api_of(admin_person).post(
        "/api/v1/webhooks/", {"brand": "sao-mai", "url": url, "topics": ["*"]}
    )
    assert answer.status_code == 400
    assert "url" in answer.json()["errors"]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_moment_that_no_page_could_show_is_not_stored(
    year: str,
    brand: Brand,
    minh: User,
    client_of: Callable[[User], Client],
    api_of: Callable[..., APIClient],
) -> None:
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=minh, reporter="Lan")
    at, pages, api = f"{year}-01-01T00:00", client_of(minh), api_of(minh)
    for act, words in {
        "task": {"title_vi": "Gọi nhà máy", "due_at": at},
        "question": {"text_vi": "Lô nào?", "due_at": at},
        "evidence": {"title": "Ảnh", "url": "https://voz.example", "captured_at": at},
        "edit": {"title": "Sữa có mùi lạ", "public_at": at},
    }.items():
        assert pages.post(f"/incidents/{case.reference}/do/{act}/", words).status_code == 422, act
    assert (
        pages.post(
            "/incidents/new/", {"title": "a", "reporter": "b", "detected_at": at}
        ).status_code
        == 422
    )
    address = f"/api/v1/incidents/{case.reference}"
    assert api.post(f"{address}/tasks/", {"title_vi": "a", "due_at": at}).status_code == 400
    assert api.post(f"{address}/questions/", {"text_vi": "a", "due_at": at}).status_code == 400
    new = {"brand": brand.slug, "title": "a", "reporter": "b", "detected_at": at}
    assert api.post("/api/v1/incidents/", new).status_code == 400


def test_a_document_nested_beyond_reason_is_invalid_input(
    minh: User, api_of: Callable[..., APIClient]
) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    answer = api_of(minh).post("/api/v1/mentions/", deep, content_type="application/json")
    assert answer.status_code == 400
