"""Signals in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from monitoring.detection.sentences import sentence
from monitoring.enums import SignalKind

if TYPE_CHECKING:
    from monitoring.models import Signal


def why(signal: Signal) -> str:
    """What the desk saw: figures of the detector, or the words of the person."""
    if signal.kind == SignalKind.MANUAL:
        return signal.summary or signal.title
    return sentence(signal.evidence) if signal.evidence.get("kind") else ""


def title(signal: Signal) -> str:
    """The signal in one line."""
    if signal.title:
        return signal.title
    name = signal.watch.name if signal.watch else signal.brand.name
    return {
        SignalKind.VOLUME: _("%(name)s: sudden rise of mentions"),
        SignalKind.NEGATIVE: _("%(name)s: sudden rise of negative mentions"),
        SignalKind.MOOD: _("%(name)s: the mood is turning"),
        SignalKind.MANUAL: _("%(name)s: raised by hand"),
    }[SignalKind(signal.kind)] % {"name": name}
