"""Filling a pre-written text from the case, and proving that nothing else was changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.vocabulary import IncidentRole, StatementKind
from incidents.enums import FactStatus
from incidents.verbs import Verb
from playbooks import common_data, selectors, texts
from playbooks.enums import Lane
from statements import brief_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from incidents.models import Incident
    from playbooks.content import Template
    from playbooks.models import PlaybookVersion
    from statements.models import Statement, StatementVersion

GAP = re.compile(r"\{([a-z][a-z_]*)\}")
LANGUAGES = ("vi", "en")
#: The desk's own clock; a text that waits for approval keeps the moment it was filled in.
MOVING = "time_now"
#: What `moment` writes.
MOMENT = re.compile(r"(\d{2}:\d{2}) (?:ngày|on) (\d{2}/\d{2}/\d{4})")
Values = dict[str, dict[str, str]]


def gaps(*texts: str) -> list[str]:
    """Names of the gaps still in the texts, in order, each once."""
    return list(dict.fromkeys(name for text in texts for name in GAP.findall(text)))


def render(text: str, values: Mapping[str, Mapping[str, str]], language: str) -> str:
    """The text with every gap filled for which there is a value in that language."""

    def fill(match: re.Match[str]) -> str:
        return values.get(match[1], {}).get(language, "").strip() or match[0]

    return GAP.sub(fill, text)


def moment(at: datetime, language: str) -> str:
    """A time as the public reads it: in the desk's zone, 24-hour clock."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    between = "on" if language == "en" else "ngày"
    return f"{local:%H:%M} {between} {local:%d/%m/%Y}"


def system_values(incident: Incident, next_update_at: datetime | None = None) -> Values:
    """What the desk itself knows for a text about this case."""
    brand = incident.brand
    same = {
        "brand": brand.name,
        "official_channel": brand.official_channel,
        "hotline": brand.hotline,
        "press_contact": brand.press_contact,
        "spokesperson": _spokesperson(incident),
        "update_number": str(_next_update_number(incident)),
    }
    found = {key: {"vi": text, "en": text} for key, text in same.items()}
    # A case has one title, in the language of the desk; the English summary is a person's.
    found["incident_summary"] = {"vi": _title_by_a_person(incident), "en": ""}
    times = {"time_detected": incident.detected_at, MOVING: now(), "next_update_at": next_update_at}
    for key, at in times.items():
        found[key] = {code: moment(at, code) if at else "" for code in LANGUAGES}
    return found


def known_values(words: Statement) -> Values:
    """The same for one text; a brief also tells what may be answered."""
    known = system_values(words.incident, words.next_update_at)
    return known | brief_answers.values_for(words)


def _title_by_a_person(incident: Incident) -> str:
    """A detector's title is no sentence for the public: until somebody rewrites it, a gap."""
    if not incident.created_by.is_automation:
        return incident.title
    edits = incident.timeline.filter(verb=Verb.EDITED).values_list("data", flat=True)
    rewritten = any("title" in data.get("fields", ()) for data in edits)
    return incident.title if rewritten else ""


def _spokesperson(incident: Incident) -> str:
    given = incident.assignments.filter(role=IncidentRole.SPOKESPERSON, ended_at=None)
    row = given.select_related("user").first()
    return row.user.name if row else ""


def _next_update_number(incident: Incident) -> int:
    return incident.statements.said().filter(kind=StatementKind.UPDATE).count() + 1


def default_title(incident: Incident, kind: str, language: str) -> str:
    """The title a text has until a person writes another."""
    with translation.override(language):
        label = str(StatementKind(kind).label)
    return f"{incident.brand.name}: {label[:1].lower()}{label[1:]}"


def template_of(words: Statement) -> Template | None:
    """The pre-written text that the statement began with."""
    if not words.template_key or words.playbook_version is None:
        return None
    plan = words.playbook_version.plan
    return next((t for t in plan.templates if t.key == words.template_key), None)


def templates_for(incident: Incident, kind: str) -> list[tuple[PlaybookVersion, Template]]:
    """Pre-written texts of a kind for a case: of its pinned plan first, then the general ones."""
    common = incident.common_version or selectors.common(incident.brand)
    sources = [source for source in (incident.playbook_version, common) if source]
    return [
        (source, template)
        for source in sources
        for template in source.plan.templates
        if template.kind == kind
    ]


@dataclass(frozen=True)
class Gap:
    """One placeholder as the editor shows it."""

    key: str
    label: str
    source: str
    vi: str
    en: str

    @property
    def missing(self) -> bool:
        return not (self.vi and self.en)


def panel(words: Statement, version: StatementVersion) -> list[Gap]:
    """Every placeholder of the text: where its value comes from, and what is missing."""
    template = template_of(words)
    source = (template.text.vi, template.text.en) if template else ()
    names = gaps(*source, version.text_vi, version.text_en, version.title_vi, version.title_en)
    return [_gap(name, version.placeholders.get(name, {})) for name in names]


def _gap(name: str, value: Mapping[str, str]) -> Gap:
    known = common_data.placeholders().get(name)
    return Gap(
        key=name,
        label=str(known.label) if known else name,
        source=known.source if known else "typed",
        vi=value.get("vi", ""),
        en=value.get("en", ""),
    )


def compose(
    words: Statement, old: StatementVersion, texts: Mapping[str, str], values: Values
) -> dict[str, str]:
    """Both texts after saving: rendered anew where untouched by hand, else only gaps are filled."""
    template = template_of(words)
    return {
        code: _composed(template, old, texts.get(f"text_{code}", ""), values, code)
        for code in LANGUAGES
    }


def _composed(
    template: Template | None, old: StatementVersion, text: str, values: Values, language: str
) -> str:
    before = getattr(old, f"text_{language}")
    source = getattr(template.text, language) if template else ""
    untouched = text == before == render(source, old.placeholders, language)
    return render(source if template and untouched else text, values, language)


@dataclass(frozen=True)
class LaneFound:
    """Which chain a text goes, and why not the short one."""

    lane: str
    why: str | _StrPromise = ""


def spoken(version: StatementVersion) -> list[str]:
    """The languages that a text will be said in."""
    return [code for code in LANGUAGES if getattr(version, f"text_{code}").strip()]


def unsigned(words: Statement, *, lock: bool = False) -> str:
    """Why the prepared words may not go the short way now: nobody's word holds for a language."""
    template = template_of(words)
    if template is None:
        return _("The text was written freely.")
    languages = spoken(words.version)
    return texts.why_not(words.playbook_version, template, languages, lock=lock)


def lane_of(words: Statement, version: StatementVersion | None = None) -> LaneFound:
    """The fast lane only where the difference from a pre-approved text is its gaps alone."""
    version = version or words.version
    template = template_of(words)
    if template is None:
        return LaneFound(Lane.FULL, _("The text was written freely."))
    if why := texts.why_not(words.playbook_version, template, spoken(version)):
        return LaneFound(Lane.FULL, why)
    if not _only_gaps_differ(words, version, template):
        return LaneFound(Lane.FULL, _("More than the placeholders of the template was changed."))
    foreign = _foreign_values(words, version, template)
    if foreign:
        return LaneFound(
            Lane.FULL,
            _("Filled in by hand, not from a confirmed fact or the desk: %(names)s.")
            % {"names": ", ".join(foreign)},
        )
    return LaneFound(Lane.FAST)


def _only_gaps_differ(words: Statement, version: StatementVersion, template: Template) -> bool:
    for code in LANGUAGES:
        text, title = getattr(version, f"text_{code}"), getattr(version, f"title_{code}")
        if code == "en" and not text and words.vi_only_reason:
            continue
        if text != render(getattr(template.text, code), version.placeholders, code):
            return False
        if title != default_title(words.incident, words.kind, code):
            return False
    return True


def _foreign_values(words: Statement, version: StatementVersion, template: Template) -> list[str]:
    """Labels of placeholders whose value comes neither from the desk nor from a confirmed fact."""
    system = known_values(words)
    facts = [use.fact for use in version.fact_uses.select_related("fact")]
    confirmed = [fact for fact in facts if fact.status == FactStatus.CONFIRMED]
    found = []
    for name in gaps(template.text.vi, template.text.en):
        for code in LANGUAGES:
            value = version.placeholders.get(name, {}).get(code, "").strip()
            known = {_bare(getattr(fact, f"text_{code}")) for fact in confirmed}
            accepted = value == system.get(name, {}).get(code)
            accepted = accepted or (name == MOVING and _is_of_writing(words, value))
            if value and not accepted and _bare(value) not in known:
                found.append(_gap(name, {}).label)
                break
    return found


def _is_of_writing(words: Statement, text: str) -> bool:
    """Whether the text is a moment, and one between the first draft and now, and nothing else."""
    if not (found := MOMENT.fullmatch(text)):
        return False
    try:
        at = datetime.strptime(f"{found[1]} {found[2]}", "%H:%M %d/%m/%Y")  # noqa: DTZ007
    except ValueError:
        return False
    aware = timezone.make_aware(at, timezone.get_default_timezone())
    return words.created_at - minutes(1) <= aware <= now()


def _bare(text: str) -> str:
    """Without the full stop that a sentence has and a gap within one has not."""
    return text.strip().rstrip(".").strip()


def clean_values(posted: Mapping[str, Any]) -> Values:
    """Values by placeholder and language, as they are stored."""
    return {
        str(key): {code: str(value.get(code, "")).strip() for code in LANGUAGES}
        for key, value in posted.items()
        if isinstance(value, dict) and GAP.fullmatch(f"{{{key}}}")
    }
