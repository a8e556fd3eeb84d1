"""A guarded transition with its line, outbox rows and commit, beside one indexed UPDATE + COMMIT."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from desk.bench import people
from desk.bench.timing import figures, spread
from incidents.models import Incident
from incidents.services import lifecycle

ROUNDS = 200
#: Nobody listens here: the broker is down.
DEAD = "amqp://127.0.0.1:9/"


def run() -> dict[str, Any]:
    """`relapse` and `contain` by turns, broker up and down; the limit is a bare UPDATE."""
    brand, person = people.brand_with_manager()
    case = _case(brand, person)
    up = _walk(case, person)
    with _dead_broker():
        down = _walk(case, person)
    return {
        "figure": {"broker_up": up, "broker_down": down},
        "limit": {"one indexed UPDATE + COMMIT": spread(lambda: _update(case), ROUNDS)},
    }


def _case(brand: Any, person: Any) -> Incident:
    begun = now()
    case = Incident(
        brand=brand,
        round_started_at=begun,
        number=1,
        title="bench",
        status="contained",
        severity="moderate",
        detected_at=begun,
        last_public_at=begun,
        lead=person,
        created_by=person,
    )
    case.save(force_insert=True)
    return case


def _walk(case: Incident, person: Any) -> dict[str, float]:
    import time  # noqa: PLC0415 -- kept beside the clock it reads

    taken = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        if number % 2 == 0:
            lifecycle.relapse(case, actor=person, reason="bench")
        else:
            lifecycle.contain(case, actor=person, reason="bench")
        taken.append((time.perf_counter() - begun) * 1000)
    return figures(taken)


def _update(case: Incident) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incidents_incident SET relapses = relapses + 1 WHERE id = %s", [case.pk]
        )


class _dead_broker:  # noqa: N801 -- reads as a block
    """Inside, the broker's address leads nowhere."""

    def __enter__(self) -> None:
        self.kept = current_app.conf.broker_url, current_app.conf.broker_transport_options
        current_app.conf.update(broker_url=DEAD, broker_transport_options={})

    def __exit__(self, *_error: object) -> None:
        current_app.conf.update(broker_url=self.kept[0], broker_transport_options=self.kept[1])
