"""Two at the same moment: one pair of keys, one renewal, one proof."""

from __future__ import annotations

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.clock import now
from teams.models import ChannelAccount, ContactMethod
from teams.models.reaching import digest
from teams.reaching import bots, browsers, methods

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, count=2):
    """What came of it, or the exception, of each."""
    start, found = threading.Barrier(count), []

    def run():
        start.wait()
        try:
            found.append(act())
        except ValidationError as error:
            found.append(error)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_desk_has_one_pair_of_keys():
    found = at_once(lambda: browsers.keys().options["public_key"], 4)

    assert len(set(found)) == 1
    assert ChannelAccount.objects.count() == 1


def test_a_key_that_is_good_once_is_used_once(open_service, connect):
    service = open_service("zalo")
    connect(service, renew_at=now())
    slow = service.renew
    service.web.says("/v4/oa/access_token", lambda question: (time.sleep(0.3), slow(question))[1])

    assert sorted(at_once(bots.renew_due)) == [0, 1]
    assert ChannelAccount.objects.get().secrets()["refresh_token"] == "r2"
    assert ChannelAccount.objects.get().problem == ""


def test_guesses_at_the_same_moment_all_count(minh, way_of):
    row = way_of(minh, "sms", proven=False)
    ContactMethod.objects.update(
        code_digest=digest(f"{row.pk}:123456"), code_until=now() + methods.CODE_LASTS
    )
    at_once(lambda: methods.prove(row, "000000"), 4)

    row.refresh_from_db()
    assert row.guesses == 4
