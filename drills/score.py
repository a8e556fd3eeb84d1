"""The score sheet of a drill, computed from what was recorded until it ended (handbook B7).

Every line names its definition, its target and the reason of its grade. Where a moment or a row is
missing the line says "not enough data"; nothing is guessed. Once the drill has ended the sheet is
kept (`drills.frozen`), so that later rules do not rewrite it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from drills import score_rules
from drills.enums import Observed
from drills.score_rules import TIMES, Grade, Line, share
from incidents.models import Incident

if TYPE_CHECKING:
    from drills.models import Drill

__all__ = ["TIMES", "Grade", "Line", "observed", "sheet"]


def sheet(drill: Drill) -> list[Line]:
    """The whole sheet as it stands, in the order of the handbook."""
    case = score_rules.read(Incident.objects.filter(pk=drill.incident_id)).get()
    return [*score_rules.lines(case, drill.ended_at or now()), observed(drill)]


def observed(drill: Drill) -> Line:
    """What observers say, which they may complete after the end."""
    words = [run.observed for run in drill.runs.all() if run.observed]
    partly = words.count(Observed.PARTLY)
    met = words.count(Observed.MET)
    return share(
        "injects_met",
        _("Expected actions"),
        _("Injects met in full, of those an observer judged."),
        met,
        len(words),
        _("%(count)d partly met") % {"count": partly} if partly else "",
        reason=_("%(count)d not met in full.") % {"count": len(words) - met},
    )
