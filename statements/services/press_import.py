"""A table joins the press list: looked at first, then taken in at one stroke."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import one_line
from statements.models import PressContact, PressGroup, PressImport
from statements.press_table import Fate, Planned, plan
from statements.services.press_list import one_writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

#: A table that nobody decided about, and what was refused of others, are kept so long.
KEPT = timedelta(days=1)
SHOWN = 1_000


def upload(brand: Brand, *, actor: User, name: str, content: bytes) -> PressImport:
    """Keep a table to look at; what is no list of people is refused with a reason."""
    require(actor, "statements.edit_press", brand)
    plan(brand, content)
    return PressImport.objects.create(
        brand=brand, by=actor, name=one_line(name, 120), content=content
    )


@transaction.atomic
def take_in(job: PressImport, *, actor: User) -> PressImport:
    """Add and change as the preview said, reckoned anew; a second press does nothing."""
    require(actor, "statements.edit_press", job.brand)
    one_writer(job.brand)
    job = PressImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.done_at is not None:
        return job
    rows = plan(job.brand, bytes(job.content))
    groups = _groups(job.brand, rows)
    _add(job.brand, actor, [row for row in rows if row.fate == Fate.ADD])
    for row in rows:
        if row.fate == Fate.CHANGE and row.contact is not None:
            _change(row.contact, row.values)
    _join(rows, groups)
    job.outcome = _outcome(rows)
    job.content, job.done_at = b"", now()
    job.save()
    return job


def _add(brand: Brand, actor: User, rows: list[Planned]) -> None:
    for row in rows:
        row.contact = PressContact(brand=brand, created_by=actor, **row.values)
        row.contact.tidy()
    PressContact.objects.bulk_create((row.contact for row in rows), batch_size=1_000)


def _change(contact: PressContact, values: dict[str, Any]) -> None:
    """An empty cell says nothing: it takes nothing away."""
    for key, value in values.items():
        if value or key == "language":
            setattr(contact, key, value)
    contact.save()


def _groups(brand: Brand, rows: Iterable[Planned]) -> dict[str, PressGroup]:
    """Groups by folded name; those that are new begin here."""
    known = {
        group.name.casefold(): group
        for group in PressGroup.objects.filter(brand=brand, is_active=True)
    }
    for row in rows:
        for name in row.groups if row.fate in (Fate.ADD, Fate.CHANGE) else ():
            if name.casefold() not in known:
                known[name.casefold()] = PressGroup.objects.create(brand=brand, name=name)
    return known


def _join(rows: Iterable[Planned], groups: dict[str, PressGroup]) -> None:
    through = PressContact.groups.through
    through.objects.bulk_create(
        (
            through(presscontact=row.contact, pressgroup=groups[name.casefold()])
            for row in rows
            if row.fate in (Fate.ADD, Fate.CHANGE)
            for name in row.groups
        ),
        ignore_conflicts=True,
    )


def _outcome(rows: list[Planned]) -> dict[str, Any]:
    refused = [row for row in rows if row.fate == Fate.REFUSED]
    return {
        "counts": dict(Counter(str(row.fate) for row in rows)),
        "refused": [
            {"line": row.number, "reason": row.reason, "cells": row.cells}
            for row in refused[:SHOWN]
        ],
    }


def sweep() -> int:
    """Tables are personal data: they are not kept longer than somebody needs to decide."""
    gone, _by_kind = PressImport.objects.filter(at__lt=now() - KEPT).delete()
    return gone
