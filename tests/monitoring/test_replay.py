from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from monitoring import demo
from monitoring.demo import RECORDED_STORM
from monitoring.models import Bucket, Mention, Signal, Watch
from monitoring.replay import player
from teams.models import Brand
from tests.monitoring.conftest import NOON, said, storm

STREAMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "streams"
AIRLINE, TRUTH = STREAMS / "airline_tweets_3_brands.csv", STREAMS / "airline_surge_truth.json"
PACIFIC = timezone(timedelta(hours=-8))
LATEST = timedelta(hours=2)


def replay(path, *options, capsys):
    errors = StringIO()
    call_command("replay", str(path), *options, "--json", stderr=errors)
    return json.loads(capsys.readouterr().out), errors.getvalue()


@pytest.fixture
def recording(tmp_path):
    """Eight calm days and a storm, in no order."""
    calm = [said(n, NOON + timedelta(minutes=20 * n)) for n in range(3 * 24 * 8)]
    items = calm + storm(NOON + timedelta(days=8)) + [{"text": "", "posted_at": "x"}]
    path = tmp_path / "storm.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in reversed(items)))
    return path


@pytest.fixture
def few(tmp_path):
    """Three mentions."""
    path = tmp_path / "few.jsonl"
    path.write_text("".join(json.dumps(said(n)) + "\n" for n in range(3)))
    return path


def found(slug):
    signals = Signal.objects.filter(brand__slug=slug).order_by("id")
    cases = Incident.objects.filter(brand__slug=slug).order_by("id")
    return (
        list(signals.values_list("kind", "level", "at", "last_at", "score", "evidence__count")),
        list(cases.values_list("detected_at", "summary", "public_at")),
    )


def test_recording_goes_through_intake_and_detection(db, recording, capsys):
    document, errors = replay(recording, "--brand", "Sữa Mới", capsys=capsys)

    assert (document["mentions"], document["duplicates"], document["rejected"]) == (666, 0, 1)
    brand = Brand.objects.get(slug="sua-moi")
    assert (brand.name, Watch.objects.get().name) == ("Sữa Mới", "Sữa Mới")
    (signal,) = document["signals"]
    assert (signal["level"], signal["brand"]) == ("alert", "Sữa Mới")
    assert signal["evidence"]["sentence"]
    storm_began = NOON + timedelta(days=8)
    assert storm_began <= datetime.fromisoformat(signal["at"]) <= storm_began + timedelta(hours=1)
    (case,) = document["incidents"]
    assert (case["brand"], case["status"]) == ("Sữa Mới", "detected")
    assert case["detected_at"] == signal["at"]
    assert "666/666" in errors


def test_what_is_found_does_not_depend_on_batches_or_speed(db, recording, capsys):
    ways = {
        "usual": [],
        "tiny": ["--batch", "7"],
        "one": ["--batch", "5000"],
        "fast": ["--speed", "1e9"],
    }
    for name, options in ways.items():
        replay(recording, "--brand", name, *options, capsys=capsys)

    kept = Mention.objects.exclude(signal=None)
    outcomes = {name: (found(name), kept.filter(brand__slug=name).count()) for name in ways}
    assert outcomes["usual"][1] > 0
    assert outcomes == dict.fromkeys(ways, outcomes["usual"])


def test_replaying_twice_adds_nothing(db, recording, capsys):
    first, _ = replay(recording, "--brand", "a", capsys=capsys)
    second, _ = replay(recording, "--brand", "a", capsys=capsys)

    assert (second["mentions"], second["duplicates"]) == (0, 666)
    assert second["signals"] == first["signals"]
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Sao Mia", " Did you mean 'Sao Mai' (--brand sao-mai)?"),
        ("sao-mia", " Did you mean 'Sao Mai' (--brand sao-mai)?"),
        ("Xe Điện Bình Minh", ""),
    ],
)
def test_new_brand_is_said_with_the_one_it_may_be_a_slip_of(brand, few, capsys, name, hint):
    document, errors = replay(few, "--brand", name, capsys=capsys)

    assert document["mentions"] == 3
    assert errors.startswith(f"There was no brand '{name}': it is made now.{hint}\n")
    assert Brand.objects.filter(name=name).exists()


@pytest.mark.parametrize("name", ["sao-mai", "SÁO MAI", "Sao Mai!"])
def test_known_brand_however_written_is_not_said_to_be_new(brand, few, capsys, name):
    _document, errors = replay(few, "--brand", name, capsys=capsys)

    assert "brand" not in errors
    assert Brand.objects.count() == 1


def test_human_clocks_run_from_the_moment_the_case_was_opened(db, recording, capsys):
    replay(recording, "--brand", "a", capsys=capsys)

    case = Incident.objects.get()
    assert case.detected_at < NOON + timedelta(days=9)
    assert now() - case.opened_at < timedelta(minutes=5)
    assert all(clock.started_at >= case.opened_at for clock in case.clocks.all())


def test_brand_column_makes_brands_and_their_watches(db, tmp_path, capsys):
    path = tmp_path / "two.csv"
    path.write_text(
        "text,posted_at,company\n"
        "Xin chào,2026-03-02T10:00:00+07:00,Hải Âu\n"
        "Tạm biệt,2026-03-02T10:01:00+07:00,Bồ Câu\n"
        "Không tên,2026-03-02T10:01:00+07:00,\n"
    )

    document, _ = replay(path, "--brand-column", "company", capsys=capsys)

    assert (document["mentions"], document["rejected"]) == (2, 1)
    assert sorted(Watch.objects.values_list("brand__slug", "name")) == [
        ("bo-cau", "Bồ Câu"),
        ("hai-au", "Hải Âu"),
    ]
    assert list(Bucket.objects.values_list("total", flat=True)) == [1, 1]


def test_brand_is_found_by_slug_and_by_name(brand, few, capsys):
    for name in ("sao-mai", "Sao Mai", "SAO MAI"):
        replay(few, "--brand", name, capsys=capsys)

    assert Brand.objects.count() == 1


@pytest.mark.parametrize("options", [["--speed", "0"], ["--speed", "fast"]])
def test_speed_that_is_none_is_refused(db, recording, options):
    with pytest.raises(CommandError):
        call_command("replay", str(recording), "--brand", "a", *options)


def test_file_that_is_not_there_is_refused(db, tmp_path):
    with pytest.raises(CommandError):
        call_command("replay", str(tmp_path / "no.csv"), "--brand", "a")


def test_workbook_is_refused_with_a_reason(db, tmp_path):
    path = tmp_path / "book.csv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(CommandError, match="Excel"):
        call_command("replay", str(path), "--brand", "a")


def play(brand, rows):
    numbered = [(number, "", row) for number, row in enumerate(rows, 1)]
    return player.play(player.load(numbered, brand=brand.slug)).accepted


def test_invented_week_is_quiet_and_its_storm_opens_a_case(db, capsys):
    brand = Brand.objects.create(slug="sua-suoi-xanh", name="Sữa Suối Xanh")
    until = now() - demo.STORM_LASTS
    assert play(brand, demo.quiet_week(until)) > 1000
    assert not Signal.objects.filter(level="alert").exists()
    assert play(brand, demo.quiet_week(until)) == 0

    document, _ = replay(
        RECORDED_STORM, "--brand", "sua-suoi-xanh", "--shift-to-now", capsys=capsys
    )

    assert "alert" in [signal["level"] for signal in document["signals"]]
    case = Incident.objects.get()
    assert case.brand == brand
    assert now() - Mention.objects.latest("posted_at").posted_at < timedelta(minutes=5)
    assert now() - case.last_spike_at < timedelta(minutes=5)


def test_storm_played_again_is_another_storm(brand, few, capsys):
    for _ in range(2):
        document, _ = replay(few, "--brand", brand.slug, "--shift-to-now", capsys=capsys)
        assert (document["mentions"], document["duplicates"]) == (3, 0)


# The detectors' own figures on this stream stand in test_detection_figures, in every run; here the
# same rows go through the whole desk, which takes a dozen seconds.
@pytest.mark.long
@pytest.mark.skipif(not AIRLINE.is_file(), reason="the airline stream is not here")
def test_both_airline_storms_are_found_as_they_begin_with_two_false_alerts_at_most(db, capsys):
    document, _ = replay(AIRLINE, "--format", "airline", "--brand-column", "airline", capsys=capsys)
    alerts = [
        (signal["brand"], datetime.fromisoformat(signal["at"]))
        for signal in document["signals"]
        if signal["level"] == "alert"
    ]
    explained = set()
    for episode in json.loads(TRUTH.read_text())["episodes"]:
        first, last = (
            datetime.fromisoformat(episode[name]).replace(tzinfo=PACIFIC)
            for name in ("first_window_end", "last_window_end")
        )
        mine = {
            (brand, at)
            for brand, at in alerts
            if episode["airline"].startswith(brand) and first - timedelta(hours=6) <= at <= last
        }
        explained |= mine
        assert min(at for _, at in mine) <= first + LATEST
    assert len(set(alerts) - explained) <= 2
    assert document["rejected"] == 0
    assert max(at for _, at in alerts) < datetime(2015, 3, 1, tzinfo=UTC)
