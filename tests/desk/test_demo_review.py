"""The demo has something to look back on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from desk import demo, demo_review
from incidents.models import Incident, Review
from incidents.timeline import verify_all
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

pytestmark = pytest.mark.django_db


def test_the_demo_washes_a_case_and_remembers_another(
    client_of: Callable[[User], Any],
) -> None:
    brand = Brand.objects.create(**demo.MAIN)
    people = [demo._person(brand, row) for row in demo.PEOPLE]
    for _ in range(2):
        demo_review.seed_reviews(brand)

    assert Review.objects.count() == 2
    assert [fault for _case, fault in verify_all()] == [None, None]
    client, case = client_of(people[0]), Incident.objects.get(status="post_mortem")
    page = client.get(reverse("incidents:hot-wash", args=[case.reference])).content.decode()
    assert page.count('class="wash-line"') == len(demo_review.LINES)
    past = client.get(reverse("desk:past-cases"), {"q": "sua chua"}).content.decode()
    assert "dán lại nhãn" in past
