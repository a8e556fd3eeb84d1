"""What observers write down about one inject."""

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

if TYPE_CHECKING:
    from drills.models import InjectRun
    from teams.models import User


@transaction.atomic
def observe(run: InjectRun, *, actor: User, observed: str, comment: str = "") -> InjectRun:
    """Say whether the team did what was expected; a later word replaces an earlier one."""
    require(actor, "drills.observe", run.drill.scenario)
    if observed not in Observed.values:
        raise ValidationError({"observed": _("Choose met, partly met or missed.")})
    run = lock(run)
    if run.delivered_at is None:
        raise Blocked([Refusal("not_delivered", _("The players have not seen this yet."))])
    run.observed, run.comment = observed, nfc(comment).strip()
    run.by, run.observed_at = actor, now()
    run.save(update_fields=["observed", "comment", "by", "observed_at"])
    return run
