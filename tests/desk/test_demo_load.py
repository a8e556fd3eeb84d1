"""The demo's hard words and its pulse: real rows by the real rules, once."""

from __future__ import annotations

from crisisdesk.kernel.abuse import kinds_in
from desk.demo_load import HARSH, seed_load
from monitoring.models import Mention
from teams.load import pulse_weeks
from teams.models import PulseAnswer, Role


def test_the_demo_shows_covered_words_and_two_weeks_of_pulse(brand, make_person, bot):
    for letter in "ABCDEF":
        make_person(f"Người {letter}", Role.MEMBER)

    seed_load(brand)
    seed_load(brand)

    assert [week.band for week in pulse_weeks.of_team(brand)] == ["low", "good"]
    assert PulseAnswer.objects.count() == 12
    texts = Mention.objects.filter(brand=brand).values_list("text", flat=True)
    assert sorted(texts) == sorted(HARSH)
    assert all(kinds_in(text) for text in texts)
