"""Two hands at once, on the real database: one drill, each inject once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from crisisdesk.kernel.errors import Blocked
from drills import services
from drills.models import Drill
from incidents import timeline
from incidents.models import Incident, Note
from monitoring.models import Signal
from statements.models import Enquiry
from tests.drills.stories import CALL, NOTE, POSTS, SIGNAL, story


def at_once(act, hands):
    """Run `act` in several threads that begin together; what each came to."""
    together, results = threading.Barrier(hands), []

    def run():
        together.wait()
        try:
            results.append(act())
        except Blocked as refused:
            results.append(refused.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _hand in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_starters_at_once_begin_one_drill(scenario, phuong, bot):
    results = at_once(lambda: services.start(scenario, actor=phuong) and "started", 2)

    assert sorted(results) == ["running", "started"]
    assert Drill.objects.count() == Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_deliver_each_inject_once(drill, pass_minutes):
    pass_minutes(drill, 100)

    results = at_once(services.deliver_due, 4)

    case = Incident.objects.get(pk=drill.incident_id)
    assert sum(results) == 9
    assert drill.runs.filter(delivered_at__isnull=False).count() == 10
    # Three arrive as posts, a call and a signal.
    assert Note.objects.filter(incident=case).count() == 7
    assert timeline.verify(case) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_end_at_once_end_it_once(drill, phuong, pass_minutes):
    pass_minutes(drill, 100)

    results = at_once(lambda: services.end(drill, actor=phuong) and "done", 2)

    assert sorted(results) == ["done", "ended"]
    assert Note.objects.filter(incident=drill.incident).count() == 7


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_bring_signals_enquiries_and_posts_once(brand, phuong, bot, pass_minutes):
    later = {"at_minute": 30}
    waiting = [{**one, **later} for one in (SIGNAL, CALL, POSTS)]
    played = services.start(story(brand, NOTE, *waiting), actor=phuong)
    pass_minutes(played, 40)

    results = at_once(services.deliver_due, 4)

    assert sum(results) == 3
    assert (Signal.everything.count(), Enquiry.objects.count()) == (1, 1)
    assert played.posts.count() == POSTS["details"]["count"]
    assert timeline.verify(Incident.objects.get(pk=played.incident_id)) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_choose_one_way(brand, phuong, bot):
    ways = [{**NOTE, "branch": name, "at_minute": 10} for name in "AB"]
    played = services.start(story(brand, NOTE, *ways), actor=phuong)
    names = iter("AB")

    results = at_once(
        lambda: services.choose_branch(played, actor=phuong, branch=next(names)).branch, 2
    )

    assert sorted(results, key=len)[1] == "branch_chosen"
    played.refresh_from_db()
    assert [run.inject.branch for run in played.runs.exclude(inject__branch="")] == [played.branch]


@pytest.mark.django_db(transaction=True)
def test_a_judgement_at_the_second_of_the_end_is_on_the_kept_sheet(brand, phuong, minh, bot):
    played = services.start(story(brand, NOTE), actor=phuong, players=[minh])
    run = played.runs.get()

    def judge():
        services.observe(run, actor=phuong, observed="met")
        connection.close()

    judging = threading.Thread(target=judge)
    with transaction.atomic():
        services.end(played, actor=phuong)
        judging.start()
        # It has to wait; were it done by now, its word would be on no sheet.
        judging.join(0.5)
    judging.join()

    kept = {row["key"]: row for row in Drill.objects.get().kept_sheet.lines}
    assert (kept["injects_met"]["done"], kept["injects_met"]["of"]) == (1, 1)
