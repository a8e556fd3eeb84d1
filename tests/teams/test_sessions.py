"""A session is what Django's own store makes of it, and read in one question."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Plain

from crisisdesk.kernel.clock import now
from teams.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_the_desk_uses_it() -> None:
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore


@pytest.mark.parametrize(("writer", "reader"), [(Plain, SessionStore), (SessionStore, Plain)])
def test_either_opens_what_the_other_has_sealed(writer: Any, reader: Any) -> None:
    kept = writer()
    kept["who"] = "Phượng"
    kept.save()

    assert dict(reader(kept.session_key).items()) == {"who": "Phượng"}


def test_what_is_over_or_unknown_is_empty_and_gets_another_key() -> None:
    kept = SessionStore()
    kept["who"] = "Phượng"
    kept.save()

    with time_machine.travel(now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 1)):
        late = SessionStore(kept.session_key)
        assert (dict(late.items()), late.session_key) == ({}, None)
    guessed = SessionStore("x" * 32)
    guessed["who"] = "ai đó"
    guessed.save()
    assert guessed.session_key not in (None, "x" * 32)


def test_one_that_somebody_wrote_into_is_empty() -> None:
    kept = SessionStore()
    kept["who"] = "Phượng"
    kept.save()
    SessionStore.get_model_class().objects.update(session_data="khac:1wPq:nonsense")

    assert dict(SessionStore(kept.session_key).items()) == {}


def test_reading_is_one_question(django_assert_num_queries: Any) -> None:
    kept = SessionStore()
    kept["who"] = "Phượng"
    kept.save()

    with django_assert_num_queries(1):
        assert SessionStore(kept.session_key)["who"] == "Phượng"
