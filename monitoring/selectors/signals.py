"""What the triage queue, the home page and the war room show of signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse

from crisisdesk.kernel.vocabulary import Sentiment
from incidents import players
from monitoring import ports
from monitoring.enums import Platform, SignalLevel, SignalState
from monitoring.models import Mention, Signal, Tuning
from monitoring.selectors import clusters, spread, volume
from monitoring.selectors.cases import for_rows
from monitoring.selectors.tuning import Change, change
from monitoring.sentences import title

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Incident
    from teams.models import Brand, User


def queue(brand: Brand, state: str = "", viewer: User | None = None) -> QuerySet[Signal]:
    """Signals to decide on, alerts and newest first; or all of one state.

    With those of a drill only for a `viewer` who plays it.
    """
    rows = Signal.everything.shown_to(viewer) if viewer else Signal.objects.all()
    found = rows.filter(brand=brand).select_related(
        "watch", "brand", "raised_by", "triaged_by", "drill_case"
    )
    if state in SignalState.values:
        return found.filter(state=state).order_by("-at", "-id")
    urgency = Case(
        When(state=SignalState.WATCHED, then=Value(2)),
        When(level=SignalLevel.ALERT, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return found.waiting().order_by(urgency, "-at", "-id")


def next_waiting(brand: Brand, after: Signal) -> Signal | None:
    """What to decide next."""
    return queue(brand).filter(state=SignalState.NEW).exclude(pk=after.pk).first()


def examples(signal: Signal, viewer: User) -> list[Mention]:
    """The mentions that show it best, as they were chosen when it was raised."""
    ids = signal.evidence.get("examples", [])
    found = for_rows(Mention.objects.all(), viewer).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def struck(signal: Signal) -> list[dict[str, Any]]:
    """Platforms on which negatives were well beyond the usual, the hardest hit first."""
    rows = signal.evidence.get("struck") or {}
    words = dict(Platform.choices)
    found = [
        {"label": words.get(name, name), "count": count, "usual": usual}
        for name, (count, usual) in rows.items()
    ]
    return sorted(found, key=lambda row: -row["count"])


def lesson(signal: Signal) -> Change | None:
    """What its dismissal changed, while that holds."""
    taught = Tuning.objects.filter(signal=signal, undone_at=None).first()
    return Change(taught, change(taught), may_undo=False) if taught else None


def waiting(user: User, brand: Brand, limit: int = 5) -> dict[str, Any]:
    """For the home page: the newest that wait, and how many there are."""
    new = queue(brand, viewer=user).filter(state=SignalState.NEW)
    found = list(new.select_related(None).select_related("watch", "drill_case")[:limit])
    rows = [
        {"label": title(signal), "url": signal.get_absolute_url(), "at": signal.at,
         "level": signal.level, "drill": signal.drill_case is not None}
        for signal in found
    ]  # fmt: skip
    return {"signals": rows, "signal_count": len(found) if len(found) < limit else new.count()}


def of_incident(incident: Incident, viewer: User | None = None) -> dict[str, Any]:
    """For the war room: the volume of a case's mentions, and the moments of its signals.

    What an invented public says is shown to those who play the drill.
    """
    rehearsed = ports.in_drill(incident)
    if rehearsed and not (viewer and players.plays(viewer, incident)):
        return {}
    columns = volume.of_incident(incident)
    if not columns:
        return {}
    sums = ports.heard(incident).aggregate(
        total=Count("id"), negative=Count("id", filter=Q(label=Sentiment.NEGATIVE))
    )
    marks = [
        {"at": signal.at, "label": signal.get_level_display()}
        for signal in _of_case(incident).order_by("at")
    ]
    url = f"{reverse('monitoring:mentions')}?incident={incident.reference}&period=all"
    return {
        "buckets": columns, "marks": marks, "baseline": None, **sums,
        "url": rehearsed.url if rehearsed else url,
        "clusters": [] if rehearsed else clusters.of_incident(incident),
        "spread": spread.of_incident(incident, viewer),
    }  # fmt: skip


def _of_case(incident: Incident) -> QuerySet[Signal]:
    if incident.is_drill:
        return Signal.everything.filter(drill_case=incident)
    return Signal.objects.filter(incident=incident)
