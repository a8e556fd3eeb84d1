"""What a situation report is drafted from, read since the last one.

Only open things are read: no note, nothing privileged, no line about who may see the case. Lines of
the log come from a list of verbs, so that a new verb stays out until somebody puts it in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Visibility
from desk.situation import wording
from incidents.enums import Answer, ClaimStatus, FactStatus, TaskStatus
from incidents.models import SituationReport, TimelineEntry
from incidents.selectors.log import texts_of
from incidents.services.situation import Drafted
from incidents.situation import clock
from incidents.verbs import Verb
from monitoring.selectors.situation import heard_of
from statements.enums import Audience, PromiseState
from statements.models import Promise, Statement

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Decision, Fact, Incident, Question, Task

#: Lines that a report tells; all others are the making of, and stay inside.
HAPPENED = frozenset({
    Verb.OPENED, Verb.SPIKE_SEEN, Verb.ACKNOWLEDGED, Verb.TYPE_CHOSEN, Verb.SEVERITY_SCORED,
    Verb.SEVERITY_RAISED, Verb.SEVERITY_LOWERED, Verb.LEAD_NAMED, Verb.VERIFICATION_STARTED,
    Verb.RESPONSE_STARTED, Verb.REVERIFICATION_STARTED, Verb.CONTAINED, Verb.RELAPSED,
    Verb.RESOLVED, Verb.REOPENED, Verb.CRISIS_DECLARED, Verb.BRIEF_SENT, Verb.CLOCK_BREACHED,
    Verb.MARKED_FALSE_ALARM,
})  # fmt: skip
#: Of a claim's way only that it turned out true.
TOLD = Q(verb__in=HAPPENED) | Q(
    verb=Verb.CLAIM_MOVED, data__claim_status=ClaimStatus.TURNED_TRUE.value
)
SETTLED = (FactStatus.CONFIRMED, FactStatus.REFUTED)
#: A report is read in two minutes.
MOST_LINES, MOST_ROWS, MOST_TASKS, MOST_QUESTIONS = 30, 12, 6, 6


@dataclass
class Gathered:
    """Everything that the report says, before it is put into words."""

    incident: Incident
    last: SituationReport | None
    until: datetime
    lines: list[TimelineEntry] = field(default_factory=list)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    next_at: datetime | None = None

    @property
    def since(self) -> datetime:
        return self.last.sent_at if self.last else self.incident.opened_at

    @property
    def before(self) -> dict[str, Any]:
        return self.last.figures if self.last else {}


def last_of(incident: Incident) -> SituationReport | None:
    """The report that was sent last."""
    return incident.situation_reports.filter(sent_at__isnull=False).order_by("-number").first()


def gather(incident: Incident) -> Gathered:
    """Read what happened since the last report, and what stands open now."""
    found = Gathered(incident, last_of(incident), now())
    found.lines = _lines(found)
    found.texts = texts_of(found.lines)
    found.facts = _facts(found)
    decided = incident.decisions.filter(at__gt=found.since).order_by("-at")
    found.decisions = list(reversed(decided[:MOST_ROWS]))
    found.statements = list(reversed(_said(found)[:MOST_ROWS]))
    found.promises = list(_promises(found)[:MOST_ROWS])
    tasks = incident.tasks.filter(status=TaskStatus.OPEN).select_related("owner")
    found.tasks = list(tasks.order_by("-critical", "due_at", "id")[:MOST_TASKS])
    found.questions = list(incident.questions.filter(answer=Answer.OPEN)[:MOST_QUESTIONS])
    found.figures = heard_of(incident)
    found.next_at = clock.next_due(incident, found.until)
    return found


def _lines(found: Gathered) -> list[TimelineEntry]:
    after = found.last.until_seq if found.last else 0
    open_data = ~Q(data__has_key="visibility") | ~Q(data__visibility=Visibility.PRIVILEGED)
    rows = TimelineEntry.objects.filter(open_data, TOLD, incident=found.incident, seq__gt=after)
    newest = rows.select_related("actor").order_by("-seq")[:MOST_LINES]
    return list(reversed(newest))


def _facts(found: Gathered) -> list[Fact]:
    """Facts that were settled since then, as they stand now; nothing privileged."""
    rows = found.incident.facts.exclude(visibility=Visibility.PRIVILEGED)
    settled = rows.filter(status__in=SETTLED, awaiting_second=False)
    newest = settled.filter(revisions__at__gt=found.since).distinct().order_by("-id")
    return list(reversed(newest[:MOST_ROWS]))


def _said(found: Gathered) -> Any:
    """What the public can read, or was told was wrong, since then."""
    rows = Statement.objects.said().filter(
        incident=found.incident, audience=Audience.PUBLIC, published_at__gt=found.since
    )
    return rows.prefetch_related("versions").order_by("-published_at")


def _promises(found: Gathered) -> Any:
    """Promises that are open, and those that were settled since then."""
    mine = Promise.objects.filter(incident=found.incident)
    wanted = Q(state=PromiseState.OPEN) | Q(settled_at__gt=found.since)
    return mine.filter(wanted).select_related("statement")


def drafted(incident: Incident) -> Drafted:
    """The draft in both languages."""
    found = gather(incident)
    texts = {}
    for code in ("vi", "en"):
        with translation.override(code):
            texts[code] = wording.report(found)
    return Drafted(
        text_vi=texts["vi"],
        text_en=texts["en"],
        since_seq=found.last.until_seq if found.last else 0,
        until_seq=incident.last_seq,
        since=found.since if found.last else None,
        until=found.until,
        figures=found.figures,
    )
