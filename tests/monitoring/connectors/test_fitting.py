"""Nothing that a stranger sets beside the words keeps the words out of the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from monitoring.connectors.fitting import fitted
from monitoring.intake.clean import LIMITS

GOOD = {
    "external_id": "at://x/1", "author": "Thu", "language": "vi-VN", "url": "https://x.example/1",
    "posted_at": "2026-11-29T08:00:00+07:00", "text": "Sữa có mùi lạ", "reach": 7,
}  # fmt: skip


def test_what_fits_stays_as_it_is():
    assert fitted(GOOD) == GOOD
    assert fitted({"text": "chỉ có lời"}) == {"text": "chỉ có lời"}


@pytest.mark.parametrize(
    ("field", "given", "wanted"),
    [
        ("author", "Z\u0300" * 300, "Z\u0300" * 100),
        ("language", "x-klingon", ""),
        ("language", "vietnamese", ""),
        ("language", "zh-" + "a" * 40, ""),
        ("url", "javascript:alert(1)", ""),
        ("url", "https://x.example/" + "a" * 2000, ""),
        ("url", "https://x.example/a b", ""),
    ],
)
def test_what_does_not_is_cut_or_left_out(field, given, wanted):
    assert fitted(GOOD | {field: given}) == GOOD | {field: wanted}


def test_long_names_of_posts_are_told_apart():
    base = "at://" + "a" * 300
    one, other = (fitted(GOOD | {"external_id": base + end})["external_id"] for end in "12")

    assert one != other
    assert max(len(one), len(other)) <= LIMITS["external_id"]


@pytest.mark.parametrize(
    "ahead", ["2999-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2999-01-01"]
)
def test_a_clock_that_runs_ahead_is_not_believed(ahead):
    at = fitted(GOOD | {"posted_at": ahead})["posted_at"]

    assert at[:16] in {
        (now() + timedelta(hours=7, seconds=second)).isoformat()[:16] for second in (-5, 0)
    }


@pytest.mark.parametrize("item", [None, 7, "x", {"author": 7, "posted_at": "hôm qua"}])
def test_what_is_no_item_is_judged_where_it_is_stored(item):
    assert fitted(item) == item
