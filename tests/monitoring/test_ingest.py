from __future__ import annotations

import threading
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from monitoring.clockwork import STEP, floor
from monitoring.models import BrandBucket, Bucket, Mention, MentionKey, Source, Watch
from monitoring.services.ingest import take_in
from monitoring.services.mentions import correct_label
from teams.automation import automation
from teams.models import Brand
from tests.monitoring.conftest import NOON, said
from tests.plugins.trying import tried


def recount(watch: Watch) -> dict[datetime, tuple[int, int, int, int]]:
    """Counts made afresh from the stored mentions."""
    found: dict[datetime, list[int]] = {}
    for mention in Mention.objects.filter(watches__contains=[watch.pk]):
        row = found.setdefault(floor(mention.posted_at), [0, 0, 0, 0])
        row[0] += 1
        row[1] += mention.label == "negative"
        row[2] += mention.label == "positive"
        row[3] += mention.reach
    return {start: tuple(row) for start, row in found.items()}


def kept(watch: Watch) -> dict[datetime, tuple[int, int, int, int]]:
    found: dict[datetime, tuple[int, int, int, int]] = {}
    for start, *sums in Bucket.objects.filter(watch=watch).values_list(
        "start", "total", "negative", "positive", "reach"
    ):
        before = found.get(start, (0, 0, 0, 0))
        found[start] = tuple(a + b for a, b in zip(before, sums, strict=True))
    return found


def test_mention_is_stored_clean_and_counted(watch, hear):
    result = hear([said(1, text="  Sao Mai tuyệt vời\x00 ", reach="1.284", language="VI")])

    mention = Mention.objects.get()
    assert result.as_dict() == {"accepted": 1, "duplicates": 0, "rejected": []}
    assert (mention.text, mention.text_key) == ("Sao Mai tuyệt vời", "sao mai tuyet voi")
    assert (mention.reach, mention.language, mention.platform) == (1284, "vi", "facebook")
    assert mention.watches == [watch.pk]
    assert kept(watch) == recount(watch)


def test_same_batch_twice_adds_nothing(watch, hear):
    items = [said(number) for number in range(5)]

    first, second = hear(items), hear(items)

    assert (first.accepted, first.duplicates) == (5, 0)
    assert (second.accepted, second.duplicates) == (0, 5)
    assert kept(watch)[NOON] == recount(watch)[NOON]
    assert kept(watch)[NOON][0] == 5


def test_item_twice_in_one_batch_is_stored_once(watch, hear):
    result = hear([said(1), said(1)])

    assert (result.accepted, result.duplicates) == (1, 1)


def test_same_id_of_another_source_is_another_mention(watch, hear):
    result = hear([said(1, source="Facebook"), said(1, source="TikTok")])

    assert result.accepted == 2
    assert sorted(Source.objects.values_list("key", "platform")) == [
        ("facebook", "facebook"),
        ("tiktok", "tiktok"),
    ]


def test_composed_and_decomposed_text_without_id_is_one_mention(watch, hear):
    text = "Sao Mai bán sữa hỏng"
    items = [
        said(1, external_id="", text=unicodedata.normalize(form, text)) for form in ("NFC", "NFD")
    ]

    assert hear(items[:1]).accepted == 1
    assert hear(items[1:]).duplicates == 1


def test_bad_item_never_holds_up_its_neighbours(watch, hear):
    result = hear([said(1), "no object", said(2, text=""), said(3, posted_at="soon"), said(4)])

    assert result.accepted == 2
    assert [(bad["index"], list(bad["errors"])) for bad in result.rejected] == [
        (1, ["non_field_errors"]),
        (2, ["text"]),
        (3, ["posted_at"]),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "x" * 100_000),
        ("text", 7),
        ("text", None),
        ("text", "\u200b \x00"[1:]),
        ("posted_at", "1970-01-01T00:00:00Z"),
        ("posted_at", "9999-12-31T23:59:59Z"),
        ("posted_at", "2026-02-30T10:00:00Z"),
        ("posted_at", 1_700_000_000),
        ("posted_at", ""),
        ("reach", -1),
        ("reach", 10**15),
        ("reach", "many"),
        ("reach", float("nan")),
        ("reach", True),
        ("url", "javascript:alert(1)"),
        ("url", "http://[broken"),
        ("url", "https://x.example/" + "a" * 2000),
        ("external_id", {"a": 1}),
        ("external_id", "x" * 201),
        ("author", ["me"]),
        ("language", "??"),
        ("platform", 3),
    ],
)
def test_field_that_cannot_be_taken_is_named(watch, hear, field, value):
    result = hear([said(1, **{field: value})])

    assert result.accepted == 0
    assert list(result.rejected[0]["errors"]) == [field]


def test_every_wrong_field_is_named_at_once(watch, hear):
    result = hear([{"text": "", "posted_at": "x", "reach": "y", "source": "Facebook"}])

    assert sorted(result.rejected[0]["errors"]) == ["posted_at", "reach", "text"]


def test_half_a_surrogate_pair_does_not_reach_the_database(watch, hear):
    assert hear([said(1, text="Sao Mai \ud83d hỏng")]).accepted == 1
    assert Mention.objects.get().text == "Sao Mai ? hỏng"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02T12:00:00+07:00", NOON),
        ("2026-03-02T05:00:00Z", NOON),
        ("2026-03-02 12:00", NOON),
        ("02/03/2026 12:00:00", NOON),
        ("2/3/2026 12:00", NOON),
    ],
)
def test_times_are_read_as_people_of_the_region_write_them(watch, hear, written, meant):
    hear([said(1, posted_at=written)])

    assert Mention.objects.get().posted_at == meant


def test_clock_that_runs_ahead_a_little_is_believed(watch, hear):
    soon, later = now() + timedelta(minutes=5), now() + timedelta(days=2)

    result = hear([said(1, soon), said(2, later)])

    assert (result.accepted, [bad["index"] for bad in result.rejected]) == (1, [1])


def test_late_mention_is_counted_in_its_own_bucket(watch, hear):
    hear([said(1, NOON + timedelta(hours=1))])
    hear([said(2, NOON)])

    assert {start: row[0] for start, row in kept(watch).items()} == {
        NOON: 1,
        NOON + timedelta(hours=1): 1,
    }


def test_mention_counts_for_every_watch_whose_words_it_has(brand, watch, hear):
    milk = Watch.objects.create(brand=brand, name="Sữa", words=["sữa"], excluded=["sữa rửa mặt"])

    hear(
        [
            said(1, text="SAO MAI bán sua hỏng"),
            said(2, text="sữa rửa mặt Sao Mai"),
            said(3, text="không liên quan"),
        ]
    )

    assert {m.external_id: m.watches for m in Mention.objects.all()} == {
        "m1": [watch.pk, milk.pk],
        "m2": [watch.pk],
        "m3": [],
    }
    assert (kept(watch)[NOON][0], kept(milk)[NOON][0]) == (2, 1)


def test_source_that_is_switched_off_takes_nothing(watch, hear):
    hear([said(1)])
    Source.objects.update(active=False)

    result = hear([said(2), said(3, source="TikTok")])

    assert result.accepted == 1
    assert result.rejected[0]["index"] == 0


def test_viewer_takes_nothing_in(brand, khoa):
    with pytest.raises(Forbidden):
        take_in([said(1)], brand=brand, actor=khoa)
    assert not Mention.objects.exists()


def test_person_of_another_brand_takes_nothing_in(brand, vy):
    with pytest.raises(Forbidden):
        take_in([said(1)], brand=brand, actor=vy)


def test_source_is_seen_when_something_comes(watch, hear):
    hear([said(1)])

    assert now() - Source.objects.get().last_seen_at < timedelta(seconds=30)


def test_correction_moves_the_count_with_the_label(watch, hear, minh):
    hear([said(number) for number in range(3)])
    mention = Mention.objects.first()
    predicted = mention.label

    for label in ("negative", "positive", "neutral", "negative"):
        correct_label(mention, label=label, actor=minh)
        assert kept(watch) == recount(watch)

    mention.refresh_from_db()
    assert (mention.label, mention.correction.predicted, mention.correction.by) == (
        "negative",
        predicted,
        minh,
    )


@tried(10, 60)
@given(
    batches=st.lists(
        st.lists(
            st.tuples(st.integers(0, 12), st.integers(0, 3), st.sampled_from("abc")), max_size=12
        ),
        max_size=6,
    )
)
def test_counts_equal_a_recount_whatever_comes(watch, hear, batches):
    Mention.objects.all().delete()
    BrandBucket.objects.all().delete()
    MentionKey.objects.all().delete()
    Bucket.objects.all().delete()
    words = {"a": "Sao Mai lừa đảo", "b": "Sao Mai tuyệt vời", "c": "ngoài lề"}
    sent = set()

    for batch in batches:
        hear(
            [
                said(key, NOON + STEP * late, text=words[kind], reach=key)
                for key, late, kind in batch
            ],
            judge=False,
        )
        sent |= {key for key, _late, _kind in batch}

    assert Mention.objects.count() == len(sent)
    assert kept(watch) == recount(watch)
    assert sum(BrandBucket.objects.values_list("total", flat=True)) == len(sent)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_lose_and_double_nothing():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    watch = Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    bot, errors, results = automation(), [], []
    barrier = threading.Barrier(6)

    def write(number: int) -> None:
        items = [said(n, NOON + timedelta(minutes=n % 40)) for n in range(300)]
        # Half of the writers send the same mentions the other way round.
        items = items[::-1] if number % 2 else items
        try:
            barrier.wait(10)
            parts = (items[at : at + 50] for at in range(0, 300, 50))
            results.extend(take_in(p, brand=brand, actor=bot, judge=number < 2) for p in parts)
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    assert Mention.objects.count() == 300
    assert sum(result.accepted for result in results) == 300
    assert sum(result.duplicates for result in results) == 5 * 300
    assert kept(watch) == recount(watch)


def test_earliest_believable_date_is_that_of_the_first_networks(watch, hear):
    old = datetime(2003, 1, 1, tzinfo=UTC)

    assert hear([said(1, old)]).rejected[0]["errors"].keys() == {"posted_at"}


def test_signs_without_width_hide_no_word_and_are_no_text(watch, hear):
    result = hear(
        [
            said(1, text="S\u200bao\u2060 M\u00adai"),
            said(2, text="\u200b\u2060"),
            said(3, text="🥛🥛"),
        ]
    )

    assert (result.accepted, [bad["index"] for bad in result.rejected]) == (2, [1])
    assert Mention.objects.get(external_id="m1").watches == [watch.pk]
    assert Mention.objects.get(external_id="m3").text == "🥛🥛"
