"""How sensitive a watch is: set by hand, tried on the past, learned from "not a crisis"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from monitoring.enums import DismissReason, Sensitivity, SignalKind, TuningCause
from monitoring.judging import BIG_SOURCE, Rules
from monitoring.models import BrandRules, Tuning, Watch

if TYPE_CHECKING:
    from datetime import time

    from monitoring.models import Signal
    from teams.models import Brand, User

#: So many times "not a crisis" make it half as sensitive, and more change nothing.
MOST_EASED = 4
#: What the sensitivity of a watch decides about.
LEARNS_FROM = (SignalKind.VOLUME, SignalKind.NEGATIVE, SignalKind.MOOD, SignalKind.SPREAD)
FIELDS = ("sensitivity", "min_count", "eased")


def factor_of(sensitivity: str, eased: int = 0) -> float:
    """Peaks that come so many times as often as usual reach the levels."""
    return Sensitivity.factors[sensitivity] * 0.5 ** (eased / MOST_EASED)


def rules_of(watch: Watch, **other: Any) -> Rules:
    """What the detectors of a watch go by; `other` settings are tried in place of its own."""
    own = BrandRules.objects.filter(brand=watch.brand_id).values_list("big_source", flat=True)
    settings = settings_of(watch) | other
    return Rules(
        factor=factor_of(settings["sensitivity"], settings["eased"]),
        min_count=settings["min_count"],
        big_source=own.first() or BIG_SOURCE,
    )


def settings_of(watch: Watch) -> dict[str, Any]:
    """What a change records."""
    return {name: getattr(watch, name) for name in FIELDS}


def learn(signal: Signal, *, actor: User) -> Tuning | None:
    """After "not a crisis": a little less sensitive, within bounds, and on the record."""
    if signal.dismissed_reason != DismissReason.NOT_A_CRISIS or signal.watch is None:
        return None
    watch = lock(signal.watch)
    if signal.kind not in LEARNS_FROM or watch.eased >= MOST_EASED:
        return None
    before = settings_of(watch)
    watch.eased += 1
    watch.save(update_fields=["eased"])
    return note(watch, before, TuningCause.FEEDBACK, actor=actor, signal=signal)


@transaction.atomic
def apply(watch: Watch, *, sensitivity: str, min_count: int, actor: User) -> Watch:
    """Set what was tried on the past; what was learned is replaced by it."""
    require(actor, "monitoring.manage", watch)
    watch = lock(watch)
    before = settings_of(watch)
    watch.sensitivity, watch.min_count, watch.eased = sensitivity, min_count, 0
    watch.full_clean()
    watch.save(update_fields=list(FIELDS))
    note(watch, before, TuningCause.TRIAL, actor=actor)
    return watch


def note(
    watch: Watch,
    before: dict[str, Any],
    cause: str,
    *,
    actor: User,
    signal: Signal | None = None,
) -> Tuning | None:
    """Keep a change on the record; none where nothing changed."""
    after = settings_of(watch)
    if after == before:
        return None
    return Tuning.objects.create(
        watch=watch, cause=cause, signal=signal, by=actor, before=before, after=after
    )


@transaction.atomic
def undo(tuning: Tuning, *, actor: User) -> Watch:
    """Take one change back: a lesson by its one step, anything else to what it was before."""
    require(actor, "monitoring.undo_tuning", tuning)
    watch = lock(tuning.watch)
    tuning = lock(tuning)
    if tuning.undone_at:
        raise Blocked([Refusal("undone_already", _("This change was taken back already."))])
    if tuning.cause == TuningCause.FEEDBACK:
        watch.eased = max(watch.eased - 1, 0)
    elif settings_of(watch) != tuning.after:
        sentence = _("The watch was changed again since; take the later changes back first.")
        raise Blocked([Refusal("changed_since", sentence)])
    else:
        for name, value in tuning.before.items():
            setattr(watch, name, value)
    watch.save(update_fields=list(FIELDS))
    tuning.undone_at, tuning.undone_by = now(), actor
    tuning.save(update_fields=["undone_at", "undone_by"])
    return watch


@transaction.atomic
def set_rules(
    brand: Brand,
    *,
    actor: User,
    big_source: int,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> BrandRules:
    """How wide a wide source is, and in which hours a warning waits for the morning."""
    require(actor, "monitoring.manage", brand)
    if (quiet_from is None) != (quiet_until is None):
        sentence = _("Give both: from when and until when it is quiet.")
        raise ValidationError({"quiet_until": sentence})
    rules = BrandRules(
        brand=brand, big_source=big_source, quiet_from=quiet_from, quiet_until=quiet_until
    )
    rules.clean_fields()
    BrandRules.objects.update_or_create(
        brand=brand,
        defaults={
            "big_source": big_source, "quiet_from": quiet_from, "quiet_until": quiet_until,
        },
    )  # fmt: skip
    return rules
