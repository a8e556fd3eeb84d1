"""Privileged words that a person typed into what everybody inside is to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Refusal
from desk.dossier.unsaid import public_words
from incidents.situation import secrecy

if TYPE_CHECKING:
    from incidents.models import Incident


def refusals(incident: Incident, document: dict[str, Any]) -> list[Refusal]:
    """Each place once; the secret itself is not said again, and what is public is none."""
    find = secrecy.finder(incident)
    known = set(find(*public_words(incident)))
    places = []
    if not known.issuperset(find(document["title"])):
        places.append(_("The title of the case"))
    for section in document["sections"]:
        places += [
            f"{section['title']}, {number}"
            for number, row in enumerate(section["entries"], 1)
            if not known.issuperset(find(*row.values()))
        ]
    sentence = _("“%(place)s” repeats words under legal privilege. Take them out.")
    return [Refusal("privileged_words", sentence % {"place": place}) for place in places]
