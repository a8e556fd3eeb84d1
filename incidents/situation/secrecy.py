"""Whether words repeat what legal privilege covers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.text import fold, nfc
from crisisdesk.kernel.vocabulary import Visibility
from incidents.models import Evidence, Fact, FactRevision, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incidents.models import Incident, SituationReport

#: Shorter pieces are words that anybody uses.
SHORTEST = 12
_SENTENCE = re.compile(r"[\n.!?;]+")
_NOT_WORDS = re.compile(r"[\W_]+")


def _bare(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(nfc(text))).strip()


def covered(incident: Incident) -> Iterator[str]:
    """Every text of the case that is privileged, as it is and as it was."""
    secret = {"visibility": Visibility.PRIVILEGED}
    yield from Note.objects.filter(incident=incident, **secret).values_list("text", flat=True)
    for model in (Fact.objects.filter(incident=incident, **secret),
                  FactRevision.objects.filter(fact__incident=incident,
                                              fact__visibility=Visibility.PRIVILEGED)):  # fmt: skip
        for row in model.values_list("text_vi", "text_en"):
            yield from row
    revisions = FactRevision.objects.filter(
        fact__incident=incident, fact__visibility=Visibility.PRIVILEGED
    )
    yield from revisions.values_list("reason", flat=True)
    proofs = Evidence.objects.filter(
        Q(visibility=Visibility.PRIVILEGED) | Q(fact__visibility=Visibility.PRIVILEGED),
        incident=incident,
    )
    for row in proofs.values_list("title", "url", "file_name"):
        yield from row


def repeated(incident: Incident, *texts: str) -> list[str]:
    """Privileged sentences that the texts hold, whatever their accents, case and signs."""
    said = " ".join(f" {_bare(text)} " for text in texts)
    found = []
    for text in covered(incident):
        for piece in _SENTENCE.split(text):
            bare = _bare(piece)
            if len(bare) >= SHORTEST and f" {bare} " in said and piece.strip() not in found:
                found.append(piece.strip())
    return found


def refusals(report: SituationReport) -> list[Refusal]:
    """Why the words of a report may not go out; the secret itself is not said again."""
    if not repeated(report.incident, report.text_vi, report.text_en):
        return []
    sentence = _(
        "The report repeats words under legal privilege. Take them out; the notes and facts marked "
        "“legal privilege” in this case are never sent."
    )
    return [Refusal("privileged_words", sentence)]
