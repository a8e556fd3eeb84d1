"""Readiness day by day: keeps the map's figures and turns the worst gaps into tasks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import nfc, one_line
from drills import readiness_map
from drills.models import ReadinessDay, ReadinessTask
from teams.models import Brand, Role, User
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from drills.readiness_map import Map, Spot

#: So many at a time: a list of forty gaps is read by nobody.
MOST_TASKS = 5
TASK_LASTS = timedelta(days=14)
LEFT_FOR = timedelta(days=90)
REMIND_EVERY = timedelta(days=7)


def sweep() -> int:
    """Once a day for each brand that has a playbook; returns how many brands were looked at."""
    today = timezone.localdate()
    real = Brand.objects.filter(is_sample=False, playbooks__retired_at=None)
    brands = real.exclude(readiness_days__day=today)
    return each(list(brands.distinct()), lambda brand: look(brand, today))


@transaction.atomic
def look(brand: Brand, today: date | None = None) -> int:
    """Keep the day's figures, close the tasks of gaps that were mended, open new ones, remind."""
    # One sweep at a time: the day's row would be written twice, and tasks told twice.
    brand = Brand.objects.select_for_update().get(pk=brand.pk)
    today = today or timezone.localdate()
    found = readiness_map.read(brand)
    ReadinessDay.objects.update_or_create(
        brand=brand, day=today, defaults={"overall": found.overall, "cells": found.figures}
    )
    _close_mended(brand, found)
    _open_worst(brand, found, today)
    _remind(brand, today)
    return 1


@transaction.atomic
def leave(task: ReadinessTask, *, actor: User, reason: str) -> ReadinessTask:
    """Leave a gap for three months, with a reason."""
    require(actor, "drills.prepare", task)
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a sentence why it may wait.")}, code="required")
    task = ReadinessTask.objects.select_for_update().get(pk=task.pk)
    if task.closed_at is None:
        task.closed_at, task.left_by = now(), actor
        task.left_reason = one_line(nfc(reason), 300)
        task.left_until = timezone.localdate() + LEFT_FOR
        task.save()
    return task


@transaction.atomic
def give(task: ReadinessTask, *, actor: User, owner: User) -> ReadinessTask:
    """Put a gap into somebody's hands; they are told."""
    require(actor, "drills.prepare", task)
    if not people(task.brand).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("This person does not work for this brand.")})
    task = ReadinessTask.objects.select_for_update().select_related("playbook").get(pk=task.pk)
    if task.owner_id != owner.pk:
        task.owner = owner
        task.save(update_fields=["owner"])
        _tell(task, f"given:{owner.pk}:{now().timestamp()}")
    return task


def _close_mended(brand: Brand, found: Map) -> None:
    """A gap that is at least fair now is no task any more; so is one of a retired type."""
    poor = {(spot.playbook.pk, spot.cell.value) for spot in found.worst}
    for task in ReadinessTask.objects.filter(brand=brand, closed_at=None):
        if (task.playbook_id, task.cell) not in poor:
            task.closed_at = now()
            task.save(update_fields=["closed_at"])


def _open_worst(brand: Brand, found: Map, today: date) -> None:
    taken = set(
        ReadinessTask.objects.filter(
            Q(closed_at=None) | Q(left_until__gt=today), brand=brand
        ).values_list("playbook", "cell")
    )
    room = MOST_TASKS - ReadinessTask.objects.filter(brand=brand, closed_at=None).count()
    fresh = [s for s in found.worst if (s.playbook.pk, s.cell.value) not in taken]
    for spot in fresh[: max(room, 0)]:
        task = ReadinessTask.objects.create(
            brand=brand,
            playbook=spot.playbook,
            cell=spot.cell,
            owner=_owner(brand, spot),
            due_on=today + TASK_LASTS,
        )
        _tell(task, "opened")


def _owner(brand: Brand, spot: Spot) -> User | None:
    """Whoever watches the gravest risk of the type, else an admin."""
    risks = spot.playbook.risks.filter(closed_at=None, owner__is_active=True)
    if (risk := risks.order_by("-likelihood", "-impact").first()) is not None:
        return risk.owner
    return people(brand, {Role.ADMIN}).order_by("pk").first()


def _remind(brand: Brand, today: date) -> None:
    """Late ones, once a week."""
    late = ReadinessTask.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - REMIND_EVERY),
        brand=brand,
        closed_at=None,
        due_on__lt=today,
    ).select_related("playbook", "owner")
    for task in late:
        task.reminded_on = today
        task.save(update_fields=["reminded_on"])
        _tell(task, f"late:{today}")


def _in_both(task: ReadinessTask) -> dict[str, str]:
    """The name of the cell in both languages: the letter chooses when it is written."""
    words = {}
    for language in ("vi", "en"):
        with override(language):
            words[language] = str(task.get_cell_display())
    return words


def _tell(task: ReadinessTask, what: str) -> None:
    if task.owner is None:
        return
    name = {"vi": task.playbook.name_vi, "en": task.playbook.name_en}
    tell(
        [task.owner],
        "drills.gap",
        key=f"gap:{task.pk}:{what}",
        url=reverse("drills:gaps"),
        cell=_in_both(task),
        type=name,
        late=what.startswith("late"),
    )
