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
    from collections.abc import Callable, Iterator

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


def finder(incident: Incident) -> Callable[..., list[str]]:
    """Finds privileged sentences in texts, whatever their accents, case and signs; reads once."""
    pieces = {
        piece.strip(): bare
        for text in covered(incident)
        for piece in _SENTENCE.split(text)
        if len(bare := _bare(piece)) >= SHORTEST
    }

    def repeated_in(*texts: str) -> list[str]:
        said = " ".join(f" {_bare(text)} " for text in texts)
        return [piece for piece, bare in pieces.items() if f" {bare} " in said]

    return repeated_in


def repeated(incident: Incident, *texts: str) -> list[str]:
    """Privileged sentences that the texts hold."""
    return finder(incident)(*texts)


def refusals(report: SituationReport) -> list[Refusal]:
    """Why the words of a report may not go out; the secret itself is not said again."""
    # The case's title is the subject of the letter and heads what outsiders follow.
    if not repeated(report.incident, report.incident.title, report.text_vi, report.text_en):
        return []
    sentence = _(
        "The report or the title of the case repeats words under legal privilege. Take them out; the "
        "notes and facts marked “legal privilege” in this case are never sent."
    )
    return [Refusal("privileged_words", sentence)]
