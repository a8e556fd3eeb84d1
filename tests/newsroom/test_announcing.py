"""Subscribers hear of each public text once, and of no drill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from newsroom.models import Announcement, Subscriber
from newsroom.services import announcing
from outbox import relay
from outbox.models import OutboxMessage, OutboxState
from outbox.services import promise
from statements.enums import State
from statements.models import Statement
from statements.services import briefs, publishing, review
from tests.outbox.conftest import post_office  # noqa: F401 -- fixtures


@pytest.fixture
def reader(brand):
    """Somebody who confirmed an hour ago: `reader()`."""

    def make(email="doc@gia.example", language="vi", *, hours=1, of=brand) -> Subscriber:
        at = now() - timedelta(hours=hours)
        return Subscriber.objects.create(
            brand=of, email=email, language=language, confirm_by=at, confirmed_at=at
        )

    return make


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(topic=announcing.TOPIC).order_by("pk"))


def test_each_reader_hears_once_in_their_language(reader, published, post_office):  # noqa: F811
    reader("vi@gia.example")
    reader("en@gia.example", "en")
    post_office.start()

    assert (announcing.sweep(), announcing.sweep()) == (1, 0)
    OutboxMessage.objects.update(available_at=now())
    relay.deliver_due()

    mine = {row["To"]: row for row in post_office.letters if row["List-Id"]}
    assert set(mine) == {"vi@gia.example", "en@gia.example"}
    text = mine["en@gia.example"].get_body(("plain",)).get_content()
    assert "We are checking the batch" in text and "?lang=en" in text
    assert "/subscribe/leave/" in mine["vi@gia.example"]["List-Unsubscribe"]
    assert mine["vi@gia.example"]["Message-ID"] != mine["en@gia.example"]["Message-ID"]
    assert Announcement.objects.get().letters == 2


def test_who_subscribed_later_or_never_confirmed_or_reads_another_brand_hears_nothing(
    reader, published, other_brand
):
    reader("later@gia.example", hours=-1)
    reader("other@gia.example", of=other_brand)
    row = reader("silent@gia.example")
    Subscriber.objects.filter(pk=row.pk).update(confirmed_at=None)

    announcing.sweep()

    assert letters() == []


def test_a_correction_is_told_too(
    reader, published, case, draft_of, approve_by, make_fact, minh, phuong, lan
):
    reader()
    announcing.sweep()
    notice = draft_of(
        case, "correction_own", corrects=published, facts=[make_fact(case)],
        settings={"next_update_at": None},
    )  # fmt: skip
    notice = approve_by(review.submit(notice, actor=minh), phuong, lan)
    publishing.publish(notice, actor=minh)

    announcing.sweep()

    assert [row.facts["statement"] for row in letters()] == [published.pk, notice.pk]


def test_a_text_retracted_before_its_letter_goes_is_not_told(reader, published, post_office):  # noqa: F811
    reader()
    announcing.sweep()
    Statement.objects.filter(pk=published.pk).update(status=State.RETRACTED)
    post_office.start()

    relay.deliver_due()

    assert [row.state for row in letters()] == [OutboxState.DROPPED]


def test_a_drill_is_told_to_nobody(
    make_case,
    draft_of,
    approve_by,
    reader,
    minh,
    manager,
    lead,
    post_office,  # noqa: F811
):
    reader()
    drill = make_case(is_drill=True)
    briefs.waive(drill, actor=lead, reason="diễn tập")
    words = approve_by(review.submit(draft_of(drill), actor=minh), manager)
    words = publishing.publish(words, actor=minh)

    assert (announcing.sweep(), letters()) == (0, [])

    # Smuggled in, it does not get out: the newsroom itself is asked.
    message = announcing._message(words, Subscriber.objects.get(), 0)
    promise([message])
    post_office.start()
    relay.deliver_due()
    assert [row.state for row in letters()] == [OutboxState.DROPPED]
    message = announcing._message(words, Subscriber.objects.get(), 1)
    message.facts["drill"] = True
    with pytest.raises(Blocked):
        promise([message])


@pytest.mark.parametrize("count", [1, 3])
def test_announcing_costs_the_same_for_one_and_three(
    reader, published, count, django_assert_num_queries
):
    for number in range(count):
        reader(f"r{number}@gia.example")
    statement = announcing.for_newsroom().get()

    with django_assert_num_queries(9):
        announcing.announce(statement)

    assert len(letters()) == count
