"""Clusters in the explorer, on a signal's page, in the war room and through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from monitoring.models import Cluster, Mention, Signal
from monitoring.selectors import clusters as selectors
from monitoring.selectors.mentions import Search
from monitoring.services import clustering
from monitoring.services import clusters as services
from monitoring.services.cluster_counts import recount
from monitoring.services.mentions import correct_label
from tests.conftest import case_row
from tests.monitoring.conftest import said

TEXTS = [
    "Sữa Sao Mai uống xong đau bụng cả đêm, mọi người đừng mua nữa nhé",
    "Khuyến mãi lớn nhân dịp khai trương cửa hàng Sao Mai quận bảy hôm nay",
    "Nhân viên tổng đài Sao Mai trả lời rất thiếu tôn trọng khách hàng cũ",
]


@pytest.fixture
def heard(brand, watch, hear):
    """So many clusters of this size, an hour ago."""

    def make(count=2, size=3, **fields):
        at = now() - timedelta(hours=1)
        hear(
            [
                said(100 * n + m, at + timedelta(seconds=m), text=TEXTS[n], **fields)
                for n in range(count)
                for m in range(size - n % 2)
            ],
            judge=False,
        )
        clustering.run(brand)
        return list(Cluster.objects.order_by("-size", "id"))

    return make


@pytest.fixture
def episode(brand, watch, bot):
    def make(**fields):
        at = now() - timedelta(hours=1)
        signal = Signal.objects.create(
            brand=brand, watch=watch, kind="volume", level="warning", started_at=at, at=at,
            last_at=at, raised_by=bot, **fields,
        )  # fmt: skip
        Mention.objects.update(signal=signal, incident=fields.get("incident"))
        return signal

    return make


#: Session, person, brand's memberships, bell, duty; then what the page itself asks.
QUERIES = {"monitoring:mentions": 19, "monitoring:clusters": 9}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_the_same_however_many_clusters(
    heard, minh, client_of, django_assert_num_queries, count, name
):
    heard(count)
    browser, url = client_of(minh), reverse(name)
    browser.get(url)

    with django_assert_num_queries(QUERIES[name]):
        page = browser.get(url).content.decode()

    assert page.count('id="cluster-') == count


def test_the_explorer_narrows_clusters_like_mentions(heard, brand, minh, watch):
    first, second = heard()
    texts = {
        shown.cluster.pk: shown.head.text for shown in selectors.by_search(minh, brand, Search())
    }
    assert texts == {first.pk: TEXTS[0], second.pk: TEXTS[1]}

    def found(**asked):
        return [one.cluster.pk for one in selectors.by_search(minh, brand, Search(**asked))]

    assert found(text="đau bụng") == [first.pk]
    assert found(watch=watch.pk, platform="facebook") == [first.pk, second.pk]
    assert found(platform="tiktok") == []
    assert found(cluster=second.pk) == [second.pk]
    assert found(until=now() - timedelta(hours=2)) == []


def test_a_correction_counts_in_its_cluster_and_in_what_negative_ones_say(heard, brand, minh):
    cluster = heard(count=1, size=4)[0]
    first, second, *_rest = Mention.objects.order_by("pk")
    wanted = Search(label="negative")
    for label in ("neutral", "negative", "negative"):
        for mention in (first, second):
            correct_label(mention, label=label, actor=minh)

        cluster.refresh_from_db()
        told = Mention.objects.filter(label="negative").count()
        assert cluster.negative == told
        shown = selectors.by_search(minh, brand, wanted)
        assert sum(one.here for one in shown) == (told if told >= selectors.FEWEST else 0)
    recount([cluster.pk])
    assert Cluster.objects.get().negative == Mention.objects.filter(label="negative").count()


def test_show_all_shows_the_mentions_of_a_cluster(heard, minh, client_of):
    _first, second = heard()

    page = client_of(minh).get(
        reverse("monitoring:mentions"), {"cluster": second.pk, "period": "all"}
    ).content.decode()  # fmt: skip

    assert page.count('id="mention-') == second.size
    assert f'name="cluster" value="{second.pk}"' in page
    assert TEXTS[0] not in page


def test_a_foreign_cluster_shows_no_mention(heard, vy, client_of):
    first, _second = heard()
    browser = client_of(vy)

    page = browser.get(reverse("monitoring:mentions"), {"cluster": first.pk, "period": "all"})

    assert 'id="mention-' not in page.content.decode()
    assert browser.get(reverse("api-cluster", args=[first.pk])).status_code in (401, 404)


def test_noise_leaves_the_lists_and_comes_back(heard, minh, client_of):
    first, second = heard()
    browser, listing = client_of(minh), reverse("monitoring:clusters")

    def listed(**asked):
        page = browser.get(listing, asked).content.decode()
        return [one.pk for one in (first, second) if f'id="cluster-{one.pk}"' in page]

    browser.post(reverse("monitoring:cluster-dismiss", args=[first.pk]), {"next": listing})
    assert (listed(), listed(show="noise")) == ([second.pk], [first.pk])
    explorer = browser.get(reverse("monitoring:mentions")).content.decode()
    assert f'id="cluster-{first.pk}"' not in explorer
    browser.post(reverse("monitoring:cluster-restore", args=[first.pk]), {"next": listing})
    assert listed() == [first.pk, second.pk]


def test_a_viewer_dismisses_nothing(heard, khoa):
    with pytest.raises(Forbidden):
        services.dismiss(heard()[0], actor=khoa)


def test_a_cluster_goes_to_a_case_as_a_whole(heard, brand, bot, minh, client_of):
    first, _second = heard()
    case = case_row(brand=brand, title="Sữa", actor=bot)
    url = reverse("monitoring:cluster-attach", args=[first.pk])
    browser = client_of(minh)

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"incident": case.number}).url == case.get_absolute_url()
    assert set(case.mentions.values_list("text", flat=True)) == {TEXTS[0]}


def test_signal_and_war_room_show_what_is_said_most(heard, episode, brand, bot, minh, client_of):
    first, _second = heard()
    case = case_row(brand=brand, title="Sữa", actor=bot)
    signal = episode(incident=case, state="linked")
    browser = client_of(minh)

    page = browser.get(signal.get_absolute_url()).content.decode()
    room = browser.get(case.get_absolute_url()).content.decode()

    assert f'id="cluster-{first.pk}"' in page
    assert f"?cluster={first.pk}&amp;period=all" in room


def test_a_signals_page_says_why_it_may_be_arranged(heard, episode, minh, client_of):
    heard(1, size=9)

    page = client_of(minh).get(episode().get_absolute_url()).content.decode()

    assert 'id="suspicion"' in page


def test_a_first_text_that_is_gone_leaves_its_counts(heard, minh, client_of):
    first = heard(1)[0]
    Mention.objects.filter(pk=first.head).delete()

    page = client_of(minh).get(reverse("monitoring:clusters")).content.decode()

    assert f'id="cluster-{first.pk}"' in page
    assert TEXTS[0] not in page


def test_the_texts_of_a_cluster_are_its_wordings_the_first_one_first(heard, hear, brand):
    first, _second = heard()
    hear([said(900, now() - timedelta(hours=2), text=f"Copy: {TEXTS[0]}")], judge=False)
    clustering.run(brand)

    assert selectors.texts_of(first) == [TEXTS[0], f"Copy: {TEXTS[0]}"]


@pytest.mark.parametrize("order", ["newest", "size", "suspicion", "nonsense", ""])
def test_every_order_and_no_other(heard, minh, client_of, order):
    heard()

    page = client_of(minh).get(reverse("monitoring:clusters"), {"order": order})

    assert page.content.decode().count('id="cluster-') == 2


# -- API ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_api_lists_clusters_with_the_same_number_of_questions(
    heard, minh, api_of, django_assert_num_queries, count
):
    heard(count)
    api, url = api_of(minh), reverse("api-clusters")
    api.get(url)

    with django_assert_num_queries(API_QUERIES):
        rows = api.get(url).json()["results"]

    assert len(rows) == count
    assert {row["text"] for row in rows} == set(TEXTS[:count])


API_QUERIES = 3


def test_api_narrows_and_names_what_is_wrong(heard, minh, api_of):
    first, second = heard()
    services.dismiss(second, actor=minh)
    api, url = api_of(minh), reverse("api-clusters")

    def ids(**asked):
        return [row["id"] for row in api.get(url, asked).json()["results"]]

    assert ids() == [first.pk]
    assert ids(noise="true") == [second.pk]
    assert ids(min_size=4) == []
    assert ids(brand="sao-mai", since=(now() - timedelta(days=1)).isoformat()) == [first.pk]
    assert api.get(url, {"min_size": "x"}).json()["errors"].keys() == {"min_size"}


def test_api_tells_a_cluster_with_wordings_mentions_and_reasons(heard, minh, api_of):
    cluster = services.judge(heard(1, size=6)[0])

    told = api_of(minh).get(reverse("api-cluster", args=[cluster.pk])).json()

    assert (told["texts"], len(told["mentions"]), told["size"]) == ([TEXTS[0]], 6, 6)
    assert told["suspicion"] == max(0, sum(reason["points"] for reason in told["reasons"]))


def test_a_joined_cluster_answers_as_the_one_it_went_into(heard, minh, api_of):
    first, second = heard()
    Cluster.objects.filter(pk=second.pk).update(merged_into=first)

    told = api_of(minh).get(reverse("api-cluster", args=[second.pk])).json()

    assert told["id"] == first.pk
