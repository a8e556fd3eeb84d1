"""Near-duplicates: what counts as a copy, and what the rows say after every fate of a run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.text import fold
from monitoring.clustering import Memory, sketch
from monitoring.clustering.sketch import links_of
from monitoring.models import Cluster, ClusterCursor, ClusterMember, Mention, RetentionPolicy
from monitoring.services import cluster_memory, cluster_rows, clustering
from monitoring.services.cluster_memory import texts_of
from tests.monitoring.conftest import NOON, said

STORY = "Hôm nay mình mua sữa Sao Mai cho con uống thì thấy có mùi lạ, mọi người cẩn thận nhé"
OTHER = "Giao hàng của Sao Mai nhanh thật, sáng đặt chiều đã có, nhân viên rất dễ thương"


def firsts(*texts, batch=100):
    """For each text the place of the first one that said the same."""
    memory, found = Memory(), []
    rows = [{"pk": n, "posted_at": NOON, "text_key": fold(text)} for n, text in enumerate(texts)]
    for begin in range(0, len(rows), batch):
        found += memory.assign(texts_of(rows[begin : begin + batch]))
    return found


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        fold(STORY),
        STORY.upper(),
        f"Copy từ nhóm mẹ bỉm: {STORY} 😡😡😡 #taychay https://a.example/1",
        STORY.replace("mình", "tôi").replace("cẩn thận", "chú ý"),
        STORY[:70],
        STORY.replace("không", "ko").replace("mọi người", "mn") + "!!!!!",
        STORY.replace("lạ", "lạaaaaaa"),
        f"@saomai {STORY}",
    ],
)
def test_an_edited_copy_is_found(copy):
    assert firsts(STORY, OTHER, copy) == [0, 1, 0]


def test_texts_about_the_same_thing_in_other_words_are_not_copies():
    assert firsts(STORY, OTHER, "Sữa Sao Mai mấy hôm nay bị gì vậy, con mình uống xong đau bụng") == [
        0, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Quá tệ", "😡😡😡", "ok shop", "https://a.example/1", "!!!", "."])
def test_very_short_texts_glue_nothing_together(text):
    assert firsts(text, text, f"{text} 😂") == [0, 1, 2]


def test_a_text_that_comes_back_after_its_time_begins_anew():
    memory = Memory()
    rows = [
        {"pk": n, "posted_at": NOON + timedelta(days=day), "text_key": fold(STORY)}
        for n, day in enumerate((0, 5, 11, 19))
    ]

    assert memory.assign(texts_of(rows[:1])) == [0]
    assert memory.assign(texts_of(rows[1:2])) == [0]
    assert memory.assign(texts_of(rows[2:3])) == [0]
    assert memory.assign(texts_of(rows[3:])) == [3]


def test_memory_lets_go_of_what_was_unheard_the_longest():
    memory = Memory()
    rows = [
        {"pk": n, "posted_at": NOON + timedelta(hours=n), "text_key": fold(text)}
        for n, text in enumerate((STORY, OTHER))
    ]
    memory.assign(texts_of(rows))

    memory.forget(NOON.timestamp() - 1, most=1)

    again = [{**rows[0], "pk": 7}, {**rows[1], "pk": 8}]
    assert memory.assign(texts_of(again)) == [7, 1]


WORDS = st.sampled_from(
    [
        "sua",
        "bi",
        "hong",
        "mui",
        "la",
        "qua",
        "te",
        "giao",
        "hang",
        "cham",
        "nhan",
        "vien",
        "thai",
        "do",
        "khong",
        "tra",
        "loi",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=12), st.integers(1, 5))
def test_it_makes_no_difference_how_a_stream_is_cut(texts, batch):
    assert firsts(*texts, batch=batch) == firsts(*texts)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_whatever_a_text_holds_it_is_its_own_or_an_earlier_one(texts):
    found = firsts(*texts)

    assert all(found[first] == first <= place for place, first in enumerate(found))


def test_sketches_do_not_depend_on_their_neighbours():
    alone, together = sketch([fold(STORY)]), sketch(["", fold(OTHER), fold(STORY), "\x00a\x00"])

    assert (alone.places[0] == together.places[2]).all()
    assert together.words.tolist() == [0, len(OTHER.split()), len(STORY.split()), 1]


def test_links_of_a_text_without_what_only_counts_clicks():
    text = "xem https://bao.example/a?utm_source=fb, (www.b.example/x/) và https://c.example."

    assert links_of(text) == ["bao.example/a", "b.example/x", "c.example"]


# -- rows -----------------------------------------------------------------------------------------


@pytest.fixture
def storm(brand, watch, hear):
    """Six copies, three of another text, and two that are like none."""

    def make(start=0, at=NOON):
        texts = [STORY, OTHER, f"{STORY} 😡", "Cho hỏi cửa hàng Sao Mai ở Huế mở mấy giờ", STORY,
                 OTHER, f"Copy: {STORY}", f"{OTHER} 👍", STORY.upper(), "Ngon quá",
                 fold(STORY)]  # fmt: skip
        hear(
            [
                said(start + n, at + timedelta(minutes=n), text=text, reach=100 + n,
                     author=f"nguoi{n % 5}", platform=["facebook", "tiktok"][n % 2])
                for n, text in enumerate(texts)
            ],
            judge=False,
        )  # fmt: skip

    return make


@pytest.fixture(autouse=True)
def _nothing_in_mind():
    cluster_memory._kept.clear()


def shape():
    return sorted(Cluster.objects.standing().values_list("size", flat=True), reverse=True)


def test_copies_become_clusters_with_counts(brand, storm):
    storm()

    assert clustering.run(brand) == 11

    cluster = Cluster.objects.first()
    assert shape() == [6, 3]
    assert cluster.platforms == {"facebook": 6}
    assert cluster.authors == 5
    # Authors 0 and 4 … said it more than once; each counts with the widest reach.
    assert cluster.reach == 110 + 102 + 104 + 106 + 108
    assert (cluster.first_at, cluster.last_at) == (NOON, NOON + timedelta(minutes=10))
    assert Mention.objects.get(pk=cluster.head).text == STORY


def test_a_second_run_adds_nothing(brand, storm):
    storm()
    clustering.run(brand)

    assert clustering.run(brand) == 0
    assert shape() == [6, 3]


@pytest.mark.parametrize("forgets", [True, False])
@pytest.mark.parametrize("batch", [1, 4, 2000])
def test_neither_batches_nor_a_restart_change_what_is_found(
    brand, storm, monkeypatch, batch, forgets
):
    monkeypatch.setattr(clustering, "BATCH", batch)
    for part in range(2):
        storm(start=20 * part, at=NOON + timedelta(hours=part))
        clustering.run(brand)
        if forgets:
            cluster_memory._kept.clear()

    assert shape() == [12, 6, 2]


def test_a_crash_in_the_middle_leaves_no_trace(brand, storm, monkeypatch):
    storm()
    with monkeypatch.context() as patch:
        patch.setattr(clustering, "recount", lambda _ids: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            clustering.run(brand)

    assert ClusterMember.objects.count() == 0
    clustering.run(brand)
    assert shape() == [6, 3]


def test_a_late_one_moves_the_beginning_but_not_the_first_text(brand, storm, hear):
    storm()
    clustering.run(brand)
    head = Cluster.objects.first().head
    hear([said(90, NOON - timedelta(hours=3), text=STORY)], judge=False)

    clustering.run(brand)

    cluster = Cluster.objects.first()
    assert (cluster.head, cluster.size) == (head, 7)
    assert cluster.first_at == NOON - timedelta(hours=3)


def test_an_old_recording_after_new_mentions_finds_its_own_copies(brand, storm):
    storm()
    clustering.run(brand)
    storm(start=50, at=NOON - timedelta(days=400))
    clustering.run(brand)
    cluster_memory._kept.clear()
    storm(start=80, at=NOON - timedelta(days=399))
    clustering.run(brand)

    assert shape() == [12, 6, 6, 3, 2]


def test_what_is_under_way_is_waited_for(brand, storm, monkeypatch):
    """An id below the newest may not be visible yet: nothing is read past it."""
    storm()
    monkeypatch.setattr(clustering, "ended", lambda xid: xid == 0)
    clustering.run(brand)
    assert ClusterCursor.objects.get().last_id == 0

    monkeypatch.undo()
    assert clustering.run(brand) == 11


def test_counts_stay_when_mentions_go(brand, storm):
    storm()
    clustering.run(brand)
    cluster = Cluster.objects.first()
    before = Cluster.objects.values("size", "authors", "reach", "platforms").get(pk=cluster.pk)
    Mention.objects.filter(posted_at__lt=NOON + timedelta(minutes=6)).delete()

    # Only what is older than the brand keeps is looked for: the rest is told when it goes.
    assert clustering.forget_gone(brand) == 0
    RetentionPolicy.objects.create(brand=brand, keep_months=3)
    assert clustering.forget_gone(brand) == 5
    clustering.recount([cluster.pk])

    after = Cluster.objects.values("size", "authors", "reach", "platforms").get(pk=cluster.pk)
    assert after["size"] == before["size"]
    assert after["platforms"] == before["platforms"]
    assert clustering.forget_gone(brand) == 0


def test_a_copy_takes_the_place_of_a_first_one_that_is_gone(brand, hear):
    hear([said(1, text=STORY), said(2, text=OTHER)], judge=False)
    clustering.run(brand)
    Mention.objects.all().delete()
    later = [said(n, NOON + timedelta(hours=n), text=STORY) for n in (3, 4, 5)]
    hear([*later, said(6, text=OTHER)], judge=False)

    clustering.run(brand)

    cluster = Cluster.objects.get()
    assert (cluster.size, Mention.objects.get(pk=cluster.head).external_id) == (3, "m3")


def test_two_clusters_of_one_text_become_one(brand, storm):
    storm()
    clustering.run(brand)
    big, small = Cluster.objects.order_by("-size")
    Cluster.objects.filter(pk=small.pk).update(
        first_at=NOON - timedelta(days=1), gone={"size": 4, "authors": 2, "reach": 9, "negative": 1}
    )

    clustering.recount(cluster_rows.join([(big.head, small.head)]))

    assert shape() == [13]
    assert Cluster.objects.get(pk=big.pk).merged_into_id == small.pk


def test_a_first_text_without_copies_moves_in(brand, storm):
    storm()
    clustering.run(brand)
    big = Cluster.objects.first()
    alone = Mention.objects.get(text__startswith="Cho hỏi")

    clustering.recount(cluster_rows.join([(big.head, alone.pk)]))

    assert shape() == [7, 3]


def test_brands_have_clusters_of_their_own(brand, other_brand, storm, bot, hear):
    storm()
    clustering.run(brand)

    assert clustering.run(other_brand) == 0


def test_authors_are_told_apart_without_keeping_their_names():
    key = cluster_rows.author_key

    assert key("facebook", "Lan") == key("facebook", "LAN") != key("tiktok", "Lan")
    assert key("facebook", "") == 0
