"""A drill is told to its players and to nobody else, whatever room forgot to ask who plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidents import players
from incidents.services import team
from incidents.services.opening import open_incident
from outbox.models import OutboxMessage
from teams.models import Notice
from teams.notify import tell

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TOPICS = sorted(
    f"{folder.parent.parent.name}.{folder.name}"
    for folder in TEMPLATES.glob("*/mail/*")
    if folder.is_dir()
)


@pytest.fixture
def drill(brand, bot, lan):
    case = open_incident(brand=brand, title="Diễn tập", actor=bot, is_drill=True, players=[lan])
    Notice.objects.all().delete()
    OutboxMessage.objects.all().delete()
    return case


def test_every_topic_there_is_tells_players_only(drill, lan, minh, manager, vy):
    for topic in TOPICS:
        # Letters to people outside are refused altogether (`outbox.outside`), hence no mail here.
        tell([lan, minh, manager, vy], topic, key=topic, subject=drill.reference, by_mail=False)

    assert len(TOPICS) > 60
    assert sorted(Notice.objects.values_list("topic", flat=True)) == TOPICS
    assert set(Notice.objects.values_list("user", flat=True)) == {lan.pk}


def test_letters_are_promised_to_players_only(drill, lan, minh, manager):
    tell([lan, minh, manager], "incidents.relapsed", key="x", subject=drill.reference)

    assert {row.address for row in OutboxMessage.objects.all()} == {lan.email}


def test_what_leads_into_a_drill_is_of_the_drill(drill, lan, minh):
    tell([lan, minh], "incidents.relapsed", key="x", url=f"{drill.get_absolute_url()}#tasks")

    assert [notice.user for notice in Notice.objects.all()] == [lan]


def test_a_lead_who_came_later_plays_too(drill, lan, lead):
    drill.lead = lead
    drill.save(update_fields=["lead"])

    assert players.of_case(drill) == {lan.pk, lead.pk}


def test_of_a_drill_that_is_not_there_nobody_hears(lan):
    tell([lan], "incidents.relapsed", key="x", subject="DRL-99999")

    assert not Notice.objects.exists()


def test_a_real_case_is_told_as_ever(make_case, lan, minh):
    tell([lan, minh], "incidents.relapsed", key="x", subject=make_case().reference)

    assert {n.user for n in Notice.objects.filter(key__startswith="x:")} == {lan, minh}


def test_nobody_plays_a_real_case(make_case, lead):
    assert not players.plays(lead, make_case(lead=lead))


def test_lifting_the_limit_of_a_drill_leaves_its_players(drill, lan, minh, manager):
    drill.lead = manager
    drill.save(update_fields=["lead"])
    team.restrict(drill, [lan, minh], actor=manager)

    team.restrict(drill, [], actor=manager)

    drill.refresh_from_db()
    assert not drill.restricted
    assert players.of_case(drill) == {lan.pk, minh.pk, manager.pk}
