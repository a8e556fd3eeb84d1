"""Signals in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.detection.sentences import sentence
from monitoring.enums import InboxVerb, Platform, SignalKind

if TYPE_CHECKING:
    from monitoring.judging import Hit
    from monitoring.models import InboxItem, Signal


def why(signal: Signal) -> str:
    """What the desk saw: figures of the detector, or the words of the person."""
    if signal.kind == SignalKind.MANUAL or signal.drill_case_id:
        return signal.summary or signal.title
    if signal.kind == SignalKind.CLAIM:
        return repeated(signal.evidence)
    if not signal.evidence.get("kind"):
        return ""
    return "; ".join([sentence(signal.evidence), *_more(signal.evidence)])


def of_hit(hit: Hit) -> str:
    """What there would have been to say, when settings are tried on the past."""
    return "; ".join([sentence(hit.facts), *_more(hit.facts)])


#: More than half and a good deal more: "mostly".
MOSTLY = 0.6


def _more(facts: dict[str, Any]) -> list[str]:
    """Where it is said, how sure one can be, and what was not heard."""
    found = []
    if place := mainly_on(facts):
        found.append(_("mostly on %(platform)s") % {"platform": Platform(place).label})
    if (hours := facts.get("known_hours")) is not None:
        text = ngettext(
            "listening for only %(hours)s hour, so compared with general experience",
            "listening for only %(hours)s hours, so compared with general experience",
            hours,
        )
        found.append(text % {"hours": hours})
    if silent := facts.get("silent"):
        found.append(_("no data from %(sources)s meanwhile") % {"sources": ", ".join(silent)})
    return found


def mainly_on(facts: dict[str, Any]) -> str:
    """The platform that saw it, or that most of it comes from; none where it is spread."""
    platforms = facts.get("platforms") or {}
    total = sum(platforms.values())
    top = max(platforms, key=platforms.__getitem__, default="")
    if len(platforms) > 1 and platforms[top] >= MOSTLY * total:
        return top
    seen_on = facts.get("platform", "")
    return seen_on if seen_on in Platform.values else ""


def repeated(evidence: dict[str, Any]) -> str:
    """How often a known false claim was repeated; the claim itself is shown beside it."""
    sentences = [
        ngettext(
            "%(count)s text repeats a known false claim within 6 hours, on %(platforms)s.",
            "%(count)s texts repeat a known false claim within 6 hours, on %(platforms)s.",
            evidence["count"],
        )
        % {
            "count": evidence["count"],
            "platforms": ", ".join(str(Platform(name).label) for name in evidence["platforms"]),
        }
    ]
    if evidence["big_source"]:
        sentences.append(_("A source with wide reach is among them."))
    return " ".join(sentences)


def title(signal: Signal) -> str:
    """The signal in one line."""
    if signal.title:
        return signal.title
    name = signal.watch.name if signal.watch else signal.brand.name
    return {
        SignalKind.VOLUME: _("%(name)s: sudden rise of mentions"),
        SignalKind.NEGATIVE: _("%(name)s: sudden rise of negative mentions"),
        SignalKind.MOOD: _("%(name)s: the mood is turning"),
        SignalKind.SPREAD: _("%(name)s: negative mentions spread over platforms"),
        SignalKind.SOURCE: _("%(name)s: a wide source is negative"),
        SignalKind.CLAIM: _("%(name)s: a known false claim returns"),
        SignalKind.MANUAL: _("%(name)s: raised by hand"),
    }[SignalKind(signal.kind)] % {"name": name}


def faster(item: InboxItem) -> str:
    """Who did what with the item last, for somebody who pressed on an older page."""
    last = item.events.select_related("by", "to").last()
    if last is None:
        return _("This mention waits for an answer already.")
    words = {
        InboxVerb.ANSWERED: _("%(name)s answered this mention at %(time)s."),
        InboxVerb.NO_ANSWER: _("%(name)s marked it at %(time)s as needing no answer."),
        InboxVerb.REOPENED: _("%(name)s opened it again at %(time)s."),
        InboxVerb.ASSIGNED: _("%(name)s gave it to %(other)s at %(time)s.")
        if last.to
        else _("%(name)s gave it back to everyone at %(time)s."),
    }
    said = {
        "name": last.by.name,
        "other": last.to.name if last.to else "",
        "time": date_format(timezone.localtime(last.at), "H:i, d/m"),
    }
    return words[InboxVerb(last.verb)] % said
