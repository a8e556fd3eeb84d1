"""Lines of the log as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from crisisdesk.ui.icons import icon_names
from incidents import sentences
from incidents.selectors import log
from incidents.services import evidence, facts, notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def test_every_line_bears_a_mark_that_exists() -> None:
    drawn = set(icon_names())
    assert {wording.icon for wording in sentences.WORDINGS.values()} <= drawn


def test_one_persons_confirmation_does_not_read_as_confirmed(
    make_case: Callable[..., Incident], minh: User
) -> None:
    case = make_case(severity="high")
    fact = facts.add_fact(case, actor=minh, text_vi="Lô L2107 đã qua kiểm nghiệm")
    evidence.add_evidence(case, actor=minh, title="Phiếu", url="https://a.example/1", fact=fact)
    facts.revise_fact(fact, actor=minh, status="confirmed", reason="Phiếu số 118")
    with translation.override("vi"):
        line = log.lines(case, minh, newest_first=True)[0]
        assert "chờ người thứ hai" in line.sentence
        assert "Đã xác nhận" not in line.sentence


def test_privileged_lines_are_marked_for_those_who_read_them(
    make_case: Callable[..., Incident], lan: User, lead: User
) -> None:
    case = make_case()
    notes.add(case, actor=lan, text="Rủi ro kiện tụng", visibility="privileged")
    facts.add_fact(case, actor=lan, text_vi="Hợp đồng số 7", visibility="privileged")
    notes.add(case, actor=lead, text="Đã gọi khách")
    marked = [line.privileged for line in log.lines(case, lead)]
    assert marked == [True, True, False]
