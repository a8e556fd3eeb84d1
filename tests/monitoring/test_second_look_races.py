"""People, clustering and two sweeps at once: a person's word stands, and every count is a recount."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, Q, Sum

from crisisdesk.kernel.clock import now
from monitoring.models import (
    BrandBucket,
    Bucket,
    Cluster,
    ClusterMember,
    Correction,
    Mention,
    SecondLook,
    Watch,
)
from monitoring.services import cluster_memory, clustering, detection, second_look
from monitoring.services.ingest import take_in
from monitoring.services.mentions import correct_label
from monitoring.services.relabelling import Word, relabel
from teams.automation import automation
from teams.models import Brand, Role
from tests.conftest import person
from tests.monitoring.conftest import said
from tests.monitoring.second_sight import Sight
from tests.monitoring.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "I bought Sao Mai milk for my kids today and it has a strange smell, everybody be careful"


@pytest.fixture
def brand():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    cluster_memory._kept.clear()
    return brand


def hear(brand, count, first=0):
    """Mentions of which half say the same, all of them called neutral and unsure."""
    at = now() - timedelta(minutes=40)
    items = [
        said(n, at + timedelta(seconds=n), text=STORY if n % 2 else f"Sao Mai of today, number {n}")
        for n in range(first, first + count)
    ]
    take_in(items, brand=brand, actor=automation(), judge=False)
    names = [item["external_id"] for item in items]
    unsure = Mention.objects.filter(external_id__in=names).order_by("pk")
    with transaction.atomic():
        relabel([Word(mention, "neutral", uncertain=True) for mention in unsure])


def every_count_is_a_recount():
    moods = {mood: Count("pk", filter=Q(label=mood)) for mood in ("negative", "positive")} | {
        "reach": Sum("reach", filter=Q(label="negative"), default=0)
    }
    truth = Mention.objects.aggregate(**moods)
    sums = {"negative": Sum("negative"), "positive": Sum("positive")}
    assert Bucket.objects.aggregate(**sums, reach=Sum("negative_reach")) == truth
    assert BrandBucket.objects.aggregate(**sums) == {
        "negative": truth["negative"], "positive": truth["positive"],
    }  # fmt: skip
    members = ClusterMember.objects.filter(negative=True).values_list("mention_id", flat=True)
    negative = set(Mention.objects.filter(label="negative").values_list("pk", flat=True))
    clustered = set(ClusterMember.objects.values_list("mention_id", flat=True))
    assert set(members) == negative & clustered
    for cluster in Cluster.objects.filter(merged_into=None):
        assert cluster.negative == cluster.members.filter(negative=True).count()


def test_a_person_who_corrects_while_the_sentences_are_read_keeps_the_last_word(brand):
    minh = person(brand, "Đỗ Quang Minh", Role.MEMBER)
    hear(brand, 1)
    clustering.run_all(brand)
    reading, corrected = threading.Event(), threading.Event()

    class Slow(Sight):
        def __call__(self, texts):
            reading.set()
            assert corrected.wait(20)
            return super().__call__(texts)

    def correct():
        assert reading.wait(20)
        correct_label(Mention.objects.get(), label="positive", actor=minh)
        corrected.set()

    assert together(correct, lambda: second_look.run(brand, vectors=Slow(negative="Sao Mai"))) == []

    mention = Mention.objects.get()
    assert (mention.label, mention.uncertain) == ("positive", False)
    assert SecondLook.objects.get().outcome == "person"
    every_count_is_a_recount()


def test_people_sweeps_clustering_and_intake_at_once(brand, monkeypatch):
    monkeypatch.setattr(second_look, "CHUNK", 2)
    minh = person(brand, "Đỗ Quang Minh", Role.MEMBER)
    hear(brand, 24)
    clustering.run_all(brand)
    watch, chosen = Watch.objects.get(), list(Mention.objects.order_by("?")[:10])
    moods = ("positive", "negative", "neutral")

    def correct():
        for number, mention in enumerate(chosen):
            correct_label(mention, label=moods[number % 3], actor=minh)

    def cluster():
        for _turn in range(4):
            clustering.run(brand)

    def look():
        for _turn in range(3):
            second_look.run(brand, vectors=Sight(negative="strange smell", positive="number"))

    raised = together(
        correct, look, look, cluster,
        lambda: hear(brand, 12, first=100),
        lambda: [detection.run(watch.pk) for _turn in range(3)],
    )  # fmt: skip

    assert raised == []
    clustering.run_all(brand)
    second_look.run(brand, vectors=Sight(negative="strange smell", positive="number"))
    for correction in Correction.objects.select_related("mention"):
        assert correction.mention.label == correction.label
    assert SecondLook.objects.filter(outcome="waiting").count() == 0
    every_count_is_a_recount()


def test_two_sweeps_at_once_look_at_each_text_once(brand):
    hear(brand, 6)
    clustering.run_all(brand)
    sight = Sight()

    assert together(*[lambda: second_look.run(brand, vectors=sight)] * 3) == []

    assert len(sight.seen) == len(set(sight.seen)) == 4
