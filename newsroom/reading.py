"""Published words as the public reads them, in one language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, TextChoices
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from incidents.enums import Status
from statements.enums import Audience, State
from statements.models import Attachment
from statements.selectors import for_newsroom
from statements.selectors.files import files_of
from statements.services.drafting import NEWSROOM
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from statements.models import Promise, Statement


class Stage(TextChoices):
    """How far a matter is, in words that promise nothing more."""

    INVESTIGATING = "investigating", pgettext_lazy("stage", "Being looked into")
    ACTING = "acting", pgettext_lazy("stage", "Being acted on")
    MONITORING = "monitoring", pgettext_lazy("stage", "Being watched")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")


STAGES = {
    Status.DETECTED: Stage.INVESTIGATING,
    Status.VERIFYING: Stage.INVESTIGATING,
    Status.RESPONDING: Stage.ACTING,
    Status.CONTAINED: Stage.MONITORING,
}


@dataclass(frozen=True)
class Entry:
    """One statement in one language."""

    statement: Statement
    language: str

    @property
    def title(self) -> str:
        return self.statement.in_language("title", self.language)

    @property
    def text(self) -> str:
        return self.statement.in_language("text", self.language)

    @property
    def text_language(self) -> str:
        """The language the text is really in: the other one where a translation is missing."""
        own = getattr(self.statement.version_said, f"text_{self.language}")
        return self.language if own else ("vi" if self.language == "en" else "en")

    @property
    def at(self) -> datetime | None:
        return self.statement.published_at

    @property
    def url(self) -> str:
        return with_language(self.path, self.language)

    @property
    def path(self) -> str:
        words = self.statement
        return reverse("newsroom:statement", args=[words.brand.slug, words.slug])

    @property
    def label(self) -> str:
        """What became of it, for a text that no longer stands as it was."""
        words = self.statement
        return "" if words.status == State.PUBLISHED else str(words.get_status_display())

    @property
    def stage(self) -> Stage:
        case = self.statement.incident
        return STAGES.get((case.merged_into or case).status, Stage.CLOSED)

    @cached_property
    def notices(self) -> list[Entry]:
        """Corrections and the retraction, the oldest first."""
        found = [*self.statement.corrections.all(), *self.statement.retractions.all()]
        return [self.beside(words) for words in found if _listed(words)]

    @property
    def promises(self) -> list[Promise]:
        """What became of the next word that this text promised; kept or not, it is said."""
        return self.statement.words_promised

    @property
    def about(self) -> Entry | None:
        """The earlier text that this one corrects or retracts."""
        target = self.statement.target
        return self.beside(target) if target and _listed(target) else None

    def file_path(self, digest: str) -> str:
        return reverse("newsroom:file", args=[self.statement.brand.slug, digest])

    def beside(self, words: Statement) -> Entry:
        """Another text in the same newsroom."""
        return replace(self, statement=words)

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """Pictures and documents, with what they show in this language."""
        return [
            {
                "file": row,
                "url": self.file_path(row.digest),
                "alt": row.in_language("alt", self.language),
            }
            for row in files_of(self.statement.version_said)
        ]

    @property
    def successor(self) -> Entry | None:
        words = self.statement.superseded_by
        return self.beside(words) if words and _listed(words) else None

    @property
    def updated(self) -> datetime | None:
        """The last moment at which the page said something new."""
        moments = [self.at, *(notice.at for notice in self.notices)]
        if self.successor:
            moments.append(self.successor.at)
        return max(moment for moment in moments if moment)


def _listed(words: Statement) -> bool:
    public = words.audience == Audience.PUBLIC
    return words.is_said and public and NEWSROOM in words.channels


def with_language(path: str, language: str) -> str:
    """Vietnamese, the text of record, has the bare address."""
    return f"{path}?lang={language}" if language != "vi" else path


def absolute(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path


def entries(brand: Brand | None, language: str, limit: int) -> list[Entry]:
    """The newest published words."""
    return [Entry(words, language) for words in for_newsroom(brand)[:limit]]


def entry(brand: Brand, slug: str, language: str) -> Entry:
    return Entry(get_object_or_404(for_newsroom(brand), slug=slug), language)


def file_of(brand: Brand, digest: str) -> Attachment:
    """A file that stands in the newsroom: of the very version that was said there."""
    return file_in(for_newsroom(brand), digest)


def file_in(texts: QuerySet[Statement], digest: str) -> Attachment:
    """A file of one of these texts, of the very version that was said."""
    said = texts.filter(
        versions__number=F("published_version"), versions__attachments__contains=[digest]
    )
    return get_object_or_404(Attachment, digest=digest, statement=_first(said).pk)


def _first(found: QuerySet[Statement]) -> Statement:
    first = found.first()
    if first is None:
        raise Http404
    return first


def speaking_brands() -> Iterable[Brand]:
    """Brands that have said something to the public."""
    said = for_newsroom().order_by().values("brand")
    return Brand.objects.filter(pk__in=said)
