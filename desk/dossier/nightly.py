"""Reading the evidence again every night, so that what was changed is found before it is needed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from desk.dossier import jobs
from incidents.enums import JobState, Status
from incidents.models import Evidence, EvidenceCheck, Incident
from teams.automation import automation

#: When offices are asleep; whoever was off then catches up afterwards.
AT = time(2, 0)
#: Cases that are over are read again once a week.
OVER = (Status.CLOSED, Status.FALSE_ALARM, Status.MERGED)
WEEK = timedelta(days=6)
#: So many begin in one round of the sweep.
MOST = 3


def last_night() -> datetime:
    """The latest such moment in the house's zone."""
    local = timezone.localtime(now())
    tonight = local.replace(hour=AT.hour, minute=AT.minute, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - timedelta(days=1)


def begin() -> int:
    """Ask for the checks that are due: evidence that was there at night and was not read since."""
    night = last_night()
    kept = Evidence.objects.filter(incident=OuterRef("pk"), at__lt=night)
    cases = Incident.objects.filter(Exists(kept), is_drill=False)
    read = cases.annotate(last=Max("evidence_checks__at"))
    live = ~Q(status__in=OVER) & Q(last__lt=night)
    over = Q(status__in=OVER, last__lt=night - WEEK)
    due = read.filter(live | over | Q(last=None)).order_by("last", "pk")
    return each(list(due.values_list("pk", flat=True)[:MOST]), lambda pk: _ask(pk, night))


@transaction.atomic
def _ask(pk: int, night: datetime) -> int:
    incident = lock(Incident(pk=pk))
    since = night - WEEK if incident.status in OVER else night
    fresh = Q(at__gte=since) | Q(state=JobState.MAKING)
    if incident.evidence_checks.filter(fresh).exists():
        return 0
    jobs.hint(EvidenceCheck.objects.create(incident=incident, by=automation()))
    return 1
