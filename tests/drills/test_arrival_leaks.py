"""Whatever a drill brings, nothing that is real meets it and nobody who does not play sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from crisisdesk.kernel.clock import now
from desk import digest
from desk.searching import search
from drills import services
from drills.models import DrillPost, Inject
from monitoring import tasks
from monitoring.models import Signal
from statements.models import Enquiry
from tests.drills.stories import CALL, NOTE, POSTS, SIGNAL, story

FLOOD = {"count": 5000, "over_minutes": 60, "platform": "news", "reach": 200_000}
#: Rooms whose every table is compared.
REAL = ("monitoring", "newsroom")
PAGES = [
    "/", "/notices/", "/reports/", "/search/?q=Dai+A", "/monitoring/signals/?state=new",
    "/monitoring/mentions/?q=di+vat&period=all", "/monitoring/mentions/export/?period=all",
    f"{reverse('statements:enquiries')}?state=all",
    f"{reverse('statements:enquiries')}?drill=1&state=all",
    "/newsroom/sao-mai/", "/api/v1/signals/", "/api/v1/mentions/", "/api/v1/reports/metrics/",
]  # fmt: skip
#: Whoever sees less of the brand is asked where an insider of another brand could find anything.
SHORT = ["/", "/search/?q=Dai+A", "/monitoring/signals/?state=new", "/api/v1/signals/"]
#: What differs between two answers of one page at one moment.
FLEETING = re.compile(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|nonce="[^"]+"')


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as moved:
        yield moved


@pytest.fixture
def drill(clock, brand, phuong, minh):
    """One that has only begun: what it will bring still waits."""
    later = {"at_minute": 30}
    scenario = story(brand, NOTE, {**SIGNAL, **later}, {**CALL, **later}, {**POSTS, **later})
    return services.start(scenario, actor=phuong, players=[minh])


def bring(drill, actor):
    for run in drill.runs.filter(delivered_at=None):
        services.send_now(run, actor=actor)
    assert (Signal.everything.count(), Enquiry.objects.count()) == (1, 1)
    assert DrillPost.objects.exists()


def rows_of(*rooms):
    """Every row of every table of these rooms; signals of drills stand apart by their manager."""
    found = {}
    for room in rooms:
        for model in apps.get_app_config(room).get_models():
            found[model.__name__] = list(model._default_manager.order_by("pk").values())
    return found


@pytest.mark.django_db
def test_five_thousand_posts_touch_no_table_of_what_is_really_heard(clock, drill, phuong):
    tasks.sweep()
    tasks.sweep_clusters()
    before = rows_of(*REAL)
    Inject.objects.filter(arrives="posts").update(details=FLOOD)

    bring(drill, phuong)
    assert DrillPost.objects.count() == 5000
    clock.shift(timedelta(hours=2))
    tasks.sweep()
    tasks.sweep_clusters()
    services.end(drill, actor=phuong)

    assert rows_of(*REAL) == before


@pytest.mark.django_db
def test_the_figures_of_the_brand_stay_as_they_were(clock, drill, phuong, brand):
    today = now().date()
    month = (today - timedelta(days=31), today + timedelta(days=1))
    before = digest.figures(brand, *month)

    bring(drill, phuong)

    assert digest.figures(brand, *month) == before


def finds_nothing(drill, person, browser, api):
    """Neither by its own address, nor in the case's list, nor by searching."""
    signal, enquiry = Signal.everything.get(), Enquiry.objects.get()
    assert browser.get(signal.get_absolute_url()).status_code == 404
    assert browser.get(enquiry.get_absolute_url()).status_code == 404
    assert browser.post(f"{signal.get_absolute_url()}dismiss/").status_code == 404
    assert api.get(f"/api/v1/signals/{signal.pk}/").status_code == 404
    listed = api.get(f"/api/v1/incidents/{drill.incident.reference}/enquiries/")
    assert listed.status_code in (403, 404) or listed.json()["results"] == []
    assert [hit for group in search(person, "Đài A") for hit in group.hits] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "pages"), [("khoa", SHORT), ("lan", PAGES), ("vy", SHORT)])
def test_who_does_not_play_sees_every_page_as_it_was(
    drill, phuong, client_of, api_of, who, pages, request
):
    """A viewer, an insider and somebody of another brand."""
    person = request.getfixturevalue(who)
    browser, api = client_of(person), api_of(person)

    def seen():
        answers = {at: (api if at.startswith("/api/") else browser).get(at) for at in pages}
        return {
            at: (answer.status_code, FLEETING.sub("", answer.content.decode()))
            for at, answer in answers.items()
        }

    before = seen()
    bring(drill, phuong)

    after = seen()
    assert {at for at in pages if before[at] != after[at]} == set()
    assert {status for status, _body in after.values()} <= {200, 302, 403, 404}
    finds_nothing(drill, person, browser, api)
    assert sum(status == 200 for status, _body in after.values()) > len(pages) / 2


@pytest.mark.django_db
def test_a_player_finds_each_where_it_would_stand_and_marked_as_a_drill(
    drill, phuong, minh, client_of
):
    bring(drill, phuong)
    browser = client_of(minh)
    signal, enquiry = Signal.everything.get(), Enquiry.objects.get()

    for inbox, row in (
        (reverse("monitoring:signals"), signal),
        (reverse("desk:home"), signal),
        (reverse("statements:enquiries"), enquiry),
    ):
        page = browser.get(inbox).content.decode()
        place = page.index(f'href="{row.get_absolute_url()}"')
        start = page.rindex("<li", 0, place)
        assert "is-rehearsed" in page[start:place] and "DIỄN TẬP" in page[start:place]
    for row in (signal, enquiry):
        page = browser.get(row.get_absolute_url()).content.decode()
        assert "[DIỄN TẬP]" in page and "mark-drill.svg" in page and "drill-band" in page
    room = browser.get(drill.incident.get_absolute_url()).content.decode()
    assert f'href="/drills/{drill.pk}/posts/"' in room


@pytest.mark.django_db
def test_a_player_decides_about_a_signal_by_the_pages(drill, phuong, minh, client_of):
    bring(drill, phuong)
    browser, signal = client_of(minh), Signal.everything.get()
    page = browser.get(signal.get_absolute_url()).content.decode()
    assert reverse("monitoring:signal-open", args=[signal.pk]) not in page
    for act in ("link", "watch", "dismiss"):
        asked = browser.get(f"{signal.get_absolute_url()}{act}/").content.decode()
        assert "[DIỄN TẬP]" in asked

    answer = browser.post(
        reverse("monitoring:signal-link", args=[signal.pk]), {"incident": drill.incident.number}
    )

    assert answer["Location"] == drill.incident.get_absolute_url()
    assert Signal.everything.get().state == "linked"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_more_invented_rows_cost_no_more_queries(
    brand, phuong, minh, client_of, django_assert_num_queries, count
):
    services.start(story(brand, *[SIGNAL, CALL] * count), actor=phuong, players=[minh])
    browser = client_of(minh)
    for at in ("/monitoring/signals/", "/statements/press/"):
        browser.get(at)

    with django_assert_num_queries(15):
        for at in ("/monitoring/signals/", "/statements/press/"):
            browser.get(at)
