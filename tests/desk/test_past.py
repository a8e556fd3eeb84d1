"""Searching ended cases, and what the latest of a type tells a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisisdesk.kernel.clock import now
from desk import past
from incidents.models import Incident, Lesson, Review
from incidents.selectors import lessons
from monitoring.models import Mention, Source
from statements.models import Statement, StatementVersion, StrategyChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db
Ended = "Callable[..., Incident]"


@pytest.fixture
def ended(brand: Brand, lead: User) -> Ended:
    numbers = iter(range(1, 100))

    def make(title: str = "Sữa có mùi lạ", **fields: Any) -> Incident:
        begun = now() - timedelta(hours=5)
        values = {
            "status": "closed", "kind": "product_safety", "peak_severity": "high",
            "detected_at": begun, "opened_at": begun, "lead": lead, "created_by": lead,
            "first_holding_at": begun + timedelta(minutes=38),
            "resolved_at": begun + timedelta(hours=4), **fields,
        }  # fmt: skip
        return Incident.objects.create(brand=brand, number=next(numbers), title=title, **values)

    return make


def learnt(case: Incident, by: User, text: str) -> None:
    review = Review.objects.get_or_create(incident=case, round=1)[0]
    Lesson.objects.create(review=review, text=text, by=by)


def say(case: Incident, by: User, status: str = "published", **more: Any) -> Statement:
    words = Statement.objects.create(
        incident=case, brand=case.brand, number=Statement.objects.count() + 1, kind="holding",
        author=by, last_editor=by, status=status, current_version=1, published_version=1,
        published_at=now(), **more,
    )  # fmt: skip
    StatementVersion.objects.create(
        statement=words, number=1, title_vi="Chúng tôi đang kiểm tra lô 12", text_vi="x", author=by
    )
    return words


def found(user: User, **wanted: Any) -> list[Incident]:
    return list(past.listing(user, wanted))


def test_only_what_has_ended_and_real_apart_from_drills(ended: Ended, minh: User) -> None:
    done = [ended(status=status) for status in ("resolved", "post_mortem", "closed", "false_alarm")]
    drill = ended(is_drill=True)
    ended(status="responding")
    assert sorted(found(minh), key=lambda case: case.pk) == done
    assert found(minh, drill="on") == [drill]


@pytest.mark.parametrize(
    "question",
    ["mùi lạ", "MUI LA", "la mui", "ĐƯỜNG truyền", "duong truyen", "Đường Truyền", "bao kho som"],
)
def test_words_with_or_without_accents(question: str, ended: Ended, minh: User) -> None:
    """In the title, the review or a lesson; every word, in any order."""
    case = ended()
    learnt(case, minh, "BÁO KHO SỚM hơn")
    Review.objects.update(hindered="Đường truyền của tổng đài bị nghẽn")
    ended(title="Chuyện khác")
    assert found(minh, q=question) == [case]
    assert found(minh, q=question + " khac") == []


def test_by_type_severity_and_how_it_ended(ended: Ended, minh: User) -> None:
    plain = ended()
    again = ended(kind="boycott", relapses=1)
    wrong = ended(peak_severity="critical")
    say(wrong, minh, "corrected")
    alarm = ended(status="false_alarm", peak_severity="watch")
    assert found(minh, kind="boycott") == [again]
    assert found(minh, severity="critical") == [wrong]
    assert found(minh, outcome="relapsed") == [again]
    assert found(minh, outcome="corrected") == [wrong]
    assert found(minh, outcome="false_alarm") == [alarm]
    assert set(found(minh, outcome="calm")) == {plain, wrong}
    assert len(found(minh, outcome="no such")) == 4


def test_by_platform_and_by_the_strategy_used_last(ended: Ended, minh: User, brand: Brand) -> None:
    first, second = ended(), ended()
    source = Source.objects.create(brand=brand, kind="webhook", name="Nghe")
    Mention.objects.create(
        brand=brand, source=source, external_id="1", incident=first, platform="facebook", text="x", posted_at=now(),
        label="negative",
    )  # fmt: skip
    for case, chosen in ((first, "deny"), (first, "rebuild"), (second, "deny")):
        StrategyChoice.objects.create(
            incident=case, round=1, advised="inform", chosen=chosen, reason="x", by=minh
        )
    assert found(minh, platform="facebook") == [first]
    assert found(minh, platform="tiktok") == []
    assert found(minh, strategy="deny") == [second]
    assert found(minh, strategy="rebuild") == [first]


def test_who_may_not_read_reviews_finds_nothing(
    ended: Ended, minh: User, khoa: User, vy: User, phuong: User
) -> None:
    ended()
    assert [len(found(who)) for who in (minh, khoa, vy)] == [1, 0, 0]
    Incident.objects.update(restricted=True)
    assert [len(found(who)) for who in (minh, phuong)] == [0, 0]


def test_a_new_case_hears_what_was_said_how_long_it_took_and_what_was_learnt(
    ended: Ended, minh: User, client_of: Callable[[User], Client]
) -> None:
    old = ended()
    learnt(old, minh, "Báo kho sớm hơn")
    say(old, minh)
    say(old, minh, audience="internal")
    StrategyChoice.objects.create(
        incident=old, round=1, advised="inform", chosen="rebuild", reason="x", by=minh
    )
    case = ended(title="Sữa vón cục", status="verifying", resolved_at=None)
    (earlier,) = lessons.last_time(case, minh)
    assert [words.audience for words in earlier.said] == ["public"]
    assert (earlier.took_to_speak, earlier.took) == (timedelta(minutes=38), timedelta(hours=4))
    page = client_of(minh).get(case.get_absolute_url()).content.decode()
    for words in ("Chúng tôi đang kiểm tra lô 12", "Báo kho sớm hơn", earlier.strategy):
        assert words in page
    assert f"{reverse('desk:past-cases')}?kind=product_safety" in page


def test_the_page_takes_the_same_queries_for_one_case_and_three(
    ended: Ended, minh: User, client_of: Callable[[User], Client]
) -> None:
    client, url, counts = client_of(minh), reverse("desk:past-cases"), []
    client.get(url)
    for more in (1, 2):
        for _ in range(more):
            case = ended()
            learnt(case, minh, "x")
            say(case, minh)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, {"q": "mui", "kind": "", "platform": "no such"})
        assert answer.content.decode().count("Chúng tôi đang kiểm tra lô 12") == len(
            found(minh, q="mui")
        )
        counts.append(len(queries))
    assert counts[0] == counts[1]
