"""The pages of the first day: few fields, one press each, and who is shown what."""

from __future__ import annotations

import pytest
from django.test import Client

from crisisdesk.kernel.errors import Blocked
from desk.firstday import doing, path
from monitoring.models import Source, Watch
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import publish
from teams.models import Brand, Rota, SkippedStep, Step, User
from teams.services.first import first_admin
from tests.conftest import BACKEND

pytestmark = pytest.mark.django_db
TYPES = ["product_safety", "data_breach"]


@pytest.fixture
def admin(db):
    return first_admin("an@saomai.example", "Sao Mai", "Bùi Thanh An").user


@pytest.fixture
def brand(admin):
    return Brand.objects.get()


@pytest.fixture
def desk(admin, client_of):
    return client_of(admin)


def test_a_press_leads_on_to_the_next_step(desk):
    words = {"name": "Sao Mai", "short_name": "Sao Mai", "hotline": "1900"}

    answer = desk.post("/first-day/brand/", words)

    assert answer.url == "/first-day/people/"


def test_the_second_person_is_offered_as_a_manager(desk):
    form = desk.get("/first-day/people/").context["form"]

    assert form.initial == {"role": "manager", "title": "comms_head"}


def test_without_a_mail_server_the_invitation_is_handed_over(desk, settings):
    settings.HAS_MAIL = False
    desk.post(
        "/first-day/people/",
        {"email": "ha@saomai.example", "name": "Hà", "role": "manager", "title": ""},
    )
    place = User.objects.get(email="ha@saomai.example").memberships.get()

    answer = desk.post(f"/first-day/people/{place.pk}/link/")

    assert "/account/password/reset/key/" in answer.context["link"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("mail", "signed_in"), [(True, False), (False, True)])
def test_a_link_is_given_only_where_no_letter_leaves_and_to_newcomers(
    desk, brand, make_person, settings, mail, signed_in
):
    settings.HAS_MAIL = mail
    person = make_person("Hà", of=brand)
    if signed_in:
        person.last_login = person.created_at
        person.save()

    answer = desk.post(f"/first-day/people/{person.memberships.get().pk}/link/")

    assert (answer.status_code, b"/account/password/reset/" in answer.content) == (409, False)


def test_one_press_sets_up_the_usual_rota(desk, brand, admin):
    begin = desk.get("/first-day/duty/").context["form"].initial
    assert begin == {"users": [admin.pk], "hours": "day"}

    desk.post("/first-day/duty/", begin)

    layer = Rota.objects.get(brand=brand).layers.get()
    assert (f"{layer.hours_from:%H:%M}", f"{layer.hours_until:%H:%M}") == ("08:00", "20:00")
    assert (layer.weekdays or [], layer.unit, layer.length) == ([], "week", 1)
    assert Rota.objects.get().time_zone == "Asia/Ho_Chi_Minh"


def test_a_second_press_calls_nobody_twice(desk, brand):
    begin = desk.get("/first-day/duty/").context["form"].initial
    desk.post("/first-day/duty/", begin)

    again = desk.post("/first-day/duty/", begin)

    assert again.status_code == 409
    assert Rota.objects.filter(brand=brand).count() == 1
    assert b'name="hours"' not in desk.get("/first-day/duty/").content


def test_a_second_press_reads_no_feed_twice(desk, brand):
    for _press in range(2):
        desk.post("/first-day/listening/", {"words": "Sao Mai", "feed": "https://bao.example/rss"})

    assert Source.objects.filter(brand=brand).count() == 1


def test_one_press_makes_the_desk_listen(desk, brand):
    begin = desk.get("/first-day/listening/").context["form"].initial

    desk.post("/first-day/listening/", {"words": "\n".join(begin["words"]), "feed": ""})

    assert Watch.objects.get(brand=brand).words == ["Sao Mai"]
    assert Source.objects.get(brand=brand).kind == "hand"


def test_a_feed_is_read_from_then_on(desk, brand):
    feed = {"words": "Sao Mai", "feed": "https://bao.example/rss"}

    desk.post("/first-day/listening/", feed)

    assert Source.objects.get(brand=brand).connection.options == {"url": "https://bao.example/rss"}


def test_of_the_18_those_that_are_wanted_come_with_the_common_one(desk, brand):
    offered = desk.get("/first-day/playbook/").context["form"].fields["types"].choices
    assert len(offered) == 18

    desk.post("/first-day/playbook/", {"types": TYPES})

    books = Playbook.objects.filter(brand=brand)
    assert set(books.values_list("slug", flat=True)) == {*TYPES, "common"}
    assert brand.scenarios.count() == 8
    slugs = set(books.values_list("slug", flat=True))
    ways = [w["to"] for v in PlaybookVersion.objects.all() for w in v.content.get("cross_over", [])]
    assert set(ways) <= slugs


def test_read_and_found_right_it_waits_for_a_second_person_and_then_counts(
    desk, brand, admin, make_person
):
    doing.take_playbooks(brand, actor=admin, types=TYPES)
    shown = desk.get("/first-day/playbook/?look=data_breach")
    version = shown.context["shown"]
    assert version.playbook.slug == "data_breach"

    desk.post(f"/first-day/playbook/{version.pk}/")

    waiting = PlaybookVersion.objects.get(state="in_review")
    assert path.of(brand).stop(Step.PLAYBOOK).done is False
    with pytest.raises(Blocked):
        doing.look_over(version, actor=admin)
    manager = make_person("Phượng", "manager", of=brand)
    page = changes_as(manager, waiting)
    assert "Đồng ý áp dụng" in page
    publish(waiting, actor=manager)
    assert path.of(brand).stop(Step.PLAYBOOK).done is True


def changes_as(person, version):
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    address = f"/playbooks/{version.playbook.slug}/versions/{version.number}/changes/"
    return browser.get(address).content.decode()


def test_the_drill_needs_somebody_else(desk):
    assert desk.post("/first-day/drill/").status_code == 409


def test_a_step_is_put_off_with_a_reason_and_taken_up_again(desk, brand, admin):
    assert desk.post("/first-day/duty/skip/", {"reason": " "}).status_code == 422

    desk.post("/first-day/duty/skip/", {"reason": "Chưa có người"})
    desk.post("/first-day/duty/skip/", {"reason": "bấm lần nữa"})

    row = SkippedStep.objects.get()
    assert (row.step, row.reason, row.by) == ("duty", "Chưa có người", admin)
    assert path.of(brand).stop(Step.DUTY).waits is False
    assert desk.post("/first-day/duty/again/").url == "/first-day/duty/"
    assert not SkippedStep.objects.exists()


def test_two_admins_see_the_same(desk, brand, make_person, client_of):
    desk.post("/first-day/duty/skip/", {"reason": "Chưa có người"})
    second = client_of(make_person("Hà", "admin", of=brand))

    page = second.get("/first-day/").content.decode()

    assert "Chưa có người" in page


def test_home_shows_an_admin_what_is_next_and_others_who_prepares(
    desk, brand, make_person, client_of
):
    assert "/first-day/brand/" in desk.get("/").content.decode()

    page = client_of(make_person("Minh", of=brand)).get("/").content.decode()

    assert "Bùi Thanh An đang chuẩn bị: đã xong 0 trên 7 bước." in page
    assert "/first-day/brand/" not in page


def test_home_is_quiet_once_every_step_is_done_or_put_off(desk, brand, admin):
    rows = [SkippedStep(brand=brand, step=step, reason="sau", by=admin) for step in Step]
    SkippedStep.objects.bulk_create(rows)

    assert 'id="first-day"' not in desk.get("/").content.decode()


def test_whoever_signs_in_to_an_empty_desk_lands_on_its_first_day(brand, admin, client):
    admin.set_password("bon-con-meo")
    admin.save()
    door = {"login": admin.email, "password": "bon-con-meo"}
    assert client.post("/account/login/", door).url == "/first-day/"

    doing.take_playbooks(brand, actor=admin, types=TYPES)
    client.post("/account/logout/")

    assert client.post("/account/login/", door).url == "/"


def test_a_step_that_does_not_exist_is_not_found(desk):
    assert desk.get("/first-day/khong-co/").status_code == 404
