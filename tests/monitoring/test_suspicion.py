"""Suspicion of coordination: what adds to it, what speaks against it, and that it never judges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from monitoring.enums import Platform
from monitoring.models import Cluster, Mention, Signal
from monitoring.selectors import coordination
from monitoring.services import clustering, clusters
from monitoring.suspicion import AGAINST, FOR, Said, facts_of, points_of, score_of
from monitoring.suspicion_sentences import SENTENCES, suspicion
from tests.monitoring.conftest import NOON, said

STORY = "Tẩy chay Sao Mai đi mọi người ơi, sữa toàn chất bảo quản độc hại cho trẻ em"


def messages(count=20, *, every=timedelta(seconds=20), at=NOON, **fields):
    """So many messages; a list gives each its own value in turn."""
    given_ = {"platform": ["facebook", "tiktok", "threads"], "author": [f"a{n}" for n in range(99)],
              "key": "x", "text": 1} | fields  # fmt: skip

    def value(name, number):
        found = given_[name]
        return found[number % len(found)] if isinstance(found, list) else found

    return [
        Said(
            at + every * number,
            *(value(name, number) for name in ("platform", "author", "key", "text")),
        )
        for number in range(count)
    ]


def facts(said, known=(), *, reported=False):
    return facts_of(said, known=known, reported=reported)


def test_a_copied_burst_by_newcomers_on_three_platforms_is_suspicious():
    found = facts(messages())

    assert points_of(found) == {"timing": 25, "wording": 20, "authors": 25, "platforms": 10}
    assert score_of(found) == 80


def test_the_same_words_by_people_with_history_over_a_day_are_hardly():
    said = messages(every=timedelta(hours=2), platform="facebook")
    found = facts(said, known={f"a{n}" for n in range(20)}, reported=True)

    assert points_of(found) == {"wording": 20, "history": -15, "event": -15, "spread_out": -10}
    assert score_of(found) == 0


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("timing", {}, {"every": timedelta(minutes=9)}),
        ("wording", {}, {"text": list(range(20))}),
        ("platforms", {}, {"platform": "facebook"}),
        ("night", {"at": datetime(2026, 3, 2, 18, tzinfo=UTC)}, {}),
        (
            "link",
            {"key": "xem https://a.example/1"},
            {"key": [f"https://a.example/{n}" for n in range(20)]},
        ),
    ],
)
def test_each_tell_counts(name, more, less):
    strong, weak = points_of(facts(messages(**more))), points_of(facts(messages(**less)))

    assert strong[name] == FOR[name].points
    assert name not in weak


def test_authors_with_history_take_away_what_newcomers_add():
    newcomers = facts(messages())
    regulars = facts(messages(), known={f"a{n}" for n in range(20)})

    assert points_of(newcomers)["authors"] == 25
    assert points_of(regulars)["history"] == -15
    assert "authors" not in points_of(regulars)


def test_who_was_never_listened_to_or_has_no_name_is_no_newcomer():
    young = facts_of(messages(), known=(), reported=False, listened=False)
    nameless = facts(messages(author=""))

    assert "authors" not in points_of(young)
    assert "authors" not in points_of(nameless)


@pytest.mark.parametrize(("days", "suspicious"), [(2, False), (9, True)])
def test_a_young_desk_takes_nobody_for_a_newcomer(brand, watch, hear, bot, days, suspicious):
    hear([said(1, NOON - timedelta(days=days))])
    hear([said(n, NOON + timedelta(minutes=n), author=f"b{n}") for n in range(10, 30)])
    signal = Signal.objects.create(
        brand=brand, watch=watch, kind="volume", level="warning", started_at=NOON, at=NOON,
        last_at=NOON, raised_by=bot,
    )  # fmt: skip
    Mention.objects.filter(posted_at__gte=NOON).update(signal=signal)

    reasons = {one.name for one in coordination.of_signal(signal).speaks_for}

    assert ("authors" in reasons) is suspicious


def test_reasons_are_told_as_people_say_them():
    long = suspicion(facts(messages(every=timedelta(hours=8))))

    said = " ".join(one.sentence for one in long.speaks_for + long.speaks_against)
    assert "6 ngày" in said
    assert "chỉ 0" not in said


def test_a_few_messages_show_nothing():
    found = facts(messages(4))

    assert (score_of(found), points_of(found)) == (None, {})
    assert suspicion(found).score is None
    assert suspicion({}).score is None


@given(
    st.lists(
        st.builds(
            Said,
            st.integers(0, 200_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
            st.sampled_from(Platform.values),
            st.sampled_from(["", "lan", "minh", "vy"]),
            st.sampled_from(["", "xem https://a.example", "sữa hỏng"]),
            st.none() | st.integers(0, 3),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_whatever_was_said_the_score_is_the_sum_of_its_reasons_within_bounds(said, reported):
    found = facts(said, {"lan"}, reported=reported)
    points, score = points_of(found), score_of(found)

    assert score is None or score == min(100, max(0, sum(points.values())))
    told = suspicion(found)
    assert {r.name: r.points for r in told.speaks_for + told.speaks_against} == points


def test_all_points_together_make_a_hundred():
    assert sum(tell.points for tell in FOR.values()) == 100
    assert set(SENTENCES) == set(FOR) | set(AGAINST)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_sentence_calls_anybody_a_name(language):
    found = facts(messages(), reported=True) | {
        "minutes": 2000,
        "known": 12,
        "night": 20,
        "link": 9,
    }
    with translation.override(language):
        words = " ".join(
            make() % (found | {"length": "1 h"}) for make in SENTENCES.values()
        ).lower()

    assert not {"bot", "fake", "giả mạo", "thuê", "seeding", "troll"} & set(words.split())


# -- clusters and episodes ------------------------------------------------------------------------


@pytest.fixture
def burst(brand, watch, hear):
    """Twelve copies within four minutes, two of them by somebody who has spoken before."""
    hear([said(900, NOON - timedelta(days=8), author="lan", text="Sao Mai giao hàng chậm ghê")])
    hear(
        [
            said(n, NOON + timedelta(seconds=20 * n), text=STORY, author="lan" if n < 2 else f"x{n}",
                 platform=["facebook", "tiktok"][n % 2])
            for n in range(12)
        ],
        judge=False,
    )  # fmt: skip
    clustering.run(brand)
    return Cluster.objects.get()


def test_a_cluster_is_judged_once_it_has_grown(burst, caplog):
    assert clusters.judge_due() == 1
    assert not caplog.records
    burst.refresh_from_db()

    assert burst.facts["known"] == 1
    assert burst.facts["voices"] == 11
    assert burst.suspicion == score_of(burst.facts) > 50
    assert clusters.judge_due() == 0


def test_what_was_known_stays_when_the_texts_are_gone(burst):
    clusters.judge(burst)
    Mention.objects.all().delete()

    judged = clusters.judge(burst)

    assert judged.facts["count"] == 12


def test_an_episode_is_judged_by_its_messages(burst, brand, watch, bot):
    signal = Signal.objects.create(
        brand=brand, watch=watch, kind="volume", level="warning", started_at=NOON, at=NOON,
        last_at=NOON, raised_by=bot,
    )  # fmt: skip
    Mention.objects.filter(text=STORY).update(signal=signal)

    found = coordination.of_signal(signal)

    assert found.score > 50
    assert {reason.name for reason in found.speaks_for} >= {"timing", "wording", "authors"}
