"""The short way is for gaps that the desk or a confirmed fact fills; the clock's gap is no door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crisisdesk.kernel.clock import minutes, now
from statements.fill import lane_of, templates_for
from statements.models import Statement
from statements.services import drafting
from statements.services.drafting import Words

if TYPE_CHECKING:
    from incidents.models import Incident
    from playbooks.models import PlaybookVersion
    from teams.models import User


@pytest.fixture
def update(case: Incident, plan: PlaybookVersion, minh: User) -> Statement:
    """An update from the general text, which tells the present moment; its other gaps are open."""
    source = next(pair for pair in templates_for(case, "update") if "{time_now}" in pair[1].text.vi)
    settings = {"next_update_at": now() + minutes(120)}
    words = Words(settings=settings)
    return drafting.draft(case, actor=minh, kind="update", template=source, words=words)


def with_time(words: Statement, text: str, by: User) -> str:
    """The lane after somebody typed into the gap for the present moment."""
    values = {"time_now": {"vi": text, "en": ""}}
    fresh = Statement.objects.get(pk=words.pk)
    old = fresh.version.placeholders["time_now"]
    values["time_now"]["en"] = old["en"]
    drafting.save(
        fresh, actor=by, expected_version=fresh.current_version, words=Words(values=values)
    )
    return lane_of(Statement.objects.get(pk=words.pk)).lane


@pytest.mark.parametrize(
    "text",
    [
        "09:00. Đối thủ của chúng tôi bán sữa hỏng",
        "hôm qua",
        "09:00 ngày 01/01/2020",
        "99:99 ngày 99/99/9999",
        "09:00 ngày 01/01/2199",
    ],
)
def test_words_in_the_gap_for_the_time_go_the_long_way(
    text: str, update: Statement, minh: User
) -> None:
    assert lane_of(update).lane == "fast"
    assert with_time(update, text, minh) == "full"


def test_the_time_of_the_first_draft_stays_on_the_short_way(update: Statement, minh: User) -> None:
    assert with_time(update, update.version.placeholders["time_now"]["vi"], minh) == "fast"
