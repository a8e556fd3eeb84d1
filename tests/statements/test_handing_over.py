"""Promises, for whoever takes a duty over."""

from __future__ import annotations

from crisisdesk.kernel.clock import minutes, now
from statements.handing_over import promises_due
from statements.services import promises
from teams import ports


def test_promises_that_fall_due_stand_in_the_note(brand, minh, published):
    promises.make(published, actor=minh, text="gọi lại khách", due_at=now() + minutes(90))
    promises.make(published, actor=minh, text="đổi sữa", due_at=now() + minutes(60 * 24 * 5))

    lines = promises_due(minh, brand)

    assert [line for line in lines if "gọi lại khách" in line]
    assert not [line for line in lines if "đổi sữa" in line]
    assert lines == ports.lines("promises", minh, brand)


def test_a_restricted_case_is_not_told_of(brand, minh, published):
    promises.make(published, actor=minh, text="gọi lại khách", due_at=now() + minutes(90))
    case = published.incident
    case.restricted = True
    case.save()

    assert promises_due(minh, brand) == []
