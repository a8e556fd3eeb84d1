"""What the page about a watch's sensitivity shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.rights import may
from monitoring import sentences
from monitoring.enums import Sensitivity, SignalLevel
from monitoring.models import Tuning
from monitoring.selectors import trial, volume
from monitoring.services.tuning import factor_of, rules_of

if TYPE_CHECKING:
    from monitoring.forms_watches import TrialForm
    from monitoring.models import Watch
    from teams.models import User

MOST = 20
#: More marks than this hide the chart; then only alerts are marked.
MOST_MARKS = 8


@dataclass(frozen=True)
class Change:
    """A change in words, and whether the reader may take it back."""

    tuning: Tuning
    sentence: str
    may_undo: bool


def tunings(watch: Watch, viewer: User) -> list[Change]:
    """The latest changes of a watch, newest first."""
    rows = Tuning.objects.filter(watch=watch).select_related("by", "undone_by", "signal")
    found = []
    for tuning in rows[:MOST]:
        tuning.watch = watch
        mine = tuning.undone_at is None and may(viewer, "monitoring.undo_tuning", tuning)
        found.append(Change(tuning, change(tuning), mine))
    return found


def change(tuning: Tuning) -> str:
    """From what to what."""
    before, after = tuning.before, tuning.after
    parts = []
    if before["sensitivity"] != after["sensitivity"]:
        names = [str(Sensitivity(row["sensitivity"]).label) for row in (before, after)]
        parts.append(
            _("sensitivity from “%(before)s” to “%(after)s”")
            % dict(zip(("before", "after"), names, strict=True))
        )
    if before["min_count"] != after["min_count"]:
        parts.append(
            _("fewest mentions from %(before)s to %(after)s")
            % {"before": before["min_count"], "after": after["min_count"]}
        )
    if before["eased"] != after["eased"]:
        shares = {
            name: percent(row["eased"]) for name, row in (("before", before), ("after", after))
        }
        parts.append(_("learned sensitivity from %(before)s%% to %(after)s%%") % shares)
    return "; ".join(parts)


def percent(eased: int) -> int:
    """What is left of the sensitivity that was set."""
    return round(100 * factor_of(Sensitivity.NORMAL, eased))


def learned(watch: Watch) -> str:
    """What "not a crisis" has done so far, in words; empty where nothing."""
    if not watch.eased:
        return ""
    return ngettext(
        "Less sensitive (%(percent)s%%) after you said %(count)s time that it was no crisis.",
        "Less sensitive (%(percent)s%%) after you said %(count)s times that it was no crisis.",
        watch.eased,
    ) % {"count": watch.eased, "percent": percent(watch.eased)}


def tried(watch: Watch, form: TrialForm) -> dict[str, Any]:
    """The trial that a valid form asks for."""
    asked, days = form.chosen(), form.cleaned_data["days"]
    same = all(getattr(watch, name) == value for name, value in asked.items())
    rules = rules_of(watch, **asked, eased=watch.eased if same else 0)
    found = trial.run(watch, rules, days)
    return {
        "trial": found,
        "days": days,
        "same": same,
        "learned": learned(watch),
        "columns": _columns(watch, found) if found.known else [],
        "marks": _marks(found),
        "added": [(one, sentences.of_hit(one.hit)) for one in found.added],
        "missed": [(one, sentences.why(one)) for one in found.missed],
    }


def _columns(watch: Watch, found: trial.Trial) -> list[volume.Column]:
    """The chart; what lies before the first mention is unknown, not calm."""
    columns = volume.of_watch(watch, found.begin, found.end)
    if found.since:
        width = volume.width_of(found.end - found.begin)
        for column in columns:
            column.missing |= column.at + width <= found.since
    return columns


def _marks(found: trial.Trial) -> list[dict[str, Any]]:
    shown = found.episodes
    if len(shown) > MOST_MARKS:
        shown = [one for one in shown if one.level == SignalLevel.ALERT]
    return [{"at": one.at, "label": one.label} for one in shown]
