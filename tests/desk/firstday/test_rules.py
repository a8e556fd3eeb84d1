"""A step is done when rows say so, and at no other time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from desk.firstday import doing, path, rules
from drills.models import Drill, Scenario
from incidents.models import Incident
from monitoring.models import Source, Watch
from playbooks.enums import VersionState
from playbooks.models import Playbook, PlaybookVersion
from teams.models import Brand, DutyShift, Role, SkippedStep, Step
from teams.services import rotas
from teams.services.first import first_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    """The first person of a desk that has nothing else."""
    return first_admin("an@saomai.example", "Crisisdesk", "Bùi Thanh An").user


@pytest.fixture
def brand(admin):
    return Brand.objects.get()


def test_on_an_empty_desk_nothing_is_done(brand):
    assert rules.done(brand) == set()


def test_the_brand_is_named_once_names_and_hotline_are_there(brand, admin):
    doing.name_brand(brand, actor=admin, name="Sao Mai", short_name="Sao Mai", hotline="")
    assert rules.done(brand) == set()

    doing.name_brand(brand, actor=admin, name="Sao Mai", short_name="Sao Mai", hotline="1900")

    assert rules.done(brand) == {"brand"}


def test_the_name_of_the_desk_is_no_name_of_a_brand(brand):
    Brand.objects.update(short_name="CD", hotline="1900")

    assert rules.done(brand) == set()


def test_the_address_follows_the_first_name_and_then_stays(brand, admin):
    doing.name_brand(brand, actor=admin, name="Sữa Sao Mai", short_name="SM", hotline="1900")
    brand.refresh_from_db()
    assert brand.slug == "sua-sao-mai"

    doing.name_brand(brand, actor=admin, name="Khác", short_name="K", hotline="1900")
    brand.refresh_from_db()

    assert (brand.name, brand.slug) == ("Khác", "sua-sao-mai")


@pytest.mark.parametrize(
    ("role", "active", "done"),
    [(Role.MANAGER, True, {"people"}), (Role.MANAGER, False, set()), (Role.LEGAL, True, set())],
)
def test_people_are_two_of_whom_one_manages(brand, make_person, role, active, done):
    person = make_person("Hà", role, of=brand)
    person.memberships.update(is_active=active)

    assert rules.done(brand) == done


def test_duty_is_a_rota_with_turns_in_it(brand, admin):
    rota = rotas.make(brand, actor=admin, name="Trực")
    assert rules.done(brand) == set()

    rota.delete()
    rota = doing.set_duty(brand, actor=admin, users=[admin], hours="day")
    assert rules.done(brand) == {"duty"}

    rotas.end(rota, actor=admin)
    assert rules.done(brand) == set()


@pytest.mark.parametrize(("hours", "done"), [(1, {"duty"}), (-1, set())])
def test_or_a_shift_that_is_not_over(brand, admin, hours, done):
    until = now() + timedelta(hours=hours)
    DutyShift.objects.create(
        brand=brand, user=admin, starts_at=until - timedelta(hours=4), ends_at=until
    )

    assert rules.done(brand) == done


def test_listening_is_a_watch_and_a_source(brand):
    watch = Watch.objects.create(brand=brand, name="Sao Mai")
    assert rules.done(brand) == set()

    Source.objects.create(brand=brand, key="tay", name="Tay", kind="hand")
    assert rules.done(brand) == {"listening"}

    watch.active = False
    watch.save()
    assert rules.done(brand) == set()


def _version(brand, author, second):
    book = Playbook.objects.create(brand=brand, slug="a", code="C1", name_vi="A", name_en="A")
    return PlaybookVersion.objects.create(
        playbook=book, number=1, content={}, author=author, edited_by=author,
        state=VersionState.PUBLISHED, second_person=second,
    )  # fmt: skip


def test_a_shipped_playbook_that_nobody_read_is_not_enough(brand, bot):
    _version(brand, bot, None)

    assert rules.done(brand) == set()


def test_a_playbook_counts_with_the_word_of_a_second_person(brand, admin, make_person):
    _version(brand, admin, make_person("Hà", Role.LEGAL, of=brand))

    assert rules.done(brand) == {"playbook"}


def test_the_newsroom_needs_a_channel_and_a_contact(brand, admin):
    Brand.objects.update(official_channel="saomai.example")
    assert rules.done(brand) == set()

    Brand.objects.update(press_contact="bao-chi@saomai.example")
    assert rules.done(brand) == {"newsroom"}


@pytest.mark.parametrize(
    ("ended", "taken", "done"),
    [(True, True, {"drill"}), (True, False, set()), (False, True, set())],
)
def test_a_drill_counts_when_it_ended_and_somebody_took_it_on(brand, admin, ended, taken, done):
    scenario = Scenario.objects.create(
        brand=brand, slug="thu", title_vi="Thử", format="alert", minutes=10
    )
    moment = now()
    case = Incident.objects.create(
        brand=brand, number=1, title="Thử", is_drill=True, detected_at=moment, created_by=admin,
        acknowledged_at=moment if taken else None,
    )  # fmt: skip
    Drill.objects.create(
        scenario=scenario, incident=case, started_by=admin, started_at=moment,
        ended_at=moment + timedelta(minutes=1) if ended else None,
    )  # fmt: skip

    assert rules.done(brand) == done


def test_rows_of_another_brand_say_nothing(brand, other_brand, make_person):
    make_person("Hà", Role.MANAGER, of=other_brand)
    Watch.objects.create(brand=other_brand, name="Khác")
    Source.objects.create(brand=other_brand, key="tay", name="Tay", kind="hand")

    assert rules.done(brand) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_path_costs_two_queries(brand, admin, make_person, count, django_assert_num_queries):
    for number in range(count):
        make_person(f"Hà {number}", Role.MANAGER, of=brand)
        Watch.objects.create(brand=brand, name=f"W{number}")
        SkippedStep.objects.create(brand=brand, step=list(Step)[number], reason="vì", by=admin)

    with django_assert_num_queries(2):
        found = path.of(brand)

    assert [stop.step for stop in found.stops] == list(Step)
