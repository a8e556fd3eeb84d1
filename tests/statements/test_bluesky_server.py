"""An approved text on its way to Bluesky's own programs: published once, settled by a person.

docs/developers.md says how they are installed; without them this is skipped, and says so.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from outbox import relay
from statements.enums import Outlet
from statements.models import Publication
from statements.services import accounts, looking, outlets
from tests.bluesky_server.people import Person

pytestmark = pytest.mark.long


@pytest.fixture
def our(bluesky, brand, admin_person, settings):
    """The brand's account there, connected with an app password."""
    settings.SOURCES_ALLOW_PRIVATE = True
    person = Person(bluesky, "saomai")
    values = {
        "name": "Sao Mai", "language": "vi", "service": bluesky.url, "handle": person.handle,
        "app_password": person.app_password(),
    }  # fmt: skip
    accounts.add(brand, actor=admin_person, kind="bluesky", values=values)
    return person


def row_of(words) -> Publication:
    return Publication.objects.get(statement=words, channel="bluesky")


def test_approved_words_are_published_and_taken_back_below_them(
    bluesky, our, say, draft_of, make_fact
):
    first = say(channels=["newsroom", "bluesky"])
    relay.deliver_due()

    row = row_of(first)
    assert (row.state, our.records()[0]["value"]["text"]) == (Outlet.LIVE, row.text.text)
    words = "Chúng tôi rút lại thông báo trước."
    fact = make_fact(first.incident, text=words)
    notice = draft_of(
        first.incident, "retraction", retracts=first, text_vi=words, facts=[fact],
        channels=["newsroom", "bluesky"],
    )  # fmt: skip
    say(notice, channels=["newsroom", "bluesky"], by="heads")
    relay.deliver_due()
    bluesky.settle()

    thread = our.ask("app.bsky.feed.getPostThread", uri=row.receipt["id"])["thread"]
    (below,) = thread["replies"]
    record = below["post"]["record"]
    assert words in record["text"]
    linked = {one["features"][0]["uri"] for one in record["facets"]}
    assert {row.url, row_of(notice).text.link} == linked


def test_an_unclear_one_waits_for_a_person_and_is_found(bluesky, our, say, minh):
    bluesky.lose("answer", "com.atproto.repo.putRecord")
    words = say(channels=["newsroom", "bluesky"])
    relay.deliver_due()
    assert row_of(words).state == Outlet.UNCLEAR
    commit = our.ask("com.atproto.sync.getLatestCommit", did=our.did)

    with time_machine.travel(now() + timedelta(hours=1)):
        outlets.sweep()
        relay.recover()
        relay.deliver_due()
    assert row_of(words).state == Outlet.UNCLEAR
    assert our.ask("com.atproto.sync.getLatestCommit", did=our.did) == commit

    row = looking.look(words, actor=minh, channel="bluesky")
    assert (row.state, row.receipt["id"]) == (Outlet.LIVE, our.records()[0]["uri"])


def test_a_lost_one_is_sent_again_by_a_person_and_stands_there_once(bluesky, our, say, minh):
    bluesky.lose("question", "com.atproto.repo.putRecord")
    words = say(channels=["newsroom", "bluesky"])
    relay.deliver_due()
    assert (row_of(words).state, our.records()) == (Outlet.UNCLEAR, [])

    outlets.again(words, actor=minh, channel="bluesky", looked=True)
    relay.deliver_due()

    assert row_of(words).state == Outlet.LIVE
    assert [one["value"]["text"] for one in our.records()] == [row_of(words).text.text]
