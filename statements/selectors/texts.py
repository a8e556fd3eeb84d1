"""The library of prepared words: what stands ready for which moment, approved for how long."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.text import fold
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.models import Incident
from playbooks import hands, texts
from playbooks.enums import Phase, Readership, TextState
from playbooks.models import Playbook, PlaybookVersion, TextApproval
from statements.models import Statement
from teams.roles import memberships

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from playbooks.content import Template
    from playbooks.texts import Standing
    from teams.models import Brand, User

#: What a text is for where its plan does not say (handbook B5).
_PHASES: dict[str, str] = {
    StatementKind.HOLDING: Phase.FIRST_WORD,
    StatementKind.INTERNAL_BRIEF: Phase.FIRST_WORD,
    StatementKind.COMMENT_REPLY: Phase.UPDATE,
    StatementKind.UPDATE: Phase.UPDATE,
    StatementKind.FULL: Phase.FULL_ACCOUNT,
    StatementKind.CORRECTION: Phase.CORRECTION,
    StatementKind.CORRECTION_OWN: Phase.CORRECTION,
    StatementKind.RETRACTION: Phase.CORRECTION,
    StatementKind.APOLOGY: Phase.APOLOGY,
    StatementKind.CLOSING: Phase.RESOLUTION,
}
_READERS: dict[str, str] = {
    StatementKind.INTERNAL_BRIEF: Readership.EMPLOYEES,
    StatementKind.COMMENT_REPLY: Readership.CUSTOMERS,
}
MOST_MADE, MOST_CASES = 10, 8
#: What a person should look at before it fails: approved once, and not for long any more.
RENEW = "renew"
TO_RENEW = (TextState.SOON, TextState.EXPIRED, TextState.REWORDED)
FILTERS = ("q", "type", "kind", "audience", "phase", "channel", "language", "state")


@dataclass(frozen=True)
class Use:
    """How often statements of real cases began with a text, and when last."""

    count: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One text in force."""

    version: PlaybookVersion
    template: Template
    standings: tuple[Standing, ...]
    used: Use

    @property
    def playbook(self) -> Playbook:
        return self.version.playbook

    @property
    def value(self) -> str:
        """By what the page of a new statement knows it."""
        return f"{self.version.pk}:{self.template.key}"

    @property
    def kind(self) -> StatementKind:
        return StatementKind(self.template.kind)

    @property
    def audience(self) -> Readership:
        usual = _READERS.get(self.template.kind, Readership.PUBLIC)
        return Readership(self.template.audience or usual)

    @property
    def phase(self) -> Phase:
        return Phase(self.template.phase or _PHASES[self.template.kind])

    @property
    def place(self) -> tuple[int, str]:
        return self.version.playbook_id, self.template.key

    @property
    def in_fast_lane(self) -> bool:
        return all(one.holds for one in self.standings)

    @property
    def to_renew(self) -> list[Standing]:
        return [one for one in self.standings if one.state in TO_RENEW]

    @property
    def ends_at(self) -> datetime | None:
        """When the first of its approvals ends."""
        rows = [one.approval.expires_at for one in self.standings if one.holds and one.approval]
        return min(rows, default=None)

    @cached_property
    def searched(self) -> str:
        """Folded words by which a person may look for it."""
        book, text = self.playbook, self.template
        told = (text.name.vi, text.name.en, text.text.vi, text.text.en, str(self.kind.label))
        return fold(" ".join((book.name_vi, book.name_en, book.code, *told)))

    def standing(self, language: str) -> Standing:
        return next(one for one in self.standings if one.language == language)


def library(brand: Brand, viewer: User) -> list[Entry]:
    """Every text in force of a brand, by type in the order of the handbook, the common last."""
    versions = list(
        PlaybookVersion.objects.in_force()
        .filter(playbook__brand=brand)
        .select_related("playbook")
        .order_by("playbook_id")
    )
    versions.sort(key=lambda version: version.playbook.is_common)
    rows = texts.newest([version.playbook_id for version in versions])
    used, moment = uses(brand, viewer), now()
    return [
        Entry(
            version,
            template,
            tuple(
                texts.standing(version, template, code, rows, moment) for code in texts.LANGUAGES
            ),
            used.get((version.playbook_id, template.key), Use()),
        )
        for version in versions
        for template in version.plan.templates
    ]


def uses(brand: Brand, viewer: User) -> dict[tuple[int, str], Use]:
    """Statements of real cases that the person may see, by the text they began with."""
    made = Statement.objects.visible_to(viewer).filter(
        brand=brand, incident__is_drill=False, playbook_version__isnull=False
    )
    rows = made.exclude(template_key="").values_list("playbook_version__playbook", "template_key")
    counted = rows.annotate(count=Count("pk", distinct=True), last=Max("created_at")).order_by()
    return {(book, key): Use(count, last) for book, key, count, last in counted}


def chosen(entries: Iterable[Entry], wanted: Mapping[str, str]) -> list[Entry]:
    """Those that fit every filter of the address."""
    words = fold(wanted.get("q", "")).split()
    return [entry for entry in entries if _fits(entry, wanted, words)]


def _fits(entry: Entry, wanted: Mapping[str, str], words: list[str]) -> bool:
    facts = {
        "type": entry.playbook.slug,
        "kind": entry.template.kind,
        "audience": entry.audience.value,
        "phase": entry.phase.value,
        "channel": entry.template.channel,
    }
    if any(wanted.get(name) and wanted[name] != value for name, value in facts.items()):
        return False
    return all(word in entry.searched for word in words) and _stands(
        entry, wanted.get("language", ""), wanted.get("state", "")
    )


def _stands(entry: Entry, language: str, state: str) -> bool:
    """Whether one language, or that one, is written, and stands as it is asked."""
    asked = [one for one in entry.standings if language in ("", one.language)]
    if language and not state:
        return any(one.state != TextState.MISSING for one in asked)
    if state == RENEW:
        return any(one.state in TO_RENEW for one in asked)
    return not state or any(one.state == state for one in asked)


@dataclass(frozen=True)
class Cell:
    """What stands ready for one type at one moment of a case."""

    phase: Phase
    entries: tuple[Entry, ...]
    #: General texts that serve where the type has none of its own.
    general: tuple[Entry, ...] = ()

    @property
    def is_missing(self) -> bool:
        return not self.entries and not self.general


@dataclass(frozen=True)
class TypeLine:
    playbook: Playbook
    cells: list[Cell]


def coverage(entries: Iterable[Entry]) -> list[TypeLine]:
    """Types by moments: which words stand ready, and where none do."""
    books: dict[int, Playbook] = {}
    spots: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        books[entry.playbook.pk] = entry.playbook
        spots[entry.playbook.pk, entry.phase].append(entry)
    common = next((pk for pk, book in books.items() if book.is_common), 0)

    def cell(book: Playbook, phase: Phase) -> Cell:
        own = tuple(spots.get((book.pk, phase), ()))
        general = () if own or book.is_common else tuple(spots.get((common, phase), ()))
        return Cell(phase, own, general)

    return [TypeLine(book, [cell(book, phase) for phase in Phase]) for book in books.values()]


def renewable(entries: Iterable[Entry], viewer: User) -> dict[tuple[int, str], dict[str, str]]:
    """What this person may approve: by text, the digest of each language whose words are not theirs."""
    entries = list(entries)
    versions = {entry.version.pk: entry.version for entry in entries}.values()
    by_place = hands.by_place(versions) if versions else {}
    return {
        entry.place: {
            one.language: texts.digest(entry.template, one.language)
            for one in entry.standings
            if one.state != TextState.MISSING
            and viewer.pk not in by_place[(*entry.place, one.language)]
        }
        for entry in entries
    }


def history(entry: Entry) -> list[TextApproval]:
    """Every approval the text ever had, the newest first."""
    rows = TextApproval.objects.filter(playbook=entry.version.playbook_id, key=entry.template.key)
    return list(rows.select_related("given_by", "ended_by", "version").order_by("-id"))


def made(entry: Entry, viewer: User) -> list[Statement]:
    """The latest statements of real cases that began with the text."""
    rows = Statement.objects.visible_to(viewer).filter(
        playbook_version__playbook=entry.version.playbook_id,
        template_key=entry.template.key,
        incident__is_drill=False,
    )
    return list(rows.select_related("incident").order_by("-id")[:MOST_MADE])


def cases_for(entry: Entry, viewer: User) -> list[Incident]:
    """Open cases of the brand in which this person may begin a statement with the text."""
    open_cases = Incident.objects.visible_to(viewer).open().filter(brand=entry.playbook.brand_id)
    rows = open_cases.select_related("brand").order_by("-id")[:MOST_CASES]
    return [case for case in rows if may(viewer, "statements.write", case)]


def playbooks_of(viewer: User) -> QuerySet[Playbook]:
    return Playbook.objects.filter(brand__in=list(memberships(viewer)))
