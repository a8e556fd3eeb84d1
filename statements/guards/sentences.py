"""Why single sentences and files hold a text up: what rests on nothing, what nobody can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.text import one_line
from crisisdesk.kernel.vocabulary import StatementKind, Visibility
from incidents.enums import FactStatus
from statements.enums import Audience

if TYPE_CHECKING:
    from statements.models import Statement

#: Said before the facts are settled, to the public and to our own people: they use confirmed facts
#: or none.
FIRST_WORDS = (StatementKind.HOLDING, StatementKind.INTERNAL_BRIEF)
#: As much of a sentence as tells it from the others.
_SHOWN = 160


def sentences_rest(words: Statement) -> list[Refusal]:
    """Of every text but the first words, each factual sentence rests on a confirmed fact.

    What the public or partners read rests on facts that may be told to them.
    """
    if words.kind in FIRST_WORDS:
        return []
    from statements.binding import told  # noqa: PLC0415 -- models import guards

    found = told(words.version)
    unbound = [
        Refusal(
            "sentence_unlinked",
            _("This sentence rests on no confirmed fact: “%(sentence)s”.")
            % {"sentence": one_line(one.sentence.text, _SHOWN)},
        )
        for one in found
        if one.is_open
    ]
    if words.audience == Audience.INTERNAL:
        return unbound
    inner = {
        (one.sentence.key, fact.pk): Refusal(
            "fact_not_public",
            _("“%(sentence)s” rests on a fact that is not public: “%(fact)s”.")
            % {
                "sentence": one_line(one.sentence.text, _SHOWN),
                "fact": one_line(fact.in_language("text"), _SHOWN),
            },
        )
        for one in found
        for fact in one.facts
        if fact.visibility != Visibility.PUBLIC and fact.status == FactStatus.CONFIRMED
    }
    return [*unbound, *inner.values()]


def files_described(words: Statement) -> list[Refusal]:
    """Whoever cannot see a picture reads what it shows, in every language of the text."""
    version = words.version
    if not version.attachments:
        return []
    needed = [code for code in ("vi", "en") if getattr(version, f"text_{code}").strip()]
    files = words.files.filter(digest__in=version.attachments)
    return [
        Refusal(
            "no_alternative_text", _("Say in words what “%(file)s” shows.") % {"file": one.name}
        )
        for one in files
        if any(not getattr(one, f"alt_{code}").strip() for code in needed)
    ]
