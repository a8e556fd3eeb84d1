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
    from monitoring.models import InboxItem, Signal


def why(signal: Signal) -> str:
    """What the desk saw: figures of the detector, or the words of the person."""
    if signal.kind == SignalKind.MANUAL:
        return signal.summary or signal.title
    if signal.kind == SignalKind.CLAIM:
        return repeated(signal.evidence)
    return sentence(signal.evidence) if signal.evidence.get("kind") else ""


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
