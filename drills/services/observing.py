"""Who observes a drill, and what they write down about one inject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from drills.enums import Observed
from drills.services import running, scoring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drills.models import Drill, InjectRun
    from teams.models import User


@transaction.atomic
def observe(run: InjectRun, *, actor: User, observed: str, comment: str = "") -> InjectRun:
    """Say whether the team did what was expected; a later word replaces an earlier one."""
    require(actor, "drills.judge", run.drill)
    if observed not in Observed.values:
        raise ValidationError({"observed": _("Choose met, partly met or missed.")})
    # Behind the case's lock: a word at the second of the end is on the sheet that is kept.
    running.hold(run.drill_id)
    run = lock(run)
    if run.delivered_at is None:
        raise Blocked([Refusal("not_delivered", _("The players have not seen this yet."))])
    run.observed, run.comment = observed, nfc(comment).strip()
    run.by, run.observed_at = actor, now()
    run.save(update_fields=["observed", "comment", "by", "observed_at"])
    scoring.take_in(run)
    return run


@transaction.atomic
def name_observers(drill: Drill, *, actor: User, observers: Iterable[User]) -> Drill:
    """Say who observes a drill; whoever plays in it cannot."""
    require(actor, "drills.name_observers", drill)
    drill = running.hold(drill.pk)
    if not drill.is_running:
        raise Blocked([Refusal("ended", _("This drill has ended already."))])
    return named(drill, observers)


def named(drill: Drill, observers: Iterable[User]) -> Drill:
    """Write the observers down; the caller holds the case."""
    chosen = list(observers)
    both = [person.name for person in chosen if person.pk in drill.player_ids]
    if both:
        sentence = _("Nobody plays and observes: %(names)s.") % {"names": ", ".join(both)}
        raise ValidationError({"observers": sentence})
    drill.observers.set(chosen)
    vars(drill).pop("observer_ids", None)
    return drill
