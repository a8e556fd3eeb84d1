"""Timers, legal deadlines, chains and stakeholders on their pages."""

import pytest
from django.urls import reverse

from crisisdesk.kernel.vocabulary import StatementKind
from playbooks import timers
from playbooks.models import ApprovalChain, LegalClock, Stakeholder, TimerPolicy

from .browser import read_form


def url(name: str, *args) -> str:
    return reverse(f"playbooks:{name}", args=args)


@pytest.fixture
def clock(seeded) -> LegalClock:
    return LegalClock.objects.get(brand=seeded, key="pdpl_72h")


def timer_form(client) -> dict:
    return dict(read_form(client.get(url("timers")).content.decode(), "timers").values)


def test_an_admin_sets_minutes_by_severity(seeded, client_of, admin_person) -> None:
    client = client_of(admin_person)
    data = timer_form(client) | {"holding-high-minutes": "45", "holding-watch-minutes": "600"}
    data["holding-moderate-minutes"] = ""
    data.pop("assessment-watch-working")

    answer = client.post(url("timers"), data)
    assert answer.status_code == 302, answer.context["form"].errors

    assert timers.minutes_for(seeded.pk, "holding", "high") == 45
    assert timers.minutes_for(seeded.pk, "holding", "watch") == 600
    assert timers.minutes_for(seeded.pk, "holding", "moderate") is None
    assert timers.minutes_for(seeded.pk, "holding", "critical") == 30
    row = TimerPolicy.objects.get(brand=seeded, key="assessment", severity="watch")
    assert (row.minutes, row.working) == (480, False)


def test_timers_work_before_anything_is_seeded(brand, client_of, admin_person) -> None:
    client = client_of(admin_person)

    client.post(url("timers"), timer_form(client))

    assert TimerPolicy.objects.filter(brand=brand).count() == len(timers.KEYS) * 4


@pytest.mark.parametrize("value", ["0", "-5", "soon", "999999999"])
def test_nonsense_is_shown_again(seeded, client_of, admin_person, value: str) -> None:
    client = client_of(admin_person)

    answer = client.post(url("timers"), timer_form(client) | {"holding-high-minutes": value})

    assert answer.status_code == 422
    assert f'value="{value}"' in answer.content.decode()
    assert timers.minutes_for(seeded.pk, "holding", "high") == 60


@pytest.mark.parametrize("who", ["phuong", "nghia", "lan", "minh"])
def test_others_read_timers_without_fields(seeded, client_of, request, who: str) -> None:
    client = client_of(request.getfixturevalue(who))

    assert 'name="holding-high-minutes"' not in client.get(url("timers")).content.decode()
    assert client.post(url("timers"), {}).status_code == 403


def test_a_deadline_is_red_until_legal_confirms(clock, client_of, lan, minh) -> None:
    before = client_of(minh).get(url("legal_clocks")).context["clocks"]
    assert not any(row.is_confirmed for row, _books in before)

    client_of(lan).post(url("confirm_legal_clock", clock.pk))

    clock.refresh_from_db()
    assert clock.is_confirmed and clock.verified_by == lan


@pytest.mark.parametrize("who", ["phuong", "nghia", "minh", "khoa", "admin_person"])
def test_only_legal_confirms(clock, client_of, request, who: str) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.post(url("confirm_legal_clock", clock.pk)).status_code == 403
    clock.refresh_from_db()
    assert not clock.is_confirmed


def test_strangers_find_no_deadline(clock, client_of, vy) -> None:
    assert client_of(vy).post(url("confirm_legal_clock", clock.pk)).status_code == 404
    assert client_of(vy).get(url("legal_clock", clock.pk)).status_code == 404


def test_without_hours_there_is_nothing_to_confirm(seeded, client_of, lan) -> None:
    unknown = LegalClock.objects.get(brand=seeded, key="press_response")

    answer = client_of(lan).post(url("confirm_legal_clock", unknown.pk))

    assert answer.status_code == 409
    unknown.refresh_from_db()
    assert unknown.verified_by is None


def test_a_changed_deadline_must_be_confirmed_again(clock, client_of, lan, admin_person) -> None:
    client_of(lan).post(url("confirm_legal_clock", clock.pk))
    admin = client_of(admin_person)
    form = read_form(admin.get(url("legal_clock", clock.pk)).content.decode(), "clock").values

    answer = admin.post(url("legal_clock", clock.pk), {**form, "hours": "48"})

    assert answer.status_code == 302, answer.context["form"].errors
    clock.refresh_from_db()
    assert (clock.hours, clock.is_confirmed) == (48, False)
    assert clock.types == ["account_hijack", "data_breach"]


@pytest.mark.parametrize("data", [{"hours": "-1"}, {"source_url": "javascript:alert(1)"}])
def test_a_bad_deadline_is_shown_again(clock, client_of, admin_person, data) -> None:
    admin = client_of(admin_person)
    form = read_form(admin.get(url("legal_clock", clock.pk)).content.decode(), "clock").values

    assert admin.post(url("legal_clock", clock.pk), {**form, **data}).status_code == 422


@pytest.mark.parametrize("who", ["phuong", "lan", "minh"])
def test_only_admins_change_deadlines(clock, client_of, request, who: str) -> None:
    client = client_of(request.getfixturevalue(who))

    assert client.get(url("legal_clock", clock.pk)).status_code == 403


def test_chains_are_told_in_words(seeded, client_of, minh) -> None:
    kinds = dict(client_of(minh).get(url("chains")).context["kinds"])

    holding = kinds[StatementKind.HOLDING.label]["ways"]
    assert [(len(way.levels), way.lane_is_fast, len(way.stages)) for way in holding] == [
        (3, True, 1),
        (1, True, 1),
        (2, False, 1),
        (1, False, 1),
        (1, False, 2),
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "model", "expected"),
    [
        ("chains", ApprovalChain, 2),
        ("legal_clocks", LegalClock, 2),
        ("stakeholders", Stakeholder, 3),
    ],
)
def test_pages_cost_the_same_for_one_and_three(
    seeded, client_of, minh, own_queries, name: str, model, expected: int, count: int
) -> None:
    for order in (1, 2, 3):
        Stakeholder.objects.create(brand=seeded, name=f"Chị {order}", order=order)
    kept = list(model.objects.values_list("pk", flat=True)[:count])
    model.objects.exclude(pk__in=kept).delete()
    client = client_of(minh)

    with own_queries(expected):
        client.get(url(name))


def test_stakeholders_are_added_changed_and_removed(brand, client_of, admin_person) -> None:
    client = client_of(admin_person)
    data = {"order": 2, "name": "Chị Thu", "email": "thu@agency.example", "phone": "+84 90"}

    client.post(url("new_stakeholder"), data)
    entry = Stakeholder.objects.get(brand=brand)
    client.post(url("stakeholder", entry.pk), {**data, "name": "Chị Thủy"})
    entry.refresh_from_db()
    assert (entry.name, entry.order) == ("Chị Thủy", 2)
    assert client.get(url("stakeholders")).status_code == 200
    client.post(url("remove_stakeholder", entry.pk))
    assert not Stakeholder.objects.exists()


def test_a_stakeholder_without_a_name_is_shown_again(brand, client_of, admin_person) -> None:
    answer = client_of(admin_person).post(url("new_stakeholder"), {"order": 1, "name": ""})

    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["phuong", "minh"])
def test_only_admins_keep_the_list(brand, client_of, request, who: str) -> None:
    assert client_of(request.getfixturevalue(who)).get(url("new_stakeholder")).status_code == 403


def test_another_brands_stakeholder_is_not_found(
    brand, client_of, admin_person, other_brand
) -> None:
    entry = Stakeholder.objects.create(brand=other_brand, name="Ai đó")
    client = client_of(admin_person)

    assert client.get(url("stakeholder", entry.pk)).status_code == 404
    assert client.post(url("remove_stakeholder", entry.pk)).status_code == 404
