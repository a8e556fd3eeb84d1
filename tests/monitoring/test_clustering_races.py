"""Workers at once: one text is one cluster, and every mention is read once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitoring.models import Cluster, ClusterCursor, ClusterMember
from monitoring.services import cluster_memory, clustering
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand
from tests.monitoring.conftest import NOON, said
from tests.monitoring.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "Hôm nay mình mua sữa Sao Mai cho con uống thì thấy có mùi lạ, mọi người cẩn thận nhé"


def test_workers_and_writers_at_once_make_one_cluster_of_one_text(monkeypatch):
    brand, bot = Brand.objects.create(slug="sao-mai", name="Sao Mai"), automation()
    monkeypatch.setattr(clustering, "BATCH", 7)
    cluster_memory._kept.clear()

    def write(first):
        for part in range(first, first + 30, 5):
            at = NOON + timedelta(minutes=part)
            items = [said(n, at, text=f"{STORY} 😡 @{n}") for n in range(part, part + 5)]
            take_in(items, brand=brand, actor=bot, judge=False)

    def work():
        for _turn in range(6):
            clustering.run(brand)

    assert together(lambda: write(0), lambda: write(100), work, work) == []
    clustering.run_all(brand)

    assert list(Cluster.objects.values_list("size", flat=True)) == [60]
    assert ClusterMember.objects.count() == 60
    assert ClusterCursor.objects.count() == 1
