"""The document of a published review: sections of entries, in the active language.

Page, PDF and DOCX are drawn from the same value, so that they cannot say different things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import paper
from desk.issuing.naming import by_role
from desk.review import assembled
from incidents.enums_review import Naming

if TYPE_CHECKING:
    from incidents.models import Fact, Incident
    from teams.models import User

    Entry = dict[str, str]
    Document = dict[str, Any]

LANGUAGES = ("vi", "en")


def both(incident: Incident, viewer: User, naming: str) -> dict[str, Document]:
    """The document in both languages."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = named(incident, built(incident, viewer), naming)
    return found


def built(incident: Incident, viewer: User) -> Document:
    """The document in the language of now. What is privileged is left out, whoever asks."""
    review = assembled(incident, viewer)
    review["lines"] = [line for line in review["lines"] if not line.privileged]
    return _document(paper.review_data(review), review)


def named(incident: Incident, document: Document, naming: str) -> Document:
    """The document as it speaks of people."""
    return by_role(incident, document) if naming == Naming.ROLES else document


def entry(text: str, head: str = "", note: str = "") -> Entry:
    return {"head": head, "text": text, "note": note}


def _document(data: dict[str, Any], review: dict[str, Any]) -> Document:
    labels = data["labels"]
    kept = ("heading", "confidential", "none", "page")
    return {
        **{name: labels[name] for name in kept},
        **{name: data[name] for name in ("reference", "title", "brand")},
        "language": data["lang"],
        "drill": labels["drill"] if data["drill"] else "",
        "facts": [
            [labels[name], data[name]] for name in ("status", "severity", "reviewer", "signed")
        ],
        "sections": [
            {"title": title, "entries": rows} for title, rows in _sections(data, review, labels)
        ],
    }


def _sections(
    data: dict[str, Any], review: dict[str, Any], labels: dict[str, str]
) -> list[tuple[str, list[Entry]]]:
    """Title and entries, in the order of handbook B6: first what people wrote, then the record."""
    figures = [entry(row["value"], row["label"], row["note"]) for row in data["metrics"]]
    return [
        *((section["title"], [entry(section["text"])]) for section in data["sections"]),
        (labels["metrics"], [*figures, entry(data["adherence"], labels["adherence"])]),
        (labels["decisions"], [_decision(row) for row in data["decisions"]]),
        (labels["statements"], [_statement(row) for row in data["statements"]]),
        (
            labels["promises"],
            [entry(row["text"], row["due"], row["state"]) for row in data["promises"]],
        ),
        (_("Facts"), [_fact(fact) for fact in review["facts"]]),
        (
            labels["lessons"],
            [entry(row["text"], note=f"{row['outcome']}: {row['end']}") for row in data["lessons"]],
        ),
        (
            labels["timeline"],
            [entry(row["text"], row["at"], row["words"]) for row in data["lines"]],
        ),
    ]


def _decision(row: dict[str, str]) -> Entry:
    return entry(row["text"], f"{row['at']} · {row['by']}", row["reason"])


def _statement(row: dict[str, str]) -> Entry:
    return entry(f"{row['kind']} · {row['status']}", row["reference"], row["at"])


def _fact(fact: Fact) -> Entry:
    return entry(fact.in_language("text"), note=str(fact.get_status_display()))
