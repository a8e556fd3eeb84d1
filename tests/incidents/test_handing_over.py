"""The end of a duty as cases see it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from crisisdesk.kernel.clock import minutes, now
from incidents import handing_over
from incidents.enums import ClockKind
from incidents.models import Clock, TimelineEntry
from incidents.sentences import sentence
from teams import handing
from teams.models import DutyShift, Handover
from teams.services import handovers


@pytest.fixture
def note(brand, minh, lead):
    moment = now()
    DutyShift.objects.create(
        brand=brand, user=minh, starts_at=moment - minutes(9), ends_at=moment + minutes(9)
    )
    (ending,) = handing.endings(brand, minh)
    return handovers.write(brand, actor=minh, ending=ending, taker=lead, own_state="fine")


def handed(case):
    return TimelineEntry.objects.filter(incident=case, verb="duty_handed_over")


def test_every_real_open_case_gets_its_line(make_case, note, minh, lead):
    open_, closed, drill = make_case(), make_case("closed"), make_case(is_drill=True)

    handovers.accept(note, actor=lead)

    assert sentence(handed(open_).get()) == f"{lead.name} nhận ca trực từ {minh.name}"
    assert handed(open_).get().actor == lead
    assert not handed(closed).exists()
    assert not handed(drill).exists()


def test_a_handover_that_cannot_be_logged_did_not_happen(make_case, note, lead, unwritable):
    unwritable(make_case())

    with pytest.raises(DatabaseError, match="spoiled"):
        handovers.accept(note, actor=lead)
    assert Handover.objects.get().accepted_at is None


def test_the_note_begins_with_the_open_cases_that_all_may_read(make_case, brand, minh, lead):
    case = make_case(title="Sữa chua")
    Clock.objects.create(
        incident=case,
        kind=ClockKind.ACKNOWLEDGE,
        round=case.round,
        started_at=now(),
        due_at=now() + minutes(30),
    )
    make_case(title="Kín", restricted=True)
    make_case(title="Diễn tập", is_drill=True)
    make_case("closed", title="Cũ")

    (line,) = handing_over.open_cases(minh, brand)

    assert line.startswith(f"{case.reference} Sữa chua · ")
    assert lead.name in line
    assert "hạn kế tiếp" in line
