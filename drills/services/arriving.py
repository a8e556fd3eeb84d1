"""An inject reaches the players as what it is: a note, a signal, an enquiry, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.context import ActionSource, acting_from
from drills.enums import Arrives
from drills.services import pouring
from incidents.services import notes, watching
from monitoring.services import rehearsing
from statements.enums_desk import Reached
from statements.services import enquiries
from teams.automation import automation

if TYPE_CHECKING:
    from drills.models import Drill, Inject, InjectRun

#: From this share of negative posts on a flood is a spike for the case's quiet window.
SPIKE = 0.5


def arrive(drill: Drill, run: InjectRun) -> None:
    """Let it happen to the case; the caller holds the case's lock.

    A case whose work has ended takes notes only, so a late inject becomes one.
    """
    way = run.inject.arrives if drill.incident.is_open else Arrives.NOTE
    with acting_from(ActionSource.DRILL):
        _WAYS[way](drill, run)


def _note(drill: Drill, run: InjectRun) -> None:
    text = words(run.inject)
    # A note has an end, and both languages of an inject may go beyond it: then it comes in parts.
    for start in range(0, len(text), notes.LIMIT):
        notes.add(drill.incident, actor=automation(), text=text[start : start + notes.LIMIT])


def _signal(drill: Drill, run: InjectRun) -> None:
    inject = run.inject
    rehearsing.raise_in_drill(
        drill.incident,
        title=f"{inject.persona_vi}: {inject.content_vi}",
        summary="\n\n".join(filter(None, (inject.content_vi, inject.content_en))),
        **inject.details,
    )


def _enquiry(drill: Drill, run: InjectRun) -> None:
    details, moment = run.inject.details, now()
    enquiries.take_down(
        drill.incident.brand,
        actor=automation(),
        incident=drill.incident,
        outlet=details["outlet"],
        reporter=details.get("reporter", ""),
        channel=_REACHED[run.inject.arrives],
        questions=_asked(run.inject, details),
        received_at=moment,
        deadline=moment + minutes(details["deadline_minutes"]),
    )


_REACHED = {Arrives.CALL: Reached.PHONE, Arrives.ENQUIRY: Reached.EMAIL}


def _asked(inject: Inject, details: dict[str, Any]) -> str:
    """The question, else the words of the inject, in every language it is written in."""
    asked = [details.get(f"question_{code}", "") for code in ("vi", "en")]
    told = asked if any(asked) else [inject.content_vi, inject.content_en]
    return "\n\n".join(filter(None, told))


def _posts(drill: Drill, run: InjectRun) -> None:
    pouring.pour(drill, run)
    negative = run.posts.filter(label="negative").count() / max(run.posts.count(), 1)
    if negative >= SPIKE:
        # As a detector would: the quiet window begins anew. Figures would tell what is to come.
        watching.note_spike(drill.incident, actor=automation(), at=now())


_WAYS = {
    Arrives.NOTE: _note,
    Arrives.SIGNAL: _signal,
    Arrives.ENQUIRY: _enquiry,
    Arrives.CALL: _enquiry,
    Arrives.POSTS: _posts,
}


def words(inject: Inject) -> str:
    """How the players read it: who speaks, where, and what, in every language it is written in."""
    parts = []
    for code in ("vi", "en"):
        if content := getattr(inject, f"content_{code}"):
            with override(code):
                channel = inject.get_channel_display()
            parts.append(f"[{channel}] {inject.in_language('persona', code)}: {content}")
    return "\n\n".join(parts)
