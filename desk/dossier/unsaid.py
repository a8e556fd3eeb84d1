"""Privileged words that a person typed into what is to leave the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.situation import secrecy
from statements.enums import Audience

if TYPE_CHECKING:
    from desk.dossier.choice import Choice
    from incidents.models import Incident


def check(incident: Incident, choice: Choice) -> None:
    """Refuse it by its place; the secret itself is not said again, and what is public is none."""
    find = secrecy.finder(incident)
    known = set(find(*public_words(incident)))

    def covered(*texts: str) -> bool:
        return not known.issuperset(find(*texts))

    for name, text in choice.letter.items():
        if covered(text):
            sentence = _("This repeats words under legal privilege. Take them out.")
            raise ValidationError({name: sentence})
    items = incident.evidence.filter(pk__in=choice.evidence).order_by("pk")
    for words in items.values_list("title", "captured_how", "device", "place"):
        if covered(*words):
            sentence = _("“%(title)s” repeats words under legal privilege. Leave the item out.")
            raise ValidationError({"evidence": sentence % {"title": words[0]}})
    if choice.has("decisions") and any(covered(*words) for words in _decided(incident, choice)):
        sentence = _("A decision repeats words under legal privilege. Leave the decisions out.")
        raise ValidationError({"sections": sentence})


def public_words(incident: Incident) -> list[str]:
    """What anybody can read already."""
    said = incident.statements.said().filter(audience=Audience.PUBLIC).prefetch_related("versions")
    versions = [row.version_said for row in said]
    return [text for one in versions for text in (one.text_vi, one.text_en)]


def _decided(incident: Incident, choice: Choice) -> list[tuple[Any, ...]]:
    return [(row.text, row.reason) for row in incident.decisions.all() if choice.covers(row.at)]
