"""What a dossier rests on, read once for its person, its reader and its language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format

from crisisdesk.kernel.vocabulary import Visibility
from desk.dossier.choice import Choice, is_outside
from desk.dossier.masking import Mask
from incidents.enums import DossierPurpose as P
from incidents.enums import FactStatus
from incidents.selectors.evidence import added_by, privileged, remarks, withdrawn
from statements.enums import Audience

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.custody import Fault, Report
    from incidents.models import Dossier, Evidence, Fact, Incident, TimelineEntry
    from monitoring.models import Mention
    from statements.models import Statement

#: Posts that a dossier lists; the widest first, the rest is counted.
MOST_POSTS = 300
SETTLED = (FactStatus.CONFIRMED, FactStatus.REFUTED)


@dataclass
class Gathered:
    """One dossier's matter. Each list is read once, when it is first asked for."""

    dossier: Dossier
    report: Report
    zone: Any = field(default_factory=timezone.get_default_timezone)

    @cached_property
    def choice(self) -> Choice:
        return Choice.of(self.dossier.choice)

    @property
    def incident(self) -> Incident:
        return self.dossier.incident

    @cached_property
    def mask(self) -> Mask:
        """Knows every author of the case's posts, listed or not."""
        authors = self.incident.mentions.exclude(author="").order_by()
        return Mask(authors.values_list("author", flat=True).distinct(), shown=self.choice.authors)

    def stamp(self, at: datetime | None) -> str:
        """A moment in the house's zone, to the second."""
        return date_format(timezone.localtime(at, self.zone), "H:i:s d/m/Y") if at else "–"

    # Facts

    @cached_property
    def facts(self) -> list[Fact]:
        """Those the reader may have: only settled public ones leave for others than an authority."""
        rows = self.incident.facts.select_related("owner")
        rows = rows.prefetch_related("revisions__by", "revisions__second")
        if not self.dossier.privileged:
            rows = rows.exclude(visibility=Visibility.PRIVILEGED)
        if self.dossier.purpose not in (P.OWN, P.AUTHORITY):
            rows = rows.filter(visibility=Visibility.PUBLIC, status__in=SETTLED)
        return list(rows)

    @cached_property
    def fact_ids(self) -> set[int]:
        return {fact.pk for fact in self.facts}

    # Evidence

    @cached_property
    def withdrawn(self) -> set[int]:
        return withdrawn(self.incident)

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The chosen items in the order of their numbers, as far as the reader may have them."""
        if not self.choice.has("evidence"):
            return []
        rows = self.incident.evidence.filter(pk__in=self.choice.evidence).select_related("by")
        if not self.dossier.privileged:
            rows = rows.exclude(pk__in=privileged(self.incident))
        if is_outside(self.dossier.purpose):
            rows = rows.exclude(pk__in=self.withdrawn)
        return list(rows.order_by("pk"))

    @cached_property
    def evidence_ids(self) -> set[int]:
        """Items that a line may tell of: the chosen ones; in our own file all that may be read."""
        if is_outside(self.dossier.purpose):
            return {row.pk for row in self.evidence}
        rows = self.incident.evidence.all()
        if not self.dossier.privileged:
            rows = rows.exclude(pk__in=privileged(self.incident))
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def annexes(self) -> dict[int, int]:
        """The number of each item in this dossier."""
        return {row.pk: number for number, row in enumerate(self.evidence, 1)}

    def about(self, fault: Fault) -> dict[str, Any]:
        """A fault with the item's number in this dossier; other items are not spoken of."""
        said = {**fault.as_dict(), "number": self.annexes.get(fault.pk, 0)}
        row = next((one for one in self.evidence if one.pk == fault.pk), None)
        if fault.code == "file_swapped" and row is not None:
            seen = self.report.seen.get(row.file.name, "")
            said |= {"code": "file_changed", "found": seen}
        return {**said, "name": self.mask.words(fault.name)}

    @cached_property
    def lines(self) -> dict[int, TimelineEntry]:
        """The line that added each item."""
        return added_by(self.incident)

    @cached_property
    def remarks(self) -> dict[int, list[TimelineEntry]]:
        """Later words; they stay in the house."""
        return {} if is_outside(self.dossier.purpose) else remarks(self.incident)

    # Posts

    @cached_property
    def _all_posts(self) -> QuerySet[Mention]:
        rows = self.incident.mentions.all()
        if self.choice.since:
            rows = rows.filter(posted_at__gte=self.choice.since)
        if self.choice.until:
            rows = rows.filter(posted_at__lte=self.choice.until)
        if self.choice.platform:
            rows = rows.filter(platform=self.choice.platform)
        return rows

    @cached_property
    def posts(self) -> list[Mention]:
        """The widest posts of the period, then by time."""
        if not self.choice.has("posts"):
            return []
        rows = self._all_posts.order_by("-reach", "posted_at", "pk")
        # A picture shows who posted: it leaves the house only together with the names.
        if self.choice.authors:
            rows = rows.prefetch_related("screenshots__by")
        return sorted(rows[:MOST_POSTS], key=lambda row: (row.posted_at, row.pk))

    @cached_property
    def posts_left_out(self) -> int:
        if len(self.posts) < MOST_POSTS:
            return 0
        return self._all_posts.count() - len(self.posts)

    # Words

    @cached_property
    def statements(self) -> list[Statement]:
        """What was said; to an outside reader only what was said in public."""
        if not self.choice.has("statements"):
            return []
        return [row for row in self._said if self.choice.covers(row.published_at)]

    @cached_property
    def _said(self) -> list[Statement]:
        rows = self.incident.statements.said().select_related(
            "published_by", "superseded_by", "corrects", "retracts", "ratified_by"
        )
        rows = rows.prefetch_related(
            "versions",
            "publications",
            "files",
            "steps__approvals__by",
            "corrections",
            "retractions",
        )
        if is_outside(self.dossier.purpose):
            rows = rows.filter(audience=Audience.PUBLIC)
        return list(rows.order_by("published_at", "pk"))

    @cached_property
    def beside(self) -> dict[str, set[int]]:
        """What goes in beside the evidence, by the kind that a fault names it with."""
        shown = self.posts if self.choice.authors else []
        shots = [shot.pk for row in shown for shot in row.screenshots.all()]
        files = [
            file.pk
            for row in self.statements
            for file in row.files.all()
            if file.digest in row.version_said.attachments
        ]
        said = {row.pk for row in self.statements}
        return {"statement": said, "screenshot": set(shots), "attachment": set(files)}

    @cached_property
    def statement_ids(self) -> set[str]:
        """References that lines may name."""
        return {row.reference for row in self._said}
