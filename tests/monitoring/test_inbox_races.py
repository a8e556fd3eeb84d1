"""Two people at once: one is first, the other is told so, nothing is overwritten."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Stale
from monitoring.models import InboxEvent, InboxItem, Mention, Watch
from monitoring.services import inbox
from monitoring.services.ingest import take_in
from monitoring.services.triage import Page
from teams.automation import automation
from teams.models import Brand, Role
from tests.conftest import person
from tests.monitoring.conftest import said
from tests.monitoring.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    take_in([said(n, now()) for n in range(4)], brand=brand, actor=automation(), judge=False)
    people = [person(brand, name, Role.MEMBER) for name in ("Đỗ Quang Minh", "Ngô Thu Hà")]
    return brand, people, list(Mention.objects.order_by("pk"))


def test_of_two_answers_one_is_kept_and_one_is_told(scene):
    _brand, (minh, ha), mentions = scene
    for mention in mentions:
        raised = together(
            lambda mention=mention: inbox.answer(mention, actor=minh, reply="Minh"),
            lambda mention=mention: inbox.answer(mention, actor=ha, reply="Hà"),
        )

        assert [type(error) for error in raised] == [Stale]
        event = InboxEvent.objects.get(item__mention_id=mention.pk)
        assert event.by.name in str(raised[0])


def test_of_two_who_take_it_the_first_keeps_it(scene):
    brand, (minh, ha), mentions = scene
    ids = [mention.pk for mention in mentions]
    inbox.ask(brand, ids, actor=minh)
    shown = Page(dict.fromkeys(ids, 0))
    done = {}

    def take(who):
        done[who.pk] = inbox.assign(brand, ids, to=who, actor=who, page=shown)

    assert together(lambda: take(minh), lambda: take(ha)) == []

    counts = sorted((one.done, sum(one.overtaken.values())) for one in done.values())
    assert counts == [(0, 4), (4, 0)]
    winner = next(pk for pk, one in done.items() if one.done)
    assert set(InboxItem.objects.values_list("assignee", "seq")) == {(winner, 1)}


def test_answering_and_settling_at_once_leaves_one_of_them(scene):
    brand, (minh, ha), mentions = scene
    for mention in mentions:
        raised, done = at_once(brand, mention, minh, ha)

        item = InboxItem.objects.get(mention_id=mention.pk)
        assert item.events.count() == 1
        assert (item.state == "no_answer") == bool(raised)
        assert done == len(raised)


def at_once(brand, mention, one, other):
    """What the one who answers is told, and how many the other has settled."""
    outcomes = []
    raised = together(
        lambda: inbox.answer(mention, actor=one, reply="Vâng"),
        lambda: outcomes.append(inbox.close(brand, [mention.pk], actor=other)),
    )
    return raised, outcomes[0].done
