"""The next version of a text: what was handed over, the rest as it was, gaps filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import FactStatus
from playbooks import common_data
from statements import fill
from statements.models import StatementVersion
from statements.services import press_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.models import Fact
    from statements.binding import Bound
    from statements.models import Statement

FACTS_GAP = "confirmed_facts"
_CLOSED = (".", "!", "?", "…")


@dataclass
class Words:
    """What a writer hands over at one save; None leaves a part as it was."""

    title_vi: str | None = None
    title_en: str | None = None
    text_vi: str | None = None
    text_en: str | None = None
    values: Mapping[str, Any] | None = None
    channels: Iterable[str] | None = None
    facts: Iterable[Fact] | None = None
    #: What single sentences rest on, by the sentence's key; those left out stay as they were.
    sentences: Mapping[str, Bound] | None = None
    press_groups: Iterable[int] | None = None
    #: Digests of the attached files, in order.
    attachments: Iterable[str] | None = None
    #: Settings of the statement itself: next_update_at, final_update, strategy, …
    settings: dict[str, Any] = field(default_factory=dict)


def merged(
    statement: Statement, old: StatementVersion, words: Words, facts: list[Fact]
) -> StatementVersion:
    """The next version: what was handed over, the rest as it was, gaps filled."""
    attached = old.attachments if words.attachments is None else list(words.attachments)
    new = StatementVersion(statement=statement, attachments=attached)
    values = {**old.placeholders, **fill.clean_values(words.values or {})}
    _refresh_next_update(statement, old, values)
    _offer_facts(statement, values, facts)
    new.placeholders = {key: {c: nfc(v[c]) for c in fill.LANGUAGES} for key, v in values.items()}
    for name in ("title_vi", "title_en"):
        typed = getattr(words, name)
        setattr(new, name, getattr(old, name) if typed is None else one_line(nfc(typed)))
    texts = {}
    for name in ("text_vi", "text_en"):
        typed = getattr(words, name)
        texts[name] = getattr(old, name) if typed is None else _clean(typed)
    composed = fill.compose(statement, old, texts, new.placeholders)
    new.text_vi, new.text_en = composed["vi"], composed["en"]
    new.channels = _wanted_channels(statement, old, words)
    new.press_groups = press_choice.wanted(statement, old, words.press_groups, new.channels)
    return new


def _refresh_next_update(
    statement: Statement, old: StatementVersion, values: dict[str, Any]
) -> None:
    """The gap for the next update follows the statement's own time."""
    template = fill.template_of(statement)
    source = (template.text.vi, template.text.en) if template else (old.text_vi, old.text_en)
    at = statement.next_update_at
    if at is not None and "next_update_at" in fill.gaps(*source):
        values["next_update_at"] = {code: fill.moment(at, code) for code in fill.LANGUAGES}


def _offer_facts(statement: Statement, values: dict[str, Any], facts: list[Fact]) -> None:
    """An empty gap for the confirmed facts takes the words of those the writer ticked."""
    template = fill.template_of(statement)
    given = values.get(FACTS_GAP, {})
    confirmed = [fact for fact in facts if fact.status == FactStatus.CONFIRMED]
    asked = template and FACTS_GAP in fill.gaps(template.text.vi, template.text.en)
    if not asked or not confirmed:
        return
    told = {code: [getattr(fact, f"text_{code}") for fact in confirmed] for code in fill.LANGUAGES}
    values[FACTS_GAP] = {
        code: given.get(code, "") or _joined([text for text in told[code] if text])
        for code in fill.LANGUAGES
    }


def _joined(texts: list[str]) -> str:
    """Each fact a sentence of its own; the last ends as the template wants it to."""
    whole = [text if text.endswith(_CLOSED) else f"{text}." for text in texts[:-1]]
    return " ".join([*whole, *texts[-1:]])


def _clean(text: str) -> str:
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _wanted_channels(statement: Statement, old: StatementVersion, words: Words) -> list[str]:
    """A notice stands at least wherever the text stands that it is about."""
    target = statement.target
    bound = target.version_said.channels if target else []
    if words.channels is None:
        return list(dict.fromkeys([*old.channels, *bound]))
    known = common_data.channels()
    wanted = {*words.channels, *bound}
    if unknown := wanted - set(known):
        raise ValidationError({"channels": sorted(unknown)})
    return [key for key in known if key in wanted]


def chosen_facts(
    statement: Statement, words: Words, old: StatementVersion | None = None
) -> list[Fact]:
    """The facts a text rests on as a whole: those handed over, else those it had."""
    before = [use.fact for use in old.fact_uses.select_related("fact")] if old else []
    handed = list(words.facts or [])
    bound = [fact for one in (words.sentences or {}).values() for fact in one.facts]
    allowed = {statement.incident_id} | {fact.incident_id for fact in before}
    for fact in (*handed, *bound):
        if fact.incident_id not in allowed or fact.status == FactStatus.REFUTED:
            raise ValidationError({"facts": _("Choose facts of this case that are not refuted.")})
        if fact.visibility == Visibility.PRIVILEGED:
            raise ValidationError({"facts": _("A fact under legal privilege cannot be told.")})
    return before if words.facts is None else handed
