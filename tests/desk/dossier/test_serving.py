"""What several threads do at once: a server that sends files, and two who ask."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from tests.conftest import BACKEND

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Dossier, Incident
    from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_asynchronous_server_sends_it_piece_by_piece(
    case: Incident, make: Callable[..., Dossier], lead: User, async_client: Any
) -> None:
    """Gathered whole first, a large archive would fill the memory of the server."""
    made = make(case)
    async_client.force_login(lead, backend=BACKEND)

    async def take() -> tuple[Any, list[bytes]]:
        path = f"/incidents/{case.reference}/dossier/{made.number}/file/"
        answer = await async_client.get(path)
        return answer, [piece async for piece in answer.streaming_content]

    answer, parts = async_to_sync(take)()

    assert answer.is_async
    assert hashlib.sha256(b"".join(parts)).hexdigest() == made.sha256
    assert answer["Content-Length"] == str(made.size)
    assert made.name in answer["Content-Disposition"]


def test_an_asynchronous_server_sends_evidence_piece_by_piece_too(
    case: Incident, lead: User, async_client: Any
) -> None:
    item = case.evidence.get(file_name="ảnh chụp màn hình.jpg")
    async_client.force_login(lead, backend=BACKEND)

    async def take() -> tuple[Any, list[bytes]]:
        answer = await async_client.get(f"/incidents/{case.reference}/evidence/{item.pk}/")
        return answer, [piece async for piece in answer.streaming_content]

    answer, parts = async_to_sync(take)()

    assert answer.is_async
    assert hashlib.sha256(b"".join(parts)).hexdigest() == item.sha256
    assert answer["Content-Length"] == str(item.file.size)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_two_who_ask_at_once_get_two_numbers(case: Incident, ask: Callable[..., Dossier]) -> None:
    numbers: list[int] = []

    def one() -> None:
        numbers.append(ask(case).number)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [1, 2]
