"""The review on paper: right whatever people typed, and nothing typed becomes code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from desk import paper
from desk.review import assembled
from incidents.models import Review
from incidents.services.opening import open_incident

if TYPE_CHECKING:
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db

HOSTILE = '#panic("x") $ * _ [ ] "] } \\ <a> @b ễ ữ Ể'


@pytest.fixture
def review(brand: Brand, minh: User) -> dict[str, Any]:
    case = open_incident(brand=brand, title=HOSTILE, actor=minh, reporter="tổng đài")
    Review.objects.create(incident=case, round=1, summary=HOSTILE, public_view=HOSTILE)
    return assembled(case, minh)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_typed_words_stay_words(language: str, review: dict[str, Any]) -> None:
    with translation.override(language):
        document = paper.review_pdf(review)

    assert document.startswith(b"%PDF-")
    assert paper.review_data(review)["title"] == HOSTILE


def test_a_missing_moment_is_not_zero(review: dict[str, Any]) -> None:
    with translation.override("en"):
        rows = {row["label"]: row["value"] for row in paper.review_data(review)["metrics"]}

    assert rows["Time to contain"] == "not enough data"


def test_the_file_is_handed_out_to_those_who_work_on_the_case(
    review: dict[str, Any], minh: User, khoa: User, vy: User, client_of: Any
) -> None:
    path = f"/incidents/{review['incident'].reference}/review.pdf"

    answers = [client_of(person).get(path) for person in (minh, khoa, vy)]

    assert [answer.status_code for answer in answers] == [200, 403, 404]
    assert answers[0]["Content-Type"] == "application/pdf"
