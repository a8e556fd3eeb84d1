"""The pages after a case in two dresses: clean, readable, nothing cut."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from crisisdesk.kernel.clock import now
from desk import demo_review
from incidents.models import Incident, ReviewIssue, WashLine
from teams.models import User
from tests.journeys.test_screens import LONG_NAME, Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager_of(brand, lead, minh, phuong, lan) -> User:
    """The demo's two reviews, with the cast in the place of its people."""
    people = {"lead": lead, "writer": minh, "manager": phuong, "legal": lan}
    with transaction.atomic():
        demo_review._ended(brand, people)
        demo_review._washed(brand, people)
    case = Incident.objects.get(status="post_mortem")
    WashLine.objects.create(
        incident=case, round=1, kind="badly", text=f"{LONG_NAME} {'a' * 120}", by=minh,
        at=now(), key=uuid.uuid4(),
    )  # fmt: skip
    return phuong


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("vi", "dark", 390), ("en", "light", 1360)]
)
def test_pages_after_a_case_are_clean(manager_of, enter, language, theme, width):
    case = Incident.objects.get(status="post_mortem")
    issue = ReviewIssue.objects.get()
    ours, old = f"/incidents/{case.reference}", f"/incidents/{issue.review.incident.reference}"
    inspector = Inspector(enter(manager_of, language), "phuong")
    inspector.actor.page.set_viewport_size({"width": width, "height": 900})
    inspector.actor.page.emulate_media(color_scheme=theme)
    speak(language)
    for path in (
        f"{ours}/hot-wash/", f"{ours}/hot-wash/?order=votes", f"{ours}/review/",
        f"{ours}/review/lines/", f"{ours}/review/publish/", f"{old}/review/",
        f"{old}/review/issues/{issue.pk}/", f"{old}/hot-wash/", "/action-items/",
        "/action-items/?whose=nobody&state=late", "/follow-up/", "/past-cases/",
        "/past-cases/?q=khong-co",
    ):  # fmt: skip
        inspector.look(path, f"{language} {theme} {width}")
    assert not inspector.found, "\n".join(inspector.found)
