"""Writing: a draft begins, and every save is a version of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, take
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.verbs import Verb
from statements import binding, fill
from statements.enums import DENYING, NOTICES, PROMISING, Audience, State, Strategy
from statements.guards import case_open
from statements.models import FactUse, Statement, StatementVersion
from statements.selectors.strategies import chosen_for
from statements.services import locking
from statements.services.common import hold, line, void_steps
from statements.services.composing import Words, chosen_facts, merged
from statements.wording import NEWSROOM
from teams import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incidents.models import Incident
    from playbooks.content import Template
    from playbooks.models import PlaybookVersion
    from statements.binding import Bindings
    from teams.models import User

__all__ = ["NEWSROOM", "SETTINGS", "Words", "draft", "save"]
SETTINGS = ("next_update_at", "final_update", "strategy", "vi_only_reason", "audience")
#: What the desk itself writes into a text's row, from rows it has read.
NOT_CHOSEN = ("number", "incident", "brand", "status", "author", "last_editor", "playbook_version")


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
        brand_id=incident.brand_id,
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
    _apply_settings(statement, {"strategy": _strategy(statement), **words.settings})
    statement.save(force_insert=True)
    version = _first(statement, template[1] if template else None)
    new, bound = _next(statement, version, words, actor)
    _add_version(statement, actor, new, bound)
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
    real = Statement.objects.filter(number__lt=sample.NUMBERS_FROM)
    return (real.aggregate(top=Max("number"))["top"] or 0) + 1


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
    locking.must_be_free(statement, actor)
    if statement.current_version != expected_version:
        raise Stale(statement.current_version, _("Someone saved a newer version meanwhile."))
    if statement.status != State.DRAFT:
        take(statement.revise, actor)
        void_steps(statement)
        line(statement, Verb.STATEMENT_REVISED, actor)
    old = statement.version
    changed = _apply_settings(statement, words.settings)
    new, bound = _next(statement, old, words, actor)
    if _same(old, new, bound) and not changed:
        statement.save()
        return old
    version = _add_version(statement, actor, new, bound)
    line(statement, Verb.STATEMENT_SAVED, actor)
    return version


def _next(
    statement: Statement, old: StatementVersion, words: Words, actor: User
) -> tuple[StatementVersion, Bindings]:
    """The next version and what its sentences rest on."""
    before = old if old.pk else None
    facts = chosen_facts(statement, words, before)
    new = merged(statement, old, words, facts)
    return new, binding.settle(new, facts, words.sentences or {}, old=before, by=actor)


def _strategy(statement: Statement) -> str:
    """The one chosen for the case; an apology denies nothing, and our own people need none."""
    choice = chosen_for(statement.incident)
    if choice is None or statement.audience == Audience.INTERNAL or statement.is_notice:
        return ""
    denies = choice.chosen == Strategy.DENY and statement.kind not in DENYING
    return "" if denies else choice.chosen


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


def _same(old: StatementVersion, new: StatementVersion, bound: Bindings) -> bool:
    uses = list(old.fact_uses.select_related("fact"))
    if {fact.pk for fact in bound.used} != {use.fact_id for use in uses}:
        return False
    if new.seal() != old.digest or any(use.reworded for use in uses):
        return False
    return binding.Bindings.of(old).same_as(bound)


def _add_version(
    statement: Statement, actor: User, version: StatementVersion, bound: Bindings
) -> StatementVersion:
    version.number = statement.current_version + 1
    version.author = actor
    version.full_clean(exclude=["statement", "author", "digest"])
    version.digest = version.seal()
    version.save(force_insert=True)
    FactUse.objects.bulk_create(
        FactUse(version=version, fact=fact, text_vi=fact.text_vi, text_en=fact.text_en)
        for fact in bound.used
    )
    bound.write(version)
    statement.current_version = version.number
    statement.last_editor = actor
    statement.channels = version.channels
    statement.version = version
    # Only what somebody chose; of the constraints, only notices could break one.
    statement.full_clean(exclude=NOT_CHOSEN, validate_constraints=statement.is_notice)
    statement.save()
    return version
