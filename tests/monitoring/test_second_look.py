"""The second look: who is looked at, in which order, and what every count says afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from monitoring import tasks
from monitoring.models import (
    BrandBucket,
    Bucket,
    Cluster,
    Mention,
    SecondLook,
    SecondLookRun,
    Tracker,
)
from monitoring.selectors import second_look as selectors
from monitoring.services import clustering, detection, retention, second_look
from monitoring.services.erasure import erase_author
from monitoring.services.ingest import take_in
from monitoring.services.mentions import correct_label
from monitoring.services.relabelling import Word, relabel
from monitoring.understanding.sentiment import encoded
from tests.monitoring.conftest import said as said_in_vietnamese
from tests.monitoring.second_sight import Sight

STORY = "I bought Sao Mai milk for my kids today and it has a strange smell, everybody be careful"
needs_encoder = pytest.mark.skipif(
    not encoded.is_there(), reason="the optional encoder is not installed"
)


@pytest.fixture
def unsure(watch, hear, brand):
    """Mentions that the fast model was unsure of, already behind clustering."""

    def make(*items, label="neutral"):
        hear(list(items), judge=False)
        heard = list(Mention.objects.order_by("external_id"))
        relabel([Word(mention, label, uncertain=True) for mention in heard])
        clustering.run_all(brand)
        return heard

    return make


def said(number, at, **fields):
    """A mention in English: Vietnamese is left to people."""
    text = f"What is going on at Sao Mai today, number {number}"
    return said_in_vietnamese(number, at, **{"text": text, **fields})


def ago(**time):
    return now() - timedelta(**time)


def counted(model=Bucket):
    rows = model.objects.values_list("total", "negative", "positive")
    return tuple(map(sum, zip(*rows, strict=True)))


def test_a_verdict_moves_the_label_and_every_count(unsure, brand):
    angry, glad, plain = unsure(
        said(1, ago(minutes=30), text="Sao Mai made everybody angry today", reach=70),
        said(2, ago(minutes=31), text="Sao Mai makes everybody happy today"),
        said(3, ago(minutes=32), text="So what is it with Sao Mai"),
    )
    sight = Sight(negative="angry", positive="happy")

    assert second_look.run(brand, vectors=sight) == 3

    assert [Mention.objects.get(pk=one.pk).label for one in (angry, glad, plain)] == [
        "negative", "positive", "neutral",
    ]  # fmt: skip
    assert not Mention.objects.filter(uncertain=True).exists()
    assert counted() == counted(BrandBucket) == (3, 1, 1)
    assert sum(Bucket.objects.values_list("negative_reach", flat=True)) == 70
    assert max(Bucket.objects.values_list("widest", flat=True)) == 70
    look = angry.second_look
    assert (look.outcome, look.predicted, look.label) == ("judged", "neutral", "negative")


def test_what_was_judged_is_not_looked_at_again(unsure, brand):
    unsure(said(1, ago(minutes=5)))
    sight = Sight()

    second_look.run(brand, vectors=sight)
    second_look.run(brand, vectors=sight)

    assert len(sight.seen) == 1


def test_only_the_uncertain_and_the_young_are_looked_at(unsure, brand):
    unsure(said(1, ago(hours=49)), said(2, ago(hours=47)), said(3, ago(hours=1)))
    Mention.objects.filter(external_id="m3").update(uncertain=False)
    sight = Sight()

    second_look.run(brand, vectors=sight)

    assert sight.seen == [said(2, now())["text"]]
    assert SecondLook.objects.count() == 1


def test_vietnamese_is_left_to_people(unsure, brand):
    unsure(said_in_vietnamese(1, ago(minutes=5), text="Sao Mai hôm nay thế nào vậy mọi người ơi"))
    sight = Sight(negative="Sao Mai")

    assert second_look.run(brand, vectors=sight) == 0

    assert sight.seen == []
    assert Mention.objects.get().uncertain


def test_heads_come_first_then_reach_then_the_newest(unsure, brand):
    unsure(
        said(1, ago(minutes=50), text="Sao Mai on the corner is open", reach=5),
        said(2, ago(minutes=40), text="Who delivers Sao Mai to offices", reach=5),
        said(3, ago(minutes=60), text="New boxes by Sao Mai next month", reach=900),
        said(4, ago(minutes=90), text=STORY, reach=1),
        said(5, ago(minutes=80), text=f"{STORY} 😡", reach=2),
    )
    sight = Sight()

    second_look.run(brand, vectors=sight)

    assert sight.seen == [
        STORY,
        "New boxes by Sao Mai next month",
        "Who delivers Sao Mai to offices",
        "Sao Mai on the corner is open",
        f"{STORY} 😡",
    ]


def test_a_verdict_counts_for_the_very_same_text_and_not_for_one_that_quotes_it(
    unsure, brand, monkeypatch
):
    monkeypatch.setattr(second_look, "MOST", 1)
    unsure(
        said(1, ago(minutes=30), text=STORY),
        said(2, ago(minutes=20), text=STORY),
        said(3, ago(minutes=10), text=f"This is fake news: {STORY}"),
    )
    sight = Sight(negative="strange smell")

    assert second_look.run(brand, vectors=sight) == 2

    assert sight.seen == [STORY]
    assert list(Mention.objects.filter(uncertain=True).values_list("external_id", flat=True)) == [
        "m3"
    ]
    assert Cluster.objects.get().negative == 2


def test_a_person_s_word_stands_and_leaves_the_line(unsure, brand, minh):
    mention, other = unsure(said(1, ago(minutes=9)), said(2, ago(minutes=8)))
    second_look._take(brand)  # as a run that died before it wrote
    SecondLookRun.objects.update(leased_until=None)
    correct_label(mention, label="positive", actor=minh)
    sight = Sight(negative="Sao Mai")

    second_look.run(brand, vectors=sight)

    mention.refresh_from_db()
    assert (mention.label, mention.second_look.outcome) == ("positive", "person")
    assert sight.seen == [other.text]


def test_a_correction_after_the_second_look_moves_the_counts_back(unsure, brand, minh):
    _first, copy = unsure(said(1, ago(minutes=9), text=STORY), said(2, ago(minutes=8), text=STORY))
    second_look.run(brand, vectors=Sight(negative="smell"))
    assert (counted()[1], Cluster.objects.get().negative) == (2, 2)

    correct_label(copy, label="neutral", actor=minh)

    assert counted() == counted(BrandBucket) == (2, 1, 0)
    assert Cluster.objects.get().negative == 1
    copy.refresh_from_db()
    assert copy.correction.predicted == "negative"


def test_what_is_too_old_is_let_go_and_counted(unsure, brand, monkeypatch):
    unsure(said(1, ago(hours=47, minutes=59)), said(2, ago(minutes=1)))
    second_look._take(brand)
    SecondLookRun.objects.update(leased_until=None)
    SecondLook.objects.filter(mention__external_id="m1").update(posted_at=ago(hours=49))
    sight = Sight()

    second_look.run(brand, vectors=sight)

    standing = selectors.standing(brand)
    assert (standing.let_go, standing.judged, standing.waiting) == (1, 1, 0)
    assert len(sight.seen) == 1


def test_a_run_ends_with_its_time_and_the_rest_waits(unsure, brand, monkeypatch):
    monkeypatch.setattr(second_look, "CHUNK", 2)
    unsure(*(said(n, ago(minutes=n)) for n in range(1, 8)))
    sight = Sight()

    assert second_look.run(brand, seconds=0, vectors=sight) == 0
    assert selectors.standing(brand).waiting == 7
    assert second_look.run(brand, vectors=sight) == 7


def test_a_run_that_dies_loses_nothing(unsure, brand, monkeypatch):
    monkeypatch.setattr(second_look, "CHUNK", 1)
    unsure(*(said(n, ago(minutes=n)) for n in range(1, 4)))

    class Dying(Sight):
        def __call__(self, texts):
            if len(self.seen) == 1:
                raise MemoryError
            return super().__call__(texts)

    with pytest.raises(MemoryError):
        second_look.run(brand, vectors=Dying(negative="Sao Mai"))
    assert counted() == (3, 1, 0)

    assert second_look.run(brand, vectors=Sight()) == 0  # leased a while longer
    SecondLookRun.objects.update(leased_until=ago(seconds=1))
    assert second_look.run(brand, vectors=Sight(negative="Sao Mai")) == 2
    assert counted() == (3, 3, 0)


def test_an_erased_text_is_not_looked_at(unsure, brand, admin_person):
    unsure(said(1, ago(minutes=9)))
    second_look._take(brand)
    SecondLookRun.objects.update(leased_until=None)
    erase_author(brand, handle="nguoi1", reason="asked", texts=True, actor=admin_person)
    sight = Sight()

    second_look.run(brand, vectors=sight)

    assert (sight.seen, SecondLook.objects.count()) == ([], 0)


def test_a_look_goes_with_its_mention(unsure, brand):
    (mention,) = unsure(said(1, ago(minutes=9)))
    second_look.run(brand, vectors=Sight())

    retention.forget([mention.pk])

    assert not SecondLook.objects.exists()


def test_detectors_judge_again_from_where_something_turned_out_negative(unsure, brand, watch):
    unsure(said(1, ago(hours=5)), said(2, ago(hours=3)))
    detection.run(watch.pk)
    assert Tracker.objects.get().rewind_from is None

    second_look.run(brand, vectors=Sight(negative="number 2"))

    assert Tracker.objects.get().rewind_from == second_look.floor(
        Mention.objects.get(external_id="m2").posted_at
    )
    assert watch.pk in detection.due()
    assert SecondLookRun.objects.get().rejudge == {}


def test_what_a_run_noted_before_it_died_is_told_by_the_next(unsure, brand, watch):
    unsure(said(1, ago(hours=5)))
    detection.run(watch.pk)
    start = second_look.floor(ago(hours=4))
    SecondLookRun.objects.create(brand=brand, rejudge={str(watch.pk): start.isoformat()})

    second_look.run(brand, vectors=Sight())

    assert Tracker.objects.get().rewind_from == start


def test_it_is_off_without_the_encoder_and_by_the_setting(unsure, brand, settings, monkeypatch):
    unsure(said(1, ago(minutes=9)))
    settings.SECOND_LOOK = False
    tasks.look_again()
    assert not SecondLook.objects.exists()

    settings.SECOND_LOOK = True
    monkeypatch.setattr(encoded, "is_there", lambda: False)
    tasks.look_again()
    assert not SecondLook.objects.exists()
    assert not selectors.standing(brand).on


def test_a_label_stands_only_where_it_was_judged(unsure, brand):
    unsure(said(1, ago(minutes=9)))
    second_look._take(brand)
    with pytest.raises(IntegrityError, match="look_judged_has_label"), transaction.atomic():
        SecondLook.objects.update(label="negative")


def test_pages_say_who_judged(unsure, brand, minh, client_of):
    first, second_one, waits = unsure(
        said(1, ago(minutes=9)), said(2, ago(minutes=8)), said(3, ago(minutes=7))
    )
    second_look.run(brand, vectors=Sight(negative="number 1"))
    correct_label(second_one, label="positive", actor=minh)
    SecondLook.objects.filter(mention=waits).update(outcome="waiting", label="", at=None)
    Mention.objects.filter(pk=waits.pk).update(uncertain=True)
    browser = client_of(minh)

    def page(mention):
        return browser.get(reverse("monitoring:mention", args=[mention.pk])).content.decode()

    judged, corrected, waiting = page(first), page(second_one), page(waits)
    rows = browser.get(reverse("monitoring:mentions")).content.decode()
    assert "Mô hình câu" in judged
    assert "Mô hình nhanh cho là" in judged
    assert "Mô hình" not in corrected
    assert "Mô hình nhanh" in waiting
    assert "đang chờ xem lại lần hai" in waiting
    assert rows.count("mô hình câu") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_sentiment_tells_how_it_stands(
    unsure, brand, minh, client_of, settings, django_assert_num_queries, count
):
    settings.SECOND_LOOK = True
    unsure(*(said(n, ago(minutes=n)) for n in range(1, count + 1)))
    second_look.run(brand, vectors=Sight(negative="number"))
    browser, url = client_of(minh), reverse("monitoring:sentiment")
    browser.get(url)

    with django_assert_num_queries(12):
        browser.get(url)
    with django_assert_num_queries(2):
        standing = selectors.standing(brand)

    assert (standing.judged, standing.changed, standing.waiting) == (count, count, 0)
    assert standing.ran_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_asks_the_database_the_same_whatever_waits(
    unsure, brand, django_assert_num_queries, count
):
    unsure(*(said(n, ago(minutes=n)) for n in range(1, count + 1)))
    SecondLookRun.objects.create(brand=brand)

    with django_assert_num_queries(25):
        second_look.run(brand, vectors=Sight(positive="number"))


@needs_encoder
def test_real_sentences_are_read(unsure, brand):
    unsure(
        said(1, ago(minutes=9), text="Sao Mai changes its boxes from next month on"),
        said(2, ago(minutes=8), text="Two hours on hold with Sao Mai and then they just hung up"),
    )

    assert second_look.run(brand) == 2

    assert Mention.objects.get(external_id="m2").label == "negative"
    assert Mention.objects.get(external_id="m1").label != "negative"


@needs_encoder
def test_the_sweep_looks_after_every_brand(unsure, hear, other_brand, bot, settings):
    settings.SECOND_LOOK = True
    unsure(said(1, ago(minutes=9)))
    take_in([said(2, ago(minutes=8))], brand=other_brand, actor=bot, judge=False)
    Mention.objects.filter(brand=other_brand).update(uncertain=True)
    clustering.run_all(other_brand)

    tasks.look_again()

    assert SecondLook.objects.filter(outcome="judged").count() == 2
    assert SecondLookRun.objects.filter(ran_at__isnull=False, leased_until=None).count() == 2
