"""Writing: a draft begins, and every save is a version of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.enums import FactStatus
from incidents.models import Fact
from incidents.verbs import Verb
from playbooks import common_data
from statements import fill
from statements.enums import NOTICES, PROMISING, Audience, State, Strategy
from statements.guards import case_open
from statements.models import FactUse, Statement, StatementVersion
from statements.services.common import hold, line, void_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.models import Incident
    from playbooks.content import Template
    from playbooks.models import PlaybookVersion
    from teams.models import User

NEWSROOM = "newsroom"
FACTS_GAP = "confirmed_facts"


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
    #: Settings of the statement itself: next_update_at, final_update, strategy, …
    settings: dict[str, Any] = field(default_factory=dict)


SETTINGS = ("next_update_at", "final_update", "strategy", "vi_only_reason", "audience")


@transaction.atomic
def draft(
    incident: Incident,
    *,
    actor: User,
    kind: str,
    template: tuple[PlaybookVersion, Template] | None = None,
    corrects: Statement | None = None,
    retracts: Statement | None = None,
    words: Words | None = None,
) -> Statement:
    """Begin a text for a case, freely or from a pre-written one, as version 1."""
    require(actor, "statements.write", incident)
    incident = lock(incident)
    kind = StatementKind(kind)
    _check_target(incident, kind, corrects or retracts)
    words = words or Words()
    statement = Statement(
        incident=incident,
        brand=incident.brand,
        number=_next_number(),
        kind=kind,
        audience=_audience(kind),
        author=actor,
        last_editor=actor,
        template_key=template[1].key if template else "",
        playbook_version=template[0] if template else None,
        corrects=corrects,
        retracts=retracts,
    )
    if reasons := case_open.refusals(statement):
        raise Blocked(reasons)
    _apply_settings(statement, words.settings)
    statement.save(force_insert=True)
    version = _first(statement, template[1] if template else None)
    facts = _facts(statement, words)
    _add_version(statement, actor, _merged(statement, version, words, facts), facts)
    line(statement, Verb.STATEMENT_DRAFTED, actor)
    return statement


def _audience(kind: str) -> str:
    return Audience.INTERNAL if kind == StatementKind.INTERNAL_BRIEF else Audience.PUBLIC


def _check_target(incident: Incident, kind: str, target: Statement | None) -> None:
    if kind not in NOTICES:
        return
    if target is None:
        raise ValidationError({"target": _("Say which published text this notice is about.")})
    if target.incident_id != incident.pk or not target.is_said:
        raise ValidationError({"target": _("A notice is about a published text of this case.")})


def _next_number() -> int:
    # One writer at a time: a number is never given twice and never skipped by a race.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('statement.number'))")
    return (Statement.objects.aggregate(top=Max("number"))["top"] or 0) + 1


def _first(statement: Statement, template: Template | None) -> StatementVersion:
    """What the text is before anyone has typed: the template filled from the case."""
    case = statement.incident
    version = StatementVersion(statement=statement, number=0, channels=_channels(statement))
    version.title_vi = fill.default_title(case, statement.kind, "vi")
    version.title_en = fill.default_title(case, statement.kind, "en")
    if template is None:
        return version
    known = fill.known_values(statement)
    names = fill.gaps(template.text.vi, template.text.en)
    version.placeholders = {name: known[name] for name in names if name in known}
    for code in fill.LANGUAGES:
        text = fill.render(getattr(template.text, code), version.placeholders, code)
        setattr(version, f"text_{code}", text)
    return version


def _channels(statement: Statement) -> list[str]:
    if statement.audience != Audience.PUBLIC or statement.kind == StatementKind.COMMENT_REPLY:
        return []
    target = statement.target
    return list(target.version_said.channels) if target else [NEWSROOM]


@transaction.atomic
def save(
    statement: Statement, *, actor: User, expected_version: int, words: Words
) -> StatementVersion:
    """Save an edit as a new version; a text that someone saved meanwhile is not overwritten.

    Editing an approved, returned or expired text takes it back to a draft: approvals are void.
    """
    require(actor, "statements.write", statement.incident)
    statement = hold(statement)
    if statement.current_version != expected_version:
        raise Stale(statement.current_version, _("Someone saved a newer version meanwhile."))
    if statement.status != State.DRAFT:
        take(statement.revise, actor)
        void_steps(statement)
        line(statement, Verb.STATEMENT_REVISED, actor)
    old = statement.version
    changed = _apply_settings(statement, words.settings)
    facts = _facts(statement, words, old)
    new = _merged(statement, old, words, facts)
    if _same(old, new, facts) and not changed:
        statement.save()
        return old
    version = _add_version(statement, actor, new, facts)
    line(statement, Verb.STATEMENT_SAVED, actor)
    return version


def _apply_settings(statement: Statement, wanted: Mapping[str, Any]) -> bool:
    wanted = {**wanted, **_bound(statement)}
    changed = False
    for name in SETTINGS:
        if name in wanted and getattr(statement, name) != wanted[name]:
            setattr(statement, name, wanted[name])
            changed = True
    if statement.strategy and statement.strategy not in Strategy.values:
        raise ValidationError({"strategy": _("Choose one of the strategies.")})
    if statement.audience not in Audience.values:
        raise ValidationError({"audience": _("Choose one of the audiences.")})
    if statement.kind in PROMISING and statement.audience == Audience.INTERNAL:
        raise ValidationError({"audience": _("This kind of text is not for our own people only.")})
    return changed


def _bound(statement: Statement) -> dict[str, str]:
    """The audience where the writer has no choice: a notice reaches whoever read the mistake."""
    if statement.target:
        return {"audience": statement.target.audience}
    brief = statement.kind == StatementKind.INTERNAL_BRIEF
    return {"audience": Audience.INTERNAL} if brief else {}


def _merged(
    statement: Statement, old: StatementVersion, words: Words, facts: list[Fact]
) -> StatementVersion:
    """The next version: what was handed over, the rest as it was, gaps filled."""
    new = StatementVersion(statement=statement, attachments=old.attachments)
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
        code: given.get(code, "") or " ".join(text for text in told[code] if text)
        for code in fill.LANGUAGES
    }


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


def _facts(statement: Statement, words: Words, old: StatementVersion | None = None) -> list[Fact]:
    before = [use.fact for use in old.fact_uses.select_related("fact")] if old else []
    if words.facts is None:
        return before
    wanted = list(words.facts)
    allowed = {statement.incident_id} | {fact.incident_id for fact in before}
    for fact in wanted:
        if fact.incident_id not in allowed or fact.status == FactStatus.REFUTED:
            raise ValidationError({"facts": _("Choose facts of this case that are not refuted.")})
        if fact.visibility == "privileged":
            raise ValidationError({"facts": _("A fact under legal privilege cannot be told.")})
    return wanted


def _same(old: StatementVersion, new: StatementVersion, facts: list[Fact]) -> bool:
    uses = list(old.fact_uses.select_related("fact"))
    if {fact.pk for fact in facts} != {use.fact_id for use in uses}:
        return False
    return new.seal() == old.digest and not any(use.reworded for use in uses)


def _add_version(
    statement: Statement, actor: User, version: StatementVersion, facts: list[Fact]
) -> StatementVersion:
    version.number = statement.current_version + 1
    version.author = actor
    version.full_clean(exclude=["statement", "digest"])
    version.digest = version.seal()
    version.save(force_insert=True)
    FactUse.objects.bulk_create(
        FactUse(version=version, fact=fact, text_vi=fact.text_vi, text_en=fact.text_en)
        for fact in facts
    )
    statement.current_version = version.number
    statement.last_editor = actor
    statement.channels = version.channels
    statement.version = version
    statement.full_clean(exclude=["number", "incident", "brand", "status"])
    statement.save()
    return version
