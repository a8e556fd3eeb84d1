"""Driving a story that runs: stop it, let it run faster, bring something forward, put something in.

Only the story changes its pace. Deadlines of the case run as in life, or the drill would measure
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from drills.enums import Channel, Speed
from drills.models import Inject, InjectRun
from drills.services import pouring
from drills.services.branching import story_minutes
from drills.services.running import bring, deliver, hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from drills.models import Drill
    from teams.models import User


@transaction.atomic
def pause(drill: Drill, *, actor: User) -> Drill:
    """Let the story stand still; what is due waits until it goes on."""
    drill = _running(drill, actor)
    if drill.paused_at is None:
        # What was due before the press still comes.
        deliver(drill)
        drill.paused_at = drill.paced_at = now()
        drill.save(update_fields=["paused_at", "paced_at"])
    return drill


@transaction.atomic
def go_on(drill: Drill, *, actor: User) -> Drill:
    """Let the story go on where it stood."""
    drill = _running(drill, actor)
    if drill.paused_at is not None:
        lost = now() - drill.paused_at
        pouring.move_on(drill, drill.paused_at, lost)
        _move(drill, lambda at: at + lost)
        drill.paused_at = None
        drill.save(update_fields=["paused_at"])
        deliver(drill)
    return drill


@transaction.atomic
def set_speed(drill: Drill, *, actor: User, speed: int) -> Drill:
    """What is left of the story comes so many times as fast."""
    drill = _running(drill, actor)
    if speed not in Speed.values:
        raise ValidationError({"speed": _("Choose one of the speeds.")})
    if speed != drill.speed:
        since, factor = drill.paused_at or now(), drill.speed / speed
        pouring.squeeze(drill, since, factor)
        _move(drill, lambda at: since + (at - since) * factor)
        drill.speed = speed
        drill.save(update_fields=["speed"])
        deliver(drill)
    return drill


@transaction.atomic
def send_now(run: InjectRun, *, actor: User) -> InjectRun:
    """Bring one inject forward; also while the story stands still, and one that was left out."""
    drill = _running(run.drill, actor)
    run = drill.runs.select_for_update().get(pk=run.pk)
    if run.delivered_at is not None:
        raise Blocked([Refusal("delivered", _("The players have seen this already."))])
    run.due_at = now()
    bring(drill, run)
    return run


@transaction.atomic
def put_in(
    drill: Drill, *, actor: User, channel: str, persona: str, content: str, expected: str = ""
) -> InjectRun:
    """Say something to the players that no scenario foresaw; it belongs to this drill alone."""
    drill = _running(drill, actor)
    if not content.strip():
        raise ValidationError({"content": _("Say what happens.")}, code="required")
    if channel not in Channel.values:
        raise ValidationError({"channel": _("Choose a channel.")})
    last = drill.scenario.injects.aggregate(order=Max("order"))["order"] or 0
    inject = Inject.objects.create(
        scenario=drill.scenario,
        only_for=drill,
        order=last + 1,
        # No key: it is no piece of the story, and a file may use any.
        at_minute=min(max(int(story_minutes(drill)), 0), 32_000),
        channel=channel,
        persona_vi=one_line(nfc(persona), 120) or actor.name,
        content_vi=nfc(content).strip(),
        expected_vi=nfc(expected).strip(),
    )
    run = InjectRun.objects.create(drill=drill, inject=inject, due_at=now())
    bring(drill, run)
    return run


def _running(drill: Drill, actor: User) -> Drill:
    require(actor, "drills.drive", drill)
    drill = hold(drill.pk)
    if not drill.is_running:
        raise Blocked([Refusal("ended", _("This drill has ended already."))])
    return drill


def _move(drill: Drill, change: Callable[[datetime], datetime]) -> None:
    """Move everything that is still to come."""
    for run in drill.runs.filter(delivered_at=None):
        run.due_at = change(run.due_at)
        run.save(update_fields=["due_at"])
    drill.story_ends_at = change(drill.ends_at)
    drill.paced_at = now()
    drill.save(update_fields=["story_ends_at", "paced_at"])
