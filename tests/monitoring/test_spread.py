"""The spread ladder: what mentions show, and what a person notes on the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crisisdesk.kernel.errors import Forbidden
from incidents.services import standing
from monitoring.models import Mention, Signal
from monitoring.selectors import spread as selectors
from monitoring.services import spread
from tests.conftest import case_row
from tests.monitoring.conftest import NOON, said


@pytest.fixture
def case(brand, bot):
    return case_row(brand=brand, title="Sữa có mùi lạ", actor=bot)


@pytest.fixture
def told(case, watch, hear):
    """Mentions of the case, one a minute."""

    def tell(*mentions):
        hear(
            [said(n, NOON + timedelta(minutes=n), **one) for n, one in enumerate(mentions)],
            judge=False,
        )
        Mention.objects.update(incident=case)

    return tell


POST = {"platform": "tiktok"}
PAGE = {"platform": "facebook", "reach": 250_000}
FORUM = {"platform": "forum", "reach": 900_000}
PAPER = {"platform": "news"}
OFFICE = {"platform": "other", "url": "https://vfa.gov.vn/tin/1"}
TV = {"platform": "youtube", "url": "https://vtv.vn/x"}
LOOKALIKE = {"platform": "facebook", "url": "https://gov.vn.example/x"}


@pytest.mark.parametrize(
    ("mentions", "top", "score"),
    [
        ([POST], "first_post", 1),
        ([POST, PAGE], "large_pages", 2),
        ([FORUM, POST], "forum_digest", 2),
        ([PAPER, PAGE], "online_newspaper", 3),
        ([POST, OFFICE], "authority_tv", 3),
        ([TV], "authority_tv", 3),
        ([LOOKALIKE], "first_post", 1),
    ],
)
def test_the_highest_rung_that_a_mention_shows(case, told, mentions, top, score):
    told(*mentions)

    found = selectors.of_incident(case)

    assert (found.ladder.top.rung.key, found.score) == (top, score)
    assert found.score_words


def test_every_rung_says_how_many_and_since_when(case, told):
    told(POST, POST, PAPER, PAGE)

    steps = {s.rung.key: (s.count, s.first_at) for s in selectors.of_incident(case).ladder.steps}

    assert steps == {
        "first_post": (2, NOON),
        "large_pages": (1, NOON + timedelta(minutes=3)),
        "forum_digest": (0, None),
        "online_newspaper": (1, NOON + timedelta(minutes=2)),
        "authority_tv": (0, None),
    }


def test_without_mentions_nothing_is_proposed(case):
    found = selectors.of_incident(case)

    assert (found.ladder.top, found.proposal, found.score) == (None, None, None)


def test_a_person_notes_what_is_higher_and_the_log_says_so(case, told, minh):
    told(POST, PAPER)

    case = spread.accept(case, actor=minh)

    assert case.spread_rung == "online_newspaper"
    assert case.timeline.order_by("-seq").first().data["fields"] == ["spread_rung"]
    assert selectors.of_incident(case).proposal is None


def test_what_a_person_noted_is_never_lowered(case, told, minh):
    standing.set_rung(case, "authority_tv", actor=minh)
    told(PAPER)

    assert spread.accept(case, actor=minh).spread_rung == "authority_tv"


def test_a_score_below_the_ladder_is_pointed_out(case, told):
    told(PAPER)

    case.score_spread = 1
    assert selectors.of_incident(case).scored_lower
    case.score_spread = 3
    assert not selectors.of_incident(case).scored_lower


def test_who_may_not_edit_notes_nothing(case, told, khoa):
    told(PAPER)

    with pytest.raises(Forbidden):
        spread.accept(case, actor=khoa)


def test_a_rung_that_does_not_exist_is_refused(case, minh):
    with pytest.raises(ValidationError):
        standing.set_rung(case, "mặt trăng", actor=minh)


def test_the_pages_show_the_ladder_and_offer_the_rung(
    case, told, brand, watch, bot, minh, client_of
):
    told(POST, PAPER)
    signal = Signal.objects.create(
        brand=brand, watch=watch, kind="volume", level="warning", started_at=NOON, at=NOON,
        last_at=NOON, raised_by=bot, incident=case, state="linked",
    )  # fmt: skip
    browser, url = client_of(minh), reverse("monitoring:note-rung", args=[case.reference])

    for page in (signal, case):
        assert url in browser.get(page.get_absolute_url()).content.decode()
    assert browser.post(url).url == case.get_absolute_url()
    for page in (signal, case):
        assert url not in browser.get(page.get_absolute_url()).content.decode()
