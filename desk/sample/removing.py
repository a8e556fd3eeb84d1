"""Taking the sample away, with every row that hangs on it, through history that is kept otherwise.

Histories are append-only: triggers refuse to delete them. This is the one place that passes those
triggers, for the sample brand alone, inside one transaction, and it writes a line to the server's
log. Which rows go is read from the references of the tables, so that a new table needs no entry.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from monitoring.intake import months
from monitoring.intake.keys import key_of
from monitoring.models import Mention, MentionKey
from outbox.models import Delivery, OutboxMessage
from teams import sample
from teams.models import Brand, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from teams.models import User

    Rows = dict[type[models.Model], set]

log = logging.getLogger(__name__)


class NotOfTheSample(Exception):
    """A row of a real brand hangs on the sample; nothing is removed."""


def remove(*, actor: User) -> int:
    """Remove the sample brand and all its rows; returns how many there were.

    The right is that of a real brand's admin: the caller has checked it before leaving the sample.
    """
    with transaction.atomic():
        brand = Brand.objects.select_for_update().filter(is_sample=True).first()
        if brand is None:
            return 0
        rows = _rows_of(brand)
        _refuse_others(rows, brand)
        with connection.cursor() as cursor:
            # A key that is being carried over meanwhile would stay behind.
            cursor.execute(months.HOLD)
        keys = _mention_keys(rows)
        told = {model: _told(model) for model in (Notice, OutboxMessage)}
        with pgtrigger.ignore(*_triggers(rows)):
            for model, pks in rows.items():
                _delete(model, pks)
        _delete(MentionKey, keys)
        _delete(Delivery, set(_deliveries(told[OutboxMessage])))
        for model, pks in told.items():
            _delete(model, pks)
        # Constraints are checked now, while the transaction can still be undone.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    count = sum(map(len, rows.values())) + len(keys)
    log.warning("The sample was removed by %s: %s rows.", actor.email, count)
    return count


def _models() -> list[type[models.Model]]:
    rooms = set(settings.ROOMS)
    every = apps.get_models(include_auto_created=True)
    return [m for m in every if m._meta.app_label in rooms and m._meta.managed]  # noqa: SLF001


def _rows_of(brand: Brand) -> Rows:
    """The brand and whatever cannot be without it, reference by reference until nothing is new."""
    found: Rows = defaultdict(set, {Brand: {brand.pk}})
    fresh: Rows = {Brand: {brand.pk}}
    while fresh:
        later: Rows = defaultdict(set)
        for model, field in _references(set(fresh)):
            target = fresh[field.related_model]
            pks = model._base_manager.filter(**{f"{field.name}__in": target})  # noqa: SLF001
            later[model] |= set(pks.values_list("pk", flat=True)) - found[model]
        fresh = {model: pks for model, pks in later.items() if pks}
        for model, pks in fresh.items():
            found[model] |= pks
    return dict(found)


def _references(
    targets: set[type[models.Model]],
) -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Keys to these tables by which a row depends on another; one that may be emptied does not."""
    for model in _models():
        for field in model._meta.concrete_fields:  # noqa: SLF001
            ties = isinstance(field, models.ForeignKey) and field.related_model in targets
            if ties and field.remote_field.on_delete is not models.SET_NULL:
                yield model, field


def _refuse_others(rows: Rows, brand: Brand) -> None:
    """Nothing that names another brand may go: that would be somebody's real work."""
    for model, pks in rows.items():
        names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001
        if model is Brand or "brand" not in names:
            continue
        if model._base_manager.filter(pk__in=pks).exclude(brand=brand).exists():  # noqa: SLF001
            raise NotOfTheSample(model._meta.label)  # noqa: SLF001
    if rows[Brand] != {brand.pk}:
        raise NotOfTheSample(Brand._meta.label)  # noqa: SLF001


def _mention_keys(rows: Rows) -> set:
    """What was remembered of the sample's mentions, which no reference leads to."""
    mentions = Mention.objects.filter(pk__in=rows.get(Mention, set()))
    digests = [key_of(*one) for one in mentions.values_list("source", "external_id")]
    return set(MentionKey.objects.filter(pk__in=digests).values_list("pk", flat=True))


def _told(model: type[Notice | OutboxMessage]) -> set:
    """Should a notice or a letter about a case of the sample ever have been written."""
    numbered = rf"^(INC|DRL|ST)-[0-9]{{{len(str(sample.NUMBERS_FROM))},9}}$"
    about = model.objects.filter(subject__regex=numbered).values_list("pk", "subject")
    return {pk for pk, subject in about if int(subject.partition("-")[2]) >= sample.NUMBERS_FROM}


def _deliveries(messages: set) -> QuerySet:
    return Delivery.objects.filter(message__in=messages).values_list("pk", flat=True)


def _triggers(rows: Rows) -> list[str]:
    """The triggers that keep rows of these tables, and no others."""
    known = pgtrigger.registered()
    return [
        f"{model._meta.label}:{trigger.name}"  # noqa: SLF001
        for model, trigger in known
        if model in rows and isinstance(trigger, pgtrigger.Protect)
    ]


def _delete(model: type[models.Model], pks: set) -> None:
    rows = model._base_manager.filter(pk__in=pks)  # noqa: SLF001
    rows._raw_delete(rows.db)  # noqa: SLF001 -- references are followed above, by all tables
