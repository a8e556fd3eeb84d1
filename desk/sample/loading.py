"""The sample brand, made without people and without a single message."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import StatementKind, Visibility
from desk.sample import words
from drills import services as drills
from incidents.models import Claim, Fact, Incident, Question, Task
from incidents.timeline import record
from incidents.verbs import Verb
from monitoring.enums import SignalKind, SignalLevel, SourceKind
from monitoring.models import Mention, Signal, Watch
from monitoring.services.ingest import take_in
from playbooks.services.seed import seed
from statements.models import Statement, StatementVersion
from statements.services.common import line
from teams import sample
from teams.automation import automation
from teams.models import Brand

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


def load(brand: Brand, *, actor: User) -> Brand:
    """The sample brand; where it is there already, it is left as it is.

    `brand` is the real one whose admin asks for it.
    """
    require(actor, "teams.manage_brand", brand)
    if (there := sample.brand()) is not None:
        return there
    try:
        with transaction.atomic():
            return _make()
    except IntegrityError:
        # Another admin was faster: there is only one.
        if (there := sample.brand()) is None:
            raise
        return there


def _make() -> Brand:
    hand, moment = automation(), now()
    brand = Brand.objects.create(**words.BRAND, is_sample=True)
    seed(brand)
    drills.seed(brand)
    old = [_case(brand, hand, row, moment) for row in words.OLD_CASES]
    case = _case(brand, hand, words.OPEN_CASE, moment, number=len(old))
    _work(case, hand, moment)
    _draft(case, hand)
    _heard(brand, case, hand, moment)
    return brand


def _case(
    brand: Brand, hand: User, row: dict[str, Any], moment: datetime, number: int | None = None
) -> Incident:
    """One case as it stands; its log says how it began."""
    began = moment - timedelta(hours=row["hours"])
    taken = Incident.objects.filter(brand=brand).count() if number is None else number
    ended = row["status"] in ("closed", "false_alarm")
    case = Incident(
        brand=brand,
        number=sample.NUMBERS_FROM + taken + 1,
        status=row["status"],
        severity=row["severity"],
        peak_severity=row["severity"],
        kind=row["kind"],
        title=row["title"],
        summary=row["summary"],
        created_by=hand,
        detected_at=began,
        opened_at=began,
        acknowledged_at=began + timedelta(minutes=4),
        triaged_at=began + timedelta(minutes=12),
        closed_at=began + timedelta(hours=30) if ended else None,
        **{
            f"score_{axis}": 1 for axis in ("people", "spread", "truth", "stakeholders", "business")
        },
    )
    case.save(force_insert=True)
    record(case, Verb.OPENED, hand, title=case.title, evidence={})
    record(case, Verb.ACKNOWLEDGED, hand)
    return case


def _work(case: Incident, hand: User, moment: datetime) -> None:
    """What its people would have written down."""
    for text in words.NOTES:
        record(case, Verb.NOTED, hand, words=text)
    fact = Fact.objects.create(
        incident=case, text_vi=words.FACT[0], text_en=words.FACT[1], status="confirmed",
        visibility=Visibility.INTERNAL, created_by=hand,
    )  # fmt: skip
    Claim.objects.create(incident=case, text=words.CLAIM, fact=None, created_by=hand)
    Question.objects.bulk_create(
        Question(
            incident=case, text_vi=vi, text_en=en, critical=True, answer=answer,
            fact=fact if answer == "confirmed" else None,
            answered_by=hand if answer == "confirmed" else None,
            answered_at=moment if answer == "confirmed" else None,
        )
        for vi, en, answer in words.QUESTIONS
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            incident=case, title_vi=vi, title_en=en, status=status,
            finished_by=hand if status == "done" else None,
            finished_at=moment if status == "done" else None,
        )
        for vi, en, status in words.TASKS
    )  # fmt: skip


def _draft(case: Incident, hand: User) -> None:
    """A holding text that nobody has approved, so that the public never sees it."""
    text = Statement(
        incident=case,
        brand=case.brand,
        number=sample.NUMBERS_FROM + 1,
        kind=StatementKind.HOLDING,
        author=hand,
        last_editor=hand,
        current_version=1,
    )
    text.save(force_insert=True)
    version = StatementVersion(statement=text, number=1, author=hand, **words.HOLDING)
    version.digest = version.seal()
    version.save(force_insert=True)
    line(text, Verb.STATEMENT_DRAFTED, hand)


def _heard(brand: Brand, case: Incident, hand: User, moment: datetime) -> None:
    """Two days of talk, and a signal that waits."""
    watch = Watch.objects.create(brand=brand, name=brand.name, words=words.WATCH_WORDS)
    posts = [
        {
            "external_id": f"mau-{number}",
            "source": platform,
            "author": author,
            "reach": reach,
            "text": text,
            "posted_at": iso(moment - timedelta(hours=hours)),
        }
        for number, (hours, platform, author, reach, text) in enumerate(words.POSTS, 1)
    ]
    take_in(posts, brand=brand, actor=hand, kind=SourceKind.HAND, judge=False)
    began = moment - timedelta(hours=20)
    signal = Signal.objects.create(
        brand=brand, watch=watch, kind=SignalKind.MANUAL, level=SignalLevel.WARNING,
        title=words.SIGNAL, started_at=began, at=began, last_at=moment - timedelta(hours=14),
        raised_by=hand,
    )  # fmt: skip
    about = Mention.objects.filter(brand=brand, text__contains="mùi lạ", posted_at__gte=began)
    about.update(signal=signal, incident=case)
