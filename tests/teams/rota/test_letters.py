"""Letters about duty, whole in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from outbox import mail
from outbox.models import OutboxMessage
from teams import handing
from teams.rota import gaps, relief
from teams.services import handovers, rotas, swaps
from teams.services.swaps import Time
from tests.teams.rota.conftest import vn

MORNING = vn(2026, 11, 10, 7, 40)


@pytest.fixture
def letters(brand, rota_of, manager, minh, lead, lan):
    """Every kind of letter once, by its topic."""
    with time_machine.travel(MORNING, tick=False) as clock:
        hours = {"hours_from": vn(2026, 1, 1, 8).time(), "hours_until": vn(2026, 1, 1, 7).time()}
        rota = rota_of(lead, minh, needs_handover=True)
        rota_of(minh, name="Chỗ trống", role="legal", layer=hours)
        gaps.sweep()
        relief.sweep()
        tomorrow, later = vn(2026, 11, 12, 8), vn(2026, 11, 13, 8)
        rotas.override(
            rota, actor=manager, user=lan, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1)
        )
        mine, back = (
            Time(later, later + timedelta(hours=2)),
            Time(vn(2026, 11, 14, 8), vn(2026, 11, 14, 9)),
        )
        swap = swaps.ask(rota, actor=minh, other=lead, mine=mine, back=back)
        swaps.accept(swap, actor=lead)
        ending = handing.endings(brand, minh)[0]
        note = handovers.write(brand, actor=minh, ending=ending, taker=lead, own_state="fine")
        clock.shift(timedelta(minutes=40))
        relief.sweep()
        handovers.accept(note, actor=lead)
    return {row.topic.partition(".")[2]: row for row in OutboxMessage.objects.order_by("-pk")}


SAID = {
    "rota_gap": ("Không ai trực từ 07:40 10/11/2026: Chỗ trống", "Nobody is on duty from 07:40"),
    "duty_given": ("Bạn trực từ 08:00 12/11/2026: Trực chung", "You are on duty from 08:00"),
    "swap_asked": ("nhờ bạn trực thay lúc 08:00 13/11/2026", "asks you to take over on 08:00"),
    "swap_decided": ("Đã nhận đổi ca: Trực chung", "Swap accepted: Trực chung"),
    "handover_written": ("bàn giao ca cho bạn", "hands over to you"),
    "handover_accepted": ("đã nhận ca; bạn hết trách nhiệm", "has taken over; you are relieved"),
    "handover_due": ("Giao ca lúc 08:00 10/11/2026: Trực chung", "Handover at 08:00 10/11/2026"),
    "handover_late": ("Bàn giao chưa được nhận: Trực chung", "Handover not accepted: Trực chung"),
}


def test_every_letter_says_what_it_is_about(letters):
    assert letters.keys() == SAID.keys()

    for topic, (vietnamese, english) in SAID.items():
        for language, words in (("vi", vietnamese), ("en", english)):
            letters[topic].language = language
            letter = mail.compose(letters[topic])
            assert words in letter.subject, topic
            assert "/people/" in letter.body
            assert "{{" not in letter.body and "None" not in letter.body
            assert letter.alternatives[0].content.count("<p>") >= 1
