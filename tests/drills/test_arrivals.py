"""What an inject brings along is checked strictly, and every error names its field."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from drills import arrivals
from drills.enums import Arrives


def errors(arrives, details):
    with pytest.raises(ValidationError) as refused:
        arrivals.clean(arrives, details)
    return sorted(refused.value.message_dict)


@pytest.mark.parametrize(
    ("arrives", "details"),
    [
        ("note", {}),
        (
            "signal",
            {"kind": "manual", "platform": "tiktok", "reach": 40_000, "url": "https://a.vn/"},
        ),
        ("signal", {}),
        ("posts", {"count": 80, "over_minutes": 30, "negative_share": 0.7}),
        ("enquiry", {"outlet": "Báo Sáng", "reporter": "A", "deadline_minutes": 30}),
        ("call", {"outlet": "Báo Sáng", "deadline_minutes": 30, "question_vi": "Vì sao?"}),
    ],
)
def test_what_is_right_is_kept_as_it_is(arrives, details):
    assert arrivals.clean(arrives, details) == details


@pytest.mark.parametrize(
    ("arrives", "details", "places"),
    [
        ("pigeon", {}, ["arrives"]),
        ("note", [], ["details"]),
        ("note", {"count": 1}, ["count"]),
        ("signal", {"kind": "earthquake", "platform": "morse"}, ["kind", "platform"]),
        ("signal", {"url": "javascript:alert(1)"}, ["url"]),
        ("posts", {}, ["count", "over_minutes"]),
        ("posts", {"count": 5001, "over_minutes": 0}, ["count", "over_minutes"]),
        ("posts", {"count": True, "over_minutes": "5"}, ["count", "over_minutes"]),
        ("posts", {"count": 1, "over_minutes": 1, "negative_share": 1.1}, ["negative_share"]),
        ("posts", {"recording": "../../secret"}, ["recording"]),
        ("call", {"outlet": " ", "deadline_minutes": None}, ["deadline_minutes", "outlet"]),
        ("enquiry", {"outlet": 7, "deadline_minutes": 30}, ["outlet"]),
        ("enquiry", {"outlet": "x" * 201, "deadline_minutes": 30}, ["outlet"]),
    ],
)
def test_what_is_wrong_is_named_by_its_field(arrives, details, places):
    assert errors(arrives, details) == places


def test_signs_that_no_database_keeps_are_left_out():
    """Half of a pair of signs, as an escape in a file may say."""
    kept = arrivals.clean("call", {"outlet": "Báo \ud800Sáng\x00", "deadline_minutes": 30})

    assert kept["outlet"] == "Báo Sáng"


def test_every_way_of_arriving_is_known():
    assert set(arrivals.FIELDS) == set(Arrives.values)
