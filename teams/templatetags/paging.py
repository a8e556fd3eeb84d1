"""Pages in words: whom a step calls, how a message stands, what somebody did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole
from crisisdesk.ui.people import full_name
from crisisdesk.ui.words import badge
from outbox.models import OutboxState
from teams.models import PageAct, Role, StepKind, StepState, TargetKind, Title
from teams.paging.selectors import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from outbox.models import OutboxMessage
    from teams.models import AuditFinding, Page, PageEvent, PageStep

register = template.Library()


def _name(target: dict[str, Any]) -> str:
    kind, value = target["kind"], target.get("value", "")
    if kind in (TargetKind.PERSON, TargetKind.TEAM):
        return target["name"]
    if kind == TargetKind.DUTY_ROLE:
        return _("on duty: %(role)s") % {"role": IncidentRole(value).label}
    if kind == TargetKind.ROLE:
        return _("all: %(role)s") % {"role": Role(value).label}
    return str(Title(value).label) if kind == TargetKind.TITLE else str(TargetKind(kind).label)


@register.filter
def said(page: Page) -> str:
    """What the page is about, in the reader's language where the desk wrote the words."""
    return words_said(page.words, page.facts.get("words_en", ""))


@register.simple_tag
def words_said(words: str, words_en: str = "") -> str:
    """The same for a message."""
    english = (get_language() or "vi").startswith("en")
    return (english and words_en) or words


@register.simple_tag
def names_of(targets: Iterable[dict[str, Any]]) -> str:
    """Targets in a line."""
    return ", ".join(_name(target) for target in targets)


@register.simple_tag
def targets_in_words(page: Page, step: PageStep) -> str:
    if step.kind == StepKind.FALLBACK:
        return _("the chain reached nobody: managers, then admins")
    names = names_of(targets_of(page, step))
    return _("passed on to %(names)s") % {"names": names} if step.kind == "passed_on" else names


TONES = {StepState.FIRED: "ok", StepState.SKIPPED: "critical", StepState.CALLED_OFF: "muted"}
LETTERS = {
    OutboxState.SENT: gettext_lazy("sent"),
    OutboxState.WAITING: gettext_lazy("on its way"),
    OutboxState.CLAIMED: gettext_lazy("on its way"),
    OutboxState.PARKED: gettext_lazy("could not be sent"),
    OutboxState.UNCLEAR: gettext_lazy("unclear whether it was sent"),
    OutboxState.DROPPED: gettext_lazy("not sent: it was answered before"),
}


@register.simple_tag
def step_badge(step: PageStep) -> SafeString:
    return badge(step.get_state_display(), tone=TONES.get(step.state, ""))


@register.simple_tag
def message_in_words(message: OutboxMessage) -> str:
    """By which way it went, and how it stands."""
    return f"{message.get_channel_display()}: {LETTERS[OutboxState(message.state)]}"


@register.simple_tag
def event_in_words(event: PageEvent) -> str:
    name = full_name(event.by)
    sentence = {
        PageAct.STARTED: _("%(name)s started the page"),
        PageAct.ANSWERED: _("%(name)s answered"),
        PageAct.CANNOT: _("%(name)s cannot take it"),
        PageAct.PASSED_ON: _("%(name)s passed it on"),
        PageAct.PUT_OFF: _("%(name)s put it off"),
        PageAct.STOPPED: _("%(name)s ended it: not needed any more"),
    }[PageAct(event.act)]
    return sentence % {"name": name}


PARTS = {
    "database": gettext_lazy("Database"),
    "scheduler": gettext_lazy("Scheduler and worker"),
    "relay": gettext_lazy("Sending of messages"),
    "pages": gettext_lazy("Calling of people"),
}


@register.simple_tag
def part_in_words(name: str) -> str:
    return str(PARTS.get(name, name))


@register.simple_tag
def finding_in_words(finding: AuditFinding) -> str:
    """What the auditor says about one difference."""
    sentence = {
        "twice": _("Called twice: %(place)s"),
        "after_answer": _("Called after the page was over: %(place)s"),
        "missed": _("Not called although it was due: %(place)s"),
        "late": _("Called late: %(place)s"),
        "early": _("Called too early: %(place)s"),
        "wrong": _("Called out of turn: %(place)s"),
    }[finding.code]
    return sentence % {"place": finding.place}
