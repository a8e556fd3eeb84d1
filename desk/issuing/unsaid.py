"""Privileged words that a person typed into what everybody inside is to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Refusal
from desk.dossier.unsaid import public_words
from incidents.situation import secrecy

if TYPE_CHECKING:
    from incidents.models import Incident


def refusals(incident: Incident, spoken: dict[str, Any], *others: dict[str, Any]) -> list[Refusal]:
    """Each place once; the secret itself is not said again, and what is public is none.

    `spoken` is the document in the reader's language, which names the places; `others` are the same
    in the other languages, for some words stand in one language only.
    """
    find = secrecy.finder(incident)
    known = set(find(*public_words(incident)))
    documents = (spoken, *others)
    places = []
    if not known.issuperset(find(*(document["title"] for document in documents))):
        places.append(_("The title of the case"))
    for sections in zip(*(document["sections"] for document in documents), strict=True):
        rows = zip(*(section["entries"] for section in sections), strict=True)
        places += [
            f"{sections[0]['title']}, {number}"
            for number, row in enumerate(rows, 1)
            if not known.issuperset(find(*(words for one in row for words in one.values())))
        ]
    sentence = _("“%(place)s” repeats words under legal privilege. Take them out.")
    return [Refusal("privileged_words", sentence % {"place": place}) for place in places]
