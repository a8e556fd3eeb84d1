"""Keeping the sheet of a drill as it stood at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from drills import frozen
from drills.models import Drill, ScoreSheet

if TYPE_CHECKING:
    from drills.models import InjectRun


@transaction.atomic
def keep(drill: Drill) -> ScoreSheet:
    """Write the sheet down once; the caller has ended the drill and holds its case."""
    drill = _whole(drill.pk)
    row, _made = ScoreSheet.objects.get_or_create(drill=drill, defaults=frozen.packed(drill))
    return row


def take_in(run: InjectRun) -> None:
    """An observer spoke after the end: that line alone is counted anew."""
    kept = ScoreSheet.objects.select_for_update().filter(drill=run.drill_id).first()
    if kept is None:
        return
    frozen.judged(kept, _whole(run.drill_id))
    kept.save(update_fields=["lines", "turns"])


def sweep() -> int:
    """Keep the sheets of drills that ended before sheets were kept."""
    rows = Drill.objects.filter(ended_at__isnull=False, kept_sheet=None)
    return each(list(rows), _keep_late)


@transaction.atomic
def _keep_late(drill: Drill) -> int:
    lock(drill)
    keep(drill)
    return 1


def _whole(pk: int) -> Drill:
    """With every inject, in the order in which they come."""
    from drills.selectors import with_runs  # noqa: PLC0415 -- selectors read what services write

    return with_runs(Drill.objects.select_related("scenario", "incident")).get(pk=pk)
