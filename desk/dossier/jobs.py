"""Work of the background on rows: claimed by one worker, taken up again when it stands still."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from desk.dossier import telling
from incidents.enums import JobState
from incidents.models import Dossier, EvidenceCheck
from incidents.models.dossiers import Job

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row", bound=Job)
log = logging.getLogger(__name__)

#: A worker says so often that it lives; whoever was silent for longer has gone.
BEAT = timedelta(seconds=20)
SILENT = timedelta(minutes=5)
MOST_ATTEMPTS = 3


def hint(row: Job) -> None:
    """Tell the workers once the row is there; the sweep finds it too."""
    name, pk = type(row).__name__, row.pk
    transaction.on_commit(lambda: _hint(name, pk), robust=True)


def _hint(name: str, pk: int) -> None:
    """Without waiting for a broker that may be down."""
    threading.Thread(target=_publish, args=(name, pk), daemon=True).start()


def _publish(name: str, pk: int) -> None:
    from desk.tasks import work_on_job  # noqa: PLC0415 -- tasks import services

    try:
        work_on_job.apply_async((name, pk), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- every transport fails in its own way
        log.warning("The broker does not take messages: %s", error)


@transaction.atomic
def claim(model: type[Row], pk: int) -> Row | None:
    """The job, its attempt counted, unless somebody is at it or it is finished."""
    silent = Q(moved_at=None) | Q(moved_at__lt=now() - SILENT)
    waiting = model.objects.select_for_update(skip_locked=True, of=("self",))
    row = waiting.filter(silent, pk=pk, state=JobState.MAKING).first()
    if row is not None:
        row.attempts += 1
        row.moved_at = now()
        row.save(update_fields=["attempts", "moved_at"])
    return row


def beat(row: Job) -> Callable[[], None]:
    """Says now and then that the worker lives."""

    def say() -> None:
        if now() - row.moved_at >= BEAT:
            row.moved_at = now()
            type(row).objects.filter(pk=row.pk, attempts=row.attempts).update(moved_at=row.moved_at)

    return say


def still_ours(row: Row) -> Row | None:
    """The row, locked, if nobody else has taken it over meanwhile."""
    held = type(row).objects.select_for_update(of=("self",))
    return held.filter(pk=row.pk, state=JobState.MAKING, attempts=row.attempts).first()


@transaction.atomic
def fail(row: Job, problem: str) -> None:
    """Give up, and say why."""
    if held := still_ours(row):
        held.state, held.problem, held.finished_at = JobState.FAILED, problem, now()
        held.save(update_fields=["state", "problem", "finished_at"])
        telling.failed(held)


@transaction.atomic
def again(row: Job) -> None:
    """Let another attempt begin at once."""
    if held := still_ours(row):
        held.moved_at = None
        held.save(update_fields=["moved_at"])
        hint(held)


def standing_still() -> list[Job]:
    """Jobs that nobody works on, oldest first."""
    silent = Q(moved_at=None) | Q(moved_at__lt=now() - SILENT)
    return [
        row
        for model in (Dossier, EvidenceCheck)
        for row in model.objects.filter(silent, state=JobState.MAKING).order_by("pk")
    ]
