"""The newsroom of a drill: what the public would have read, by the newsroom's own rules.

Texts, corrections and promises come from `newsroom.reading`; only the addresses differ, for these
pages are behind the sign-in and belong to one drill.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from newsroom.reading import Entry, file_in, with_language
from statements.selectors.lists import for_rehearsal

if TYPE_CHECKING:
    from drills.models import Drill
    from statements.models import Attachment

#: As many as the newsroom lists.
PAGE = 50


@dataclass(frozen=True)
class RehearsedEntry(Entry):
    """A text in the newsroom of one drill."""

    drill_pk: int = 0

    @property
    def path(self) -> str:
        return reverse("drills:sandbox_text", args=[self.drill_pk, self.statement.slug])

    def file_path(self, digest: str) -> str:
        return reverse("drills:sandbox_file", args=[self.drill_pk, digest])


def entries(drill: Drill, language: str) -> list[RehearsedEntry]:
    """The newest words of the drill."""
    found = for_rehearsal(drill.incident)[:PAGE]
    return [RehearsedEntry(words, language, drill.pk) for words in found]


def entry(drill: Drill, slug: str, language: str) -> RehearsedEntry:
    words = get_object_or_404(for_rehearsal(drill.incident), slug=slug)
    return RehearsedEntry(words, language, drill.pk)


def file_of(drill: Drill, digest: str) -> Attachment:
    return file_in(for_rehearsal(drill.incident), digest)


def home(drill: Drill, language: str) -> str:
    return with_language(reverse("drills:sandbox", args=[drill.pk]), language)
