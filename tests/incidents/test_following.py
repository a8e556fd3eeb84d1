"""Action items after the case: due by policy, reminded, moved, escalated, and never nobody's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import ActionItem, FollowUpPolicy, Incident, ItemMove, Review
from incidents.selectors import items
from incidents.services import escalating, following, reminders, review
from outbox.models import OutboxMessage
from teams.models import Membership, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db
Case = "Callable[..., Incident]"
Item = "Callable[..., ActionItem]"


@pytest.fixture
def make_item(make_case: Case, minh: User) -> Item:
    """An item of a closed case, due in so many days, dated by the brand's policy."""

    def make(days: int, owner: User | None = minh, severity: str = "high") -> ActionItem:
        case = make_case("closed", severity)
        made = Review.objects.create(incident=case, round=1)
        due = timezone.localdate() + timedelta(days=days)
        item = ActionItem.objects.create(review=made, text="Sửa mẫu", owner=owner, due_on=due)
        following.follow(item, case)
        return item

    return make


def told(topic: str) -> list[str]:
    notices = Notice.objects.filter(topic=f"incidents.action_item_{topic}").order_by("user__name")
    return [notice.user.name for notice in notices.select_related("user")]


@pytest.mark.parametrize(
    ("severity", "days"), [("critical", 14), ("high", 21), ("moderate", 30), ("watch", 60)]
)
def test_the_policy_says_how_many_days_a_level_has(
    severity: str, days: int, make_case: Case
) -> None:
    due = following.due_by_policy(make_case("post_mortem", severity))
    assert due == timezone.localdate() + timedelta(days=days)


def test_the_brand_sets_its_own_days_and_open_items_follow(
    make_item: Item, brand: Brand, phuong: User, minh: User
) -> None:
    item = make_item(10)
    with pytest.raises(Forbidden):
        following.change_policy(brand, actor=minh, warn_days=5)
    following.change_policy(brand, actor=phuong, warn_days=5, escalate_days=2, high_days=3)
    item.refresh_from_db()
    assert item.warn_on == item.due_on - timedelta(days=5)
    assert item.escalate_on == item.due_on + timedelta(days=2)
    assert following.due_by_policy(item.review.incident) == timezone.localdate() + timedelta(days=3)


def test_a_settled_lesson_dates_its_item(make_case: Case, lead: User, minh: User) -> None:
    case = make_case("post_mortem")
    Review.objects.create(incident=case, round=1)
    lesson = review.add_lesson(case, actor=lead, text="Mẫu thiếu tiếng Anh")
    due = timezone.localdate() + timedelta(days=9)
    action = {"text": "Sửa mẫu", "owner": minh, "due_on": due}
    review.settle_lesson(lesson, actor=lead, outcome="action_item", action=action)
    item = ActionItem.objects.get()
    assert (item.warn_on, item.escalate_on) == (due - timedelta(days=3), due + timedelta(days=7))


@pytest.mark.parametrize(
    ("days", "ahead", "escalated"),
    [(4, 0, 0), (3, 1, 0), (1, 1, 0), (0, 0, 0), (-6, 0, 0), (-7, 0, 1), (-40, 0, 1)],
)
def test_each_word_goes_out_once_and_in_its_time(
    days: int, ahead: int, escalated: int, make_item: Item, minh: User, phuong: User
) -> None:
    make_item(days)
    for _ in range(2):
        escalating.sweep()
    assert told("ahead") == [minh.name] * ahead
    assert told("escalated") == [phuong.name] * escalated


def test_on_the_day_the_owner_hears_once(make_item: Item, minh: User) -> None:
    make_item(0)
    for _ in range(2):
        reminders.sweep()
        escalating.sweep()
    assert told("due") == [minh.name]
    assert told("ahead") == []


def test_more_time_costs_a_reason_and_is_counted(make_item: Item, minh: User) -> None:
    item = make_item(-8)
    escalating.sweep()
    later = timezone.localdate() + timedelta(days=5)
    for words, day in (("", later), ("chờ nhà in", timezone.localdate()), ("x", item.due_on)):
        with pytest.raises(ValidationError):
            following.extend(item, actor=minh, due_on=day, reason=words)
    item = following.extend(item, actor=minh, due_on=later, reason="chờ nhà in")
    assert (item.due_on, item.extensions, item.escalated_at) == (later, 1, None)
    assert item.escalate_on == later + timedelta(days=7)
    assert ItemMove.objects.get().reason == "chờ nhà in"


def test_what_is_done_does_not_move(make_item: Item, minh: User, lead: User) -> None:
    item = review.finish_item(make_item(3), actor=minh)
    for act in (
        lambda: following.extend(
            item, actor=minh, due_on=timezone.localdate() + timedelta(days=9), reason="x"
        ),
        lambda: following.give(item, actor=minh, owner=lead),
    ):
        with pytest.raises(Blocked):
            act()


def test_an_owner_who_left_leaves_it_to_nobody_and_those_who_can_give_it_hear(
    make_item: Item, minh: User, lead: User, admin_person: User, brand: Brand
) -> None:
    item = make_item(5)
    escalating.sweep()
    assert told("ownerless") == []
    Membership.objects.filter(user=minh).update(is_active=False)
    for _ in range(2):
        escalating.sweep()
    assert told("ownerless") == sorted([admin_person.name, lead.name])
    assert list(items.listing(lead, {"whose": "nobody"})) == [item]

    following.give(item, actor=admin_person, owner=lead)
    assert list(items.listing(lead, {"whose": "nobody"})) == []
    assert list(items.listing(lead, {"whose": "mine"})) == [item]
    item.refresh_from_db()
    assert (item.owner, item.orphaned_at) == (lead, None)
    assert Notice.objects.filter(user=lead, topic="incidents.action_item").count() == 1


def test_a_drill_tells_its_players_only(
    make_item: Item, phuong: User, lead: User, minh: User
) -> None:
    item = make_item(-8)
    Incident.objects.filter(pk=item.review.incident_id).update(is_drill=True)
    item.review.incident.allowed.set([minh])
    for _ in range(2):
        escalating.sweep()
    # Its lead, for the heads play no part in it.
    assert told("escalated") == [lead.name]
    assert not OutboxMessage.objects.filter(address=phuong.email).exists()


def test_of_a_restricted_case_the_heads_hear_who_may_see_it_else_its_lead(
    make_item: Item, phuong: User, lead: User
) -> None:
    alone, shared = make_item(-8), make_item(-8)
    Incident.objects.update(restricted=True)
    shared.review.incident.allowed.set([phuong])
    escalating.sweep()
    by_case = {
        notice.subject: notice.user
        for notice in Notice.objects.filter(topic="incidents.action_item_escalated")
    }
    assert by_case == {
        alone.review.incident.reference: lead,
        shared.review.incident.reference: phuong,
    }


def test_an_owner_who_left_the_brand_and_works_for_another_hears_nothing_more(
    make_item: Item, minh: User, other_brand: Brand
) -> None:
    Membership.objects.create(user=minh, brand=other_brand, role="member")
    for days in (-1, 2):
        make_item(days)
    Membership.objects.filter(user=minh).exclude(brand=other_brand).update(is_active=False)
    reminders.sweep()
    escalating.sweep()
    assert (told("due"), told("ahead")) == ([], [])
    assert not Notice.objects.filter(user=minh).exists()


def test_the_list_by_whose_and_which(
    make_item: Item, minh: User, lead: User, khoa: User, vy: User
) -> None:
    late, ahead, done = make_item(-1), make_item(2, lead), make_item(1)
    review.finish_item(done, actor=minh)
    assert list(items.listing(minh, {})) == [late, ahead]
    assert list(items.listing(minh, {"state": "late"})) == [late]
    assert list(items.listing(minh, {"state": "done"})) == [done]
    assert list(items.listing(minh, {"whose": "mine"})) == [late]
    assert [items.listing(who, {}).count() for who in (khoa, vy)] == [0, 0]


def test_the_pages_say_whose_it_is_and_how_often_it_moved(
    make_item: Item, minh: User, lead: User, phuong: User, client_of: Callable[[User], Client]
) -> None:
    item = make_item(2)
    later = timezone.localdate() + timedelta(days=9)
    following.extend(item, actor=minh, due_on=later, reason="chờ nhà in")
    Membership.objects.filter(user=minh).update(is_active=False)
    client = client_of(lead)
    page = client.get(reverse("desk:action-items"), {"whose": "nobody"}).content.decode()
    assert "Sửa mẫu" in page
    assert minh.name not in page
    paper = client.get(reverse("desk:action-items-print")).content.decode()
    assert later.strftime("%d/%m/%Y") in paper
    policy = reverse("desk:follow-up")
    assert client_of(lead).get(policy).status_code == 200
    assert client_of(lead).post(policy, {"warn_days": 1}).status_code == 403
    sent = {
        "critical_days": 1, "high_days": 2, "moderate_days": 3, "watch_days": 4, "warn_days": 0,
        "escalate_days": 1,
    }  # fmt: skip
    assert client_of(phuong).post(policy, {**sent, "high_days": 0}).status_code == 422
    assert client_of(phuong).post(policy, sent).status_code == 302
    assert FollowUpPolicy.objects.get().high_days == 2


def test_the_list_takes_the_same_queries_for_one_item_and_three(
    make_item: Item, minh: User, django_assert_num_queries: Any
) -> None:
    for more in (1, 2):
        for _ in range(more):
            make_item(2)
        minh.__dict__.pop("_memberships", None)
        with django_assert_num_queries(2):
            assert all(item.belongs and item.owner.name for item in items.listing(minh, {}))
