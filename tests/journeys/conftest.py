"""Where the journeys begin: a brand with its people and plans, and a recorded storm about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from crisisdesk.kernel.clock import now
from monitoring.demo import RECORDED_STORM, STORM_LASTS, quiet_week
from monitoring.replay import player
from playbooks.services.seed import seed
from teams.models import Brand, User
from tests.journeys import served, stage
from tests.plugins import chromium

AIRLINE = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "streams"
    / "airline_tweets_3_brands.csv"
)


@dataclass(frozen=True)
class Storm:
    """A recording, the brand it is about and the plan that fits it."""

    brand: str
    slug: str
    play: Callable[[Brand], None]
    #: Whether it happened long ago, so that its last spike is no spike of now.
    past: bool


def _airline(brand: Brand) -> None:
    """A week of customer tweets of February 2015, of three airlines."""
    call_command(
        "replay", str(AIRLINE), "--format", "airline", "--brand-column", "airline", "--json"
    )


def _invented(brand: Brand) -> None:
    """The demo brand's quiet week, then its storm, ending now."""
    calm = enumerate(quiet_week(now() - STORM_LASTS - timedelta(minutes=10)), 1)
    player.play(player.load((line, brand.slug, said) for line, said in calm))
    call_command("replay", str(RECORDED_STORM), "--brand", brand.slug, "--shift-to-now", "--json")


STORMS = {
    "airline": Storm("United", "united", _airline, past=True),
    "invented": Storm("Sữa Suối Xanh", "sua-suoi-xanh", _invented, past=False),
}


def storm_or_skip(name: str) -> Storm:
    if name == "airline" and not AIRLINE.exists():
        pytest.skip(f"the recorded airline storm is not here: {AIRLINE.name}")
    return STORMS[name]


@pytest.fixture
def storm() -> Storm:
    """The airline storm where it is at hand, else the invented one."""
    return STORMS["airline" if AIRLINE.exists() else "invented"]


@pytest.fixture
def brand(db: None, storm: Storm) -> Brand:
    """The brand of the storm, with its plans and a quiet window of two minutes."""
    made = Brand.objects.create(
        slug=storm.slug,
        name=storm.brand,
        short_name=storm.brand,
        hotline="1900 0000",
        official_channel="facebook.com/brand.example",
        press_contact="press@brand.example",
        quiet_minutes=2,
    )
    seed(made)
    return made


@pytest.fixture
def replayed(brand: Brand, storm: Storm, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the replay of the storm found for the brand: one document, one candidate case."""
    storm.play(brand)
    found = json.loads(capsys.readouterr().out)
    return {
        "mentions": found["mentions"],
        "rejected": found["rejected"],
        "signals": [row for row in found["signals"] if row["brand"] == brand.name],
        "incidents": [row for row in found["incidents"] if row["brand"] == brand.name],
    }


@pytest.fixture(scope="session")
def _served(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[stage.Server]:
    """One server for all journeys of this worker; the test database keeps its name."""
    data = tmp_path_factory.mktemp("served")
    with stage.serving(data, "tests.journeys.served:application", **served.SERVER) as server:
        yield server


@pytest.fixture
def address(
    transactional_db: None, _served: stage.Server, _chromium: chromium.Started
) -> Iterator[str]:
    """A server on the test database; after the test it is at rest and has not complained."""
    _served.complaints()
    yield _served.address
    # A page that listens for news would be answered for ever.
    chromium.close_windows(_chromium[0])
    _served.rests(served.OVER)
    assert _served.complaints() == ""


@pytest.fixture
def enter(address: str, browser: Browser) -> Iterator[Callable[..., stage.Actor]]:
    """Let a person in; nobody's console may complain."""
    inside: list[stage.Actor] = []

    def let_in(person: User, language: str = "vi", *, door: bool = False) -> stage.Actor:
        come = stage.sign_in if door else stage.let_in
        inside.append(come(browser, address, person, language))
        return inside[-1]

    yield let_in
    assert [words for actor in inside for words in actor.complaints] == []
