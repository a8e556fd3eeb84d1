from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sealing import unseal
from monitoring.models import Correction, Mention, Signal, Source, Watch
from monitoring.services import sources
from tests.conftest import case_row
from tests.monitoring.conftest import said

PAGES = ["signals", "mentions", "sources", "watches"]


@pytest.fixture
def make_signal(brand, watch, bot):
    def make(number=0, **fields):
        at = now() - timedelta(hours=1)
        facts = {"kind": "negative", "count": 40 + number, "expected": 3.0, "window_minutes": 30,
                 "once_in_days": 12.0, "share": None, "usual_share": None, "examples": [],
                 "platforms": {"tiktok": 30, "facebook": 10}}  # fmt: skip
        values = {"kind": "negative", "level": "warning", "started_at": at, "at": at,
                  "last_at": at, "raised_by": bot, "evidence": facts,
                  "episode": str(number)}  # fmt: skip
        return Signal.objects.create(brand=brand, watch=watch, **values | fields)

    return make


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["minh", "khoa", "admin_person", "nghia"])
def test_everyone_of_the_brand_sees_the_pages(name, who, client_of, request):
    person = request.getfixturevalue(who)

    assert client_of(person).get(reverse(f"monitoring:{name}")).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "import", "enter", "raise", "source-new", "watch-new"])
def test_nobody_sees_them_without_signing_in(name, client, db):
    answer = client.get(reverse(f"monitoring:{name}"))

    assert (answer.status_code, "login" in answer.url) == (302, True)


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("khoa", "raise", 200),
        ("khoa", "import", 403),
        ("khoa", "enter", 403),
        ("minh", "import", 200),
        ("minh", "enter", 200),
        ("minh", "source-new", 403),
        ("minh", "watch-new", 403),
        ("manager", "source-new", 200),
        ("admin_person", "watch-new", 200),
        ("nghia", "enter", 403),
    ],
)
def test_rights_of_the_pages(who, name, status, client_of, request):
    person = request.getfixturevalue(who)

    assert client_of(person).get(reverse(f"monitoring:{name}")).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_queue_asks_the_database_the_same_whatever_its_length(
    make_signal, minh, client_of, django_assert_num_queries, count
):
    for number in range(count):
        make_signal(number)
    browser, url = client_of(minh), reverse("monitoring:signals")
    browser.get(url)

    with django_assert_num_queries(QUERIES["signals"]):
        page = browser.get(url).content.decode()

    assert page.count("data-row") == count


@pytest.mark.parametrize("count", [1, 3])
def test_explorer_asks_the_database_the_same_whatever_its_length(
    watch, hear, minh, client_of, django_assert_num_queries, count
):
    hear([said(n, now() - timedelta(hours=1)) for n in range(count)], judge=False)
    browser, url = client_of(minh), reverse("monitoring:mentions")
    browser.get(url)

    with django_assert_num_queries(QUERIES["mentions"]):
        page = browser.get(url).content.decode()

    assert page.count('id="mention-') == count


@pytest.mark.parametrize("name", ["sources", "watches"])
@pytest.mark.parametrize("count", [1, 3])
def test_setup_asks_the_database_the_same_whatever_its_length(
    brand, minh, client_of, django_assert_num_queries, count, name
):
    for number in range(count):
        Watch.objects.create(brand=brand, name=str(number))
        Source.objects.create(brand=brand, key=str(number), name=str(number), kind="api")
    browser, url = client_of(minh), reverse(f"monitoring:{name}")
    browser.get(url)

    with django_assert_num_queries(QUERIES["setup"]):
        assert browser.get(url).content.decode().count("data-row") == count


#: Session, person, brand's memberships, bell, who is on duty; then the page's own.
QUERIES = {"signals": 8, "mentions": 17, "setup": 7}


def test_queue_shows_alerts_first_and_hides_what_is_decided(make_signal, minh, client_of):
    warning, alert = make_signal(1), make_signal(2, level="alert")
    make_signal(3, state="dismissed", dismissed_reason="spam")

    page = client_of(minh).get(reverse("monitoring:signals")).content.decode()

    assert page.index(alert.get_absolute_url()) < page.index(warning.get_absolute_url())
    assert page.count("data-row") == 2
    dismissed = client_of(minh).get(reverse("monitoring:signals"), {"state": "dismissed"})
    assert dismissed.content.decode().count("data-row") == 1


def test_signal_page_shows_reason_chart_and_the_four_keys(
    make_signal, watch, hear, minh, client_of
):
    hear([said(1, now() - timedelta(minutes=70))], judge=False)
    signal = make_signal()

    page = client_of(minh).get(signal.get_absolute_url()).content.decode()

    assert "40" in page
    assert "chart-mark" in page
    assert "chart-baseline" in page
    for key in "olwx":
        assert f'data-key="{key}"' in page


def test_viewer_sees_why_the_decision_is_not_theirs(make_signal, khoa, client_of):
    page = client_of(khoa).get(make_signal().get_absolute_url()).content.decode()

    assert 'aria-disabled="true"' in page
    assert "dlg-dismiss" not in page


@pytest.mark.parametrize("name", ["", "-open", "-link", "-watch", "-dismiss"])
def test_other_brands_signal_does_not_exist(make_signal, vy, client_of, name):
    url = reverse(f"monitoring:signal{name}", args=[make_signal().pk])

    assert client_of(vy).get(url).status_code == 404


def test_decisions_without_script(make_signal, brand, bot, minh, client_of):
    browser = client_of(minh)
    case = case_row(brand=brand, title="Vụ cũ", actor=bot)
    opened, linked, watched, dismissed = (make_signal(number) for number in range(4))

    def decide(step, signal, **facts):
        url = reverse(f"monitoring:signal-{step}", args=[signal.pk])
        assert browser.get(url).status_code == 200
        answer = browser.post(url, facts)
        signal.refresh_from_db()
        return answer, signal.state

    assert decide("dismiss", dismissed)[0].status_code == 422
    assert decide("dismiss", dismissed, reason="spam")[1] == "dismissed"
    assert decide("watch", watched, hours="4")[1] == "watched"
    assert decide("link", linked, incident=case.number)[1] == "linked"
    answer, state = decide("open", opened, title="Sữa hỏng", summary="")
    assert (answer.url, state) == (opened.incident.get_absolute_url(), "linked")


def test_decided_signal_leads_to_the_next_that_waits(make_signal, minh, client_of):
    first, second = make_signal(1), make_signal(2)
    url = reverse("monitoring:signal-dismiss", args=[first.pk])

    answer = client_of(minh).post(url, {"reason": "spam"})

    assert answer.url == second.get_absolute_url()


def test_second_press_is_refused_with_a_reason(make_signal, minh, client_of):
    signal = make_signal(state="dismissed", dismissed_reason="spam")

    answer = client_of(minh).post(
        reverse("monitoring:signal-dismiss", args=[signal.pk]), {"reason": "spam"}
    )

    assert answer.status_code == 409


def test_signal_is_raised_by_a_viewer(khoa, client_of):
    answer = client_of(khoa).post(reverse("monitoring:raise"), {"title": "Nghe ở chợ"})

    assert answer.url == Signal.objects.get(kind="manual").get_absolute_url()


def test_explorer_filters_by_the_address(watch, hear, minh, client_of):
    at = now() - timedelta(hours=1)
    hear([said(1, at, text="Sữa Sao Mai hỏng", platform="zalo"), said(2, at)], judge=False)
    browser, url = client_of(minh), reverse("monitoring:mentions")

    def shown(**question):
        return browser.get(url, question).content.decode().count('id="mention-')

    assert shown() == 2
    assert shown(q="HONG") == 1
    assert shown(platform="zalo") == 1
    assert shown(platform="tiktok") == 0
    assert shown(watch=watch.pk) == 2
    assert shown(period="1h") == 0
    assert browser.get(url, {"label": "odd"}).status_code == 422
    assert browser.get(url, {"incident": "INC-5"}).status_code == 422


def test_viewer_sees_no_handles(watch, hear, khoa, minh, client_of):
    hear([said(1, now() - timedelta(hours=1))], judge=False)
    url = reverse("monitoring:mentions")

    assert "nguoi1" in client_of(minh).get(url).content.decode()
    assert "nguoi1" not in client_of(khoa).get(url).content.decode()


def test_hostile_text_is_shown_as_text(watch, hear, minh, client_of):
    hear([said(1, now() - timedelta(hours=1), text="Sao Mai <script>x</script>")], judge=False)

    page = client_of(minh).get(reverse("monitoring:mentions")).content.decode()

    assert "&lt;script&gt;x" in page


def test_ticked_mentions_are_attached(watch, brand, hear, bot, minh, client_of):
    hear([said(n, now()) for n in range(3)], judge=False)
    case = case_row(brand=brand, title="Sữa hỏng", actor=bot)
    ids = list(Mention.objects.values_list("pk", flat=True)[:2])

    client_of(minh).post(
        reverse("monitoring:bulk"),
        {"act": "attach", "mention": ids, "incident": case.number},
        follow=True,
    )

    assert set(case.mentions.values_list("pk", flat=True)) == set(ids)
    assert case.timeline.filter(verb="mentions_linked", actor=minh).count() == 1


def test_nothing_ticked_attaches_nothing(watch, brand, bot, minh, client_of):
    case = case_row(brand=brand, title="Sữa hỏng", actor=bot)
    page = client_of(minh).post(
        reverse("monitoring:bulk"), {"act": "attach", "incident": case.number}, follow=True
    )

    assert page.status_code == 200
    assert not case.mentions.exists()


def test_label_is_corrected_and_kept(watch, hear, minh, client_of):
    hear([said(1, now())], judge=False)
    mention = Mention.objects.get()
    url = reverse("monitoring:label", args=[mention.pk])

    answer = client_of(minh).post(url, {"label": "negative", "next": "/monitoring/mentions/?q=a"})

    assert answer.url == "/monitoring/mentions/?q=a"
    assert Correction.objects.get().label == "negative"


def test_link_back_never_leaves_the_desk(watch, hear, minh, client_of):
    hear([said(1, now())], judge=False)
    url = reverse("monitoring:label", args=[Mention.objects.get().pk])

    answer = client_of(minh).post(url, {"label": "negative", "next": "https://evil.example/"})

    assert answer.url == reverse("monitoring:mentions")


def test_mention_is_entered_by_hand_once(watch, minh, client_of):
    browser, url = client_of(minh), reverse("monitoring:enter")
    facts = {"text": "Nhóm kín nói sữa Sao Mai hỏng", "platform": "zalo", "reach": "300",
             "url": "https://zalo.example/g"}  # fmt: skip

    assert browser.post(url, facts).status_code == 302
    mention = Mention.objects.get()
    assert (mention.platform, mention.reach, mention.source.kind) == ("zalo", 300, "hand")
    assert mention.watches == [watch.pk]
    assert browser.post(url, {"text": "", "platform": "zalo"}).status_code == 422


def test_key_of_a_webhook_is_shown_once(brand, admin_person, client_of):
    browser = client_of(admin_person)

    page = browser.post(reverse("monitoring:source-new"), {"name": "Reputa", "kind": "webhook"})

    source = Source.objects.get()
    assert "/api/v1/intake/" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert (
        "/api/v1/intake/"
        not in browser.get(reverse("monitoring:source", args=[source.pk])).content.decode()
    )
    secret = browser.post(reverse("monitoring:source-secret", args=[source.pk]))
    source.refresh_from_db()
    assert unseal(source.secret) in secret.content.decode()
    browser.post(reverse("monitoring:source-unsigned", args=[source.pk]))
    source.refresh_from_db()
    assert source.secret == ""


def test_silent_source_shows_no_data(brand, admin_person, minh, client_of):
    Source.objects.create(
        brand=brand, key="fb", name="Facebook nội bộ", kind="api", expected_every_minutes=30,
        last_seen_at=now() - timedelta(hours=2),
    )  # fmt: skip
    sources.note_silences()

    listed = client_of(minh).get(reverse("monitoring:sources")).content.decode()
    explored = client_of(minh).get(reverse("monitoring:mentions")).content.decode()

    assert "badge-warn" in listed
    assert "Facebook nội bộ" in explored
    assert "chart-missing" in explored


def test_manager_edits_a_source_and_a_watch(brand, watch, manager, client_of):
    browser = client_of(manager)
    source = Source.objects.create(brand=brand, key="fb", name="FB", kind="api")

    browser.post(
        reverse("monitoring:source", args=[source.pk]),
        {"name": "Facebook", "platform": "facebook", "expected_every_minutes": "60"},
    )
    browser.post(
        reverse("monitoring:watch", args=[watch.pk]),
        {"name": "Sao Mai", "words": "sao mai\nSAO MAI\nsữa", "excluded": "", "sensitivity": "low"},
    )

    source.refresh_from_db()
    watch.refresh_from_db()
    assert (source.name, source.expected_every_minutes, source.active) == ("Facebook", 60, False)
    assert (watch.words, watch.sensitivity, watch.active) == (["sao mai", "sữa"], "low", False)


def test_two_watches_of_one_name_are_refused_in_the_form(watch, manager, client_of):
    answer = client_of(manager).post(
        reverse("monitoring:watch-new"), {"name": "Sao Mai", "sensitivity": "normal"}
    )

    assert answer.status_code == 422
