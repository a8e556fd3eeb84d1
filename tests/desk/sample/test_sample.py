"""The sample is seen by whoever looks round and by nobody else."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.clock import now
from desk import digest
from desk.sample import loading, removing
from drills.models import ReadinessDay
from drills.services import preparing
from incidents.models import Incident, TimelineEntry
from incidents.services.opening import open_incident
from incidents.timeline import verify
from outbox.models import OutboxMessage
from statements.selectors import for_newsroom
from teams import sample
from teams.models import Brand, Membership, Notice, Role
from teams.roles import people
from tests import worlds
from tests.conftest import person
from tests.desk.sample.counting import counts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """A brand, its admin and the sample, once for all; every test is taken back."""
    with worlds.standing(django_db_blocker):
        brand = Brand.objects.create(slug="sao-mai", name="Sao Mai", short_name="Sao Mai")
        admin = person(brand, "Bùi Thanh An", Role.ADMIN)
        made = loading.load(brand, actor=admin)
        yield worlds.kept(brand=brand, admin_person=admin, loaded=made)


brand, admin_person, loaded = map(worlds.again, ("brand", "admin_person", "loaded"))


@pytest.fixture
def inside(loaded, admin_person, client_of):
    browser = client_of(admin_person)
    browser.post("/sample/enter/")
    return browser


def test_real_rows_stay_and_triggers_keep_them_afterwards(loaded, brand, admin_person, lead):
    real = open_incident(brand=brand, title="Có thật", actor=lead)

    removing.remove(actor=admin_person)

    real.refresh_from_db()
    assert verify(real) is None
    with pytest.raises(Exception, match="append_only"):
        TimelineEntry.objects.filter(incident=real)._raw_delete("default")


def test_nothing_is_removed_where_a_real_row_hangs_on_it(loaded, brand, admin_person):
    theirs = Incident.objects.filter(brand=loaded).first()
    hanging = Incident.objects.create(
        brand=brand, number=5, title="Thật", detected_at=now(), created_by=admin_person,
        status="merged", merged_into=theirs,
    )  # fmt: skip
    before = counts()

    with pytest.raises(removing.NotOfTheSample):
        removing.remove(actor=admin_person)

    assert counts() == before
    assert Incident.objects.filter(pk=hanging.pk).exists()


def test_it_tells_nobody_is_public_nowhere_and_in_no_figure(loaded, brand, lead, client):
    preparing.sweep()
    digest.sweep()

    assert not Membership.objects.filter(brand=loaded).exists()
    assert not people(loaded).exists()
    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.exists()
    assert not ReadinessDay.objects.filter(brand=loaded).exists()
    assert not for_newsroom(loaded).exists()
    for path in ("", "feed.atom", "feed.json", "subscribe/"):
        assert client.get(f"/newsroom/{loaded.slug}/{path}").status_code == 404
    # Real cases are numbered as if it were not there.
    assert open_incident(brand=brand, title="Có thật", actor=lead).number == 1


PAGES = (
    "/", "/incidents/", "/incidents/INC-900003/", "/incidents/INC-900003/facts/",
    "/monitoring/mentions/", "/monitoring/signals/", "/monitoring/sources/", "/statements/",
    "/playbooks/", "/drills/", "/drills/readiness/", "/reports/", "/people/",
)  # fmt: skip
PRESSES = (
    "/people/invite/", "/people/brand/", "/incidents/new/", "/incidents/INC-900003/do/note/",
    "/monitoring/watches/new/", "/first-day/brand/", "/people/settings/",
)  # fmt: skip


def test_whoever_looks_round_sees_it_marked_everywhere_and_changes_nothing(inside, brand, lead):
    open_incident(brand=brand, title="Việc thật của nhà", actor=lead)

    for path in PAGES:
        answer = inside.get(path)
        page = answer.content.decode()
        assert (path, answer.status_code) == (path, 200)
        assert 'aria-label="MẪU"' in page, path
        assert "Việc thật của nhà" not in page, path
    assert "Khách phản ánh trà có mùi lạ" in inside.get("/").content.decode()

    before = counts()
    for path in PRESSES:
        answer = inside.post(path, {"email": "x@example.com", "name": "X", "role": "member"})
        assert (path, answer.status_code) == (path, 403)
    assert counts() == before


def test_outside_it_nobody_sees_any_of_it(loaded, admin_person, client_of):
    browser = client_of(admin_person)

    for path in ("/", "/incidents/", "/reports/", "/search/?q=m%C3%B9i+l%E1%BA%A1"):
        page = browser.get(path).content.decode()
        assert "Khách phản ánh trà" not in page
        assert loaded.name not in page
    assert browser.get("/incidents/INC-900003/").status_code == 404


def test_one_leaves_it_as_one_came_and_is_back_when_another_removed_it(
    inside, loaded, brand, admin_person
):
    assert inside.post("/sample/leave/").status_code == 302
    assert loaded.name not in inside.get("/").content.decode()

    inside.post("/sample/enter/")
    assert loaded.name in inside.get("/").content.decode()
    removing.remove(actor=admin_person)

    page = inside.get("/").content.decode()
    assert (loaded.name in page, brand.name in page) == (False, True)


@pytest.mark.parametrize("end", ["removed", "no admin any more"])
def test_what_was_typed_in_a_sample_that_is_gone_is_refused_once_and_then_one_works_again(
    inside, loaded, brand, admin_person, end
):
    words = {"name": "Sao Mai", "short_name": "Sao Mai", "hotline": "1900 1234"}
    if end == "removed":
        removing.remove(actor=admin_person)
    else:
        Membership.objects.filter(user=admin_person).update(role=Role.MANAGER)

    first = inside.post("/people/brand/", words)
    page = inside.get("/").content.decode()
    second = inside.post("/people/brand/", words)

    assert "không có gì được lưu" in first.content.decode()
    assert (first.status_code, 'aria-label="MẪU"' in page) == (403, False)
    assert sample.SESSION_KEY not in inside.session
    # A manager may not change the brand; that is another refusal, of the real desk.
    assert second.status_code == (302 if end == "removed" else 403)


def test_only_admins_come_in(loaded, make_person, client_of):
    for role in [role for role in Role if role != Role.ADMIN]:
        browser = client_of(make_person("Hà", role))
        session = browser.session
        session[sample.SESSION_KEY] = True
        session.save()

        assert browser.post("/sample/load/").status_code == 403
        assert loaded.name not in browser.get("/").content.decode()
