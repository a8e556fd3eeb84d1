"""A desk whose sweeping processes are killed: run as a script, told by lines what to do.

`setup T` makes people and pages at the simulated moment T (seconds), `fork T` starts a process
that sweeps at T and prints its number, `answer T` has every second page answered, `check T` prints
what came of it as JSON. Time is handed to every process; none looks at the real clock.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

PAGES = 4


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "crisisdesk.settings"
    import django
    from django.db import connections

    django.setup()
    if name := os.environ.get("TEST_DATABASE"):
        connections.databases["default"]["NAME"] = name
    # Hints to workers go nowhere: the row is the truth.
    from celery import current_app

    current_app.conf.update(broker_url="memory://", broker_transport_options={})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("ready")
    for line in sys.stdin:
        command, seconds = line.split()
        connections.close_all()
        say(json.dumps(COMMANDS[command](float(seconds))))
        connections.close_all()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def setup(seconds: float) -> int:
    from teams import paging
    from teams.models import Brand, Membership, Role, User
    from teams.paging import policies

    with at(seconds):
        brand = Brand.objects.create(slug="killed", name="Killed")
        people = [User.objects.create_user(f"k{n}@x.example", name=f"K{n}") for n in range(3)]
        for user in people:
            Membership.objects.create(user=user, brand=brand, role=Role.MANAGER)
        step = {"targets": [{"kind": "all"}], "critical": 5, "high": 5, "moderate": 5, "watch": 5}
        policies.save(
            brand, None, actor=people[0], name="x", repeats=9, keep_every=5, steps=[step] * 3
        )
        for number in range(PAGES):
            paging.start(
                brand, subject="", url="", severity="critical", key=f"k{number}", words="x"
            )
    return PAGES


def fork(seconds: float) -> int:
    child = os.fork()
    if child:
        return child
    from teams.paging import firing

    with at(seconds):
        firing.sweep()
    os._exit(0)


def answer(seconds: float) -> int:
    from teams import paging
    from teams.models import Page, PageState

    with at(seconds):
        going = list(Page.objects.filter(state=PageState.GOING).order_by("pk"))[::2]
        for page in going:
            paging.answer(page, page.calls.first().user)
    return len(going)


def check(seconds: float) -> dict[str, object]:
    """Steps and calls of every page, messages in the outbox, what the auditor says."""
    from outbox.models import OutboxMessage
    from teams.models import Notice, Page, PageCall
    from teams.paging import audit

    with at(seconds):
        found = [one.code for _page, differences in audit.since(None) for one in differences]
    return {
        "differences": found,
        "steps": [page.steps.filter(state="fired").count() for page in Page.objects.order_by("pk")],
        "planned": [
            page.steps.filter(state="planned").count() for page in Page.objects.order_by("pk")
        ],
        "calls": PageCall.objects.count(),
        "letters": OutboxMessage.objects.filter(topic="teams.paged").count(),
        "notices": Notice.objects.filter(topic="teams.paged").count(),
    }


def at(seconds: float):
    import time_machine

    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    return time_machine.travel(moment, tick=False)


COMMANDS = {"setup": setup, "fork": fork, "answer": answer, "check": check}

if __name__ == "__main__":
    main()
