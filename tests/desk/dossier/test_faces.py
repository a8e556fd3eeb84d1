"""The same by page and API: adding evidence, asking for a dossier, taking it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crisisdesk.kernel.clock import now
from desk.dossier import making
from incidents.models import Dossier
from tests.desk.dossier.conftest import SECRET, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def test_several_screenshots_are_added_by_one_form(
    case: Incident, lead: User, client_of: Any
) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", picture(n), "image/jpeg") for n in ("red", "blue")]
    page = f"/incidents/{case.reference}/do/evidence/"

    answer = client_of(lead).post(
        page, {"title": "Bình luận", "file": files, "captured_how": "chụp toàn trang"}
    )

    assert answer.status_code == 302
    made = list(case.evidence.order_by("pk"))[-2:]
    assert [row.title for row in made] == ["Bình luận (1/2)", "Bình luận (2/2)"]
    assert {row.captured_how for row in made} == {"chụp toàn trang"}
    late = {"title": "x", "url": "https://a.example", "captured_at": "2999-01-01T00:00"}
    assert client_of(lead).post(page, late).status_code == 422


def test_a_dossier_is_asked_for_and_taken_by_page(
    case: Incident, lead: User, client_of: Any
) -> None:
    client, base = client_of(lead), f"/incidents/{case.reference}/dossier/"
    form = client.get(f"{base}new/authority/").content.decode()
    assert SECRET not in form
    items = [row.pk for row in case.evidence.exclude(visibility="privileged")]

    empty = client.post(f"{base}new/authority/", {"language": "vi", "sections": ["evidence"]})
    assert empty.status_code == 422
    answer = client.post(
        f"{base}new/authority/",
        {"language": "en", "sections": ["evidence", "facts"], "evidence": items, "recipient": "Sở"},
    )

    assert answer["Location"] == f"{base}1/"
    assert "hx-trigger" in client.get(f"{base}1/").content.decode()
    making.work("Dossier", Dossier.objects.get().pk)
    page = client.get(f"{base}1/").content.decode()
    assert f"{base}1/file/" in page
    assert Dossier.objects.get().sha256 in page
    assert Dossier.objects.get().sha256 not in client.get(f"{base}9/").content.decode()
    assert client.get(f"{base}new/friends/").status_code == 404


def test_privileged_items_are_offered_for_our_own_records_only(
    case: Incident, lead: User, client_of: Any
) -> None:
    base = f"/incidents/{case.reference}/dossier/new/"
    assert SECRET in client_of(lead).get(f"{base}own/").content.decode()

    secret = case.evidence.get(visibility="privileged").pk
    forged = {"language": "vi", "sections": ["evidence"], "evidence": [secret], "recipient": "Sở",
              "privileged": "on"}  # fmt: skip

    assert client_of(lead).post(f"{base}authority/", forged).status_code == 422
    assert not Dossier.objects.exists()


def test_the_api_asks_waits_and_takes(case: Incident, lead: User, api_of: Any) -> None:
    api, base = api_of(lead), f"/api/v1/incidents/{case.reference}/dossiers/"
    wish = {"purpose": "newspaper", "sections": ["chronology", "facts"],
            "letter": {"recipient": "Báo Cầu Mây"}}  # fmt: skip

    made = api.post(base, wish, format="json")
    assert (made.status_code, made.json()["state"], made.json()["number"]) == (201, "making", 1)
    early = api.get(f"{base}1/file/")
    assert (early.status_code, early.json()["blockers"][0]["code"]) == (409, "not_ready")
    making.work("Dossier", Dossier.objects.get().pk)

    found = api.get(f"{base}1/").json()
    assert (found["state"], len(found["sha256"]), found["faults"]) == ("ready", 64, [])
    file = api.get(f"{base}1/file/")
    assert b"".join(file.streaming_content)[:2] == b"PK"
    wrong = api.post(base, {**wish, "sections": ["decisions"]}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["sections"])


def test_the_api_tells_which_item_fails(case: Incident, lead: User, api_of: Any) -> None:
    api, base = api_of(lead), f"/api/v1/incidents/{case.reference}/evidence/checks/"
    from pathlib import Path

    Path(case.evidence.first().file.path).unlink()
    assert api.post(base).json()["state"] == "making"
    making.work("EvidenceCheck", case.evidence_checks.get().pk)

    (fault,) = api.get(base).json()["results"][0]["faults"]

    assert (fault["code"], fault["item"]) == ("file_missing", 1)


def test_the_period_leaves_out_what_lies_before(
    case: Incident, make: Callable[..., Dossier], tmp_path: Any, media: Any
) -> None:
    from tests.desk.dossier.conftest import unzipped, words_of

    later = make(case, since=now() + timedelta(hours=1), sections=["chronology", "posts"])

    words = words_of(unzipped(later, media, tmp_path / "out"))
    assert "đã mở vụ việc" not in words
    assert words.count("Không có.") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_asks_no_more_for_more_remarks(
    count: int, case: Incident, lead: User, client_of: Any, django_assert_num_queries: Any
) -> None:
    from incidents.services import remarks

    for row in list(case.evidence.all())[:count]:
        remarks.add(row, actor=lead, text="Chụp lại")
    client = client_of(lead)
    client.get(f"/incidents/{case.reference}/facts/")

    with django_assert_num_queries(LEDGER_QUERIES):
        client.get(f"/incidents/{case.reference}/facts/")


LEDGER_QUERIES = 16
