"""Watches: made and edited by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import fold, nfc
from monitoring.enums import TuningCause
from monitoring.models import Watch
from monitoring.services import tuning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

MOST_WORDS = 200


@transaction.atomic
def create(brand: Brand, *, actor: User, **values: Any) -> Watch:
    """Listen for something new; mentions that come in from now on are matched."""
    require(actor, "monitoring.manage", brand)
    watch = Watch(brand=brand, created_by=actor, **_tidy(values))
    watch.full_clean()
    watch.save()
    return watch


@transaction.atomic
def edit(watch: Watch, *, actor: User, **values: Any) -> Watch:
    """Change what is listened for. What was counted before stays as it was counted."""
    require(actor, "monitoring.manage", watch)
    before = tuning.settings_of(Watch.objects.get(pk=watch.pk))
    for name, value in _tidy(values).items():
        setattr(watch, name, value)
    watch.full_clean()
    watch.save(update_fields=list(values))
    tuning.note(Watch.objects.get(pk=watch.pk), before, TuningCause.HAND, actor=actor)
    return watch


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    tidy = dict(values)
    if "name" in tidy:
        tidy["name"] = nfc(tidy["name"]).strip()
    for field in {"words", "excluded"} & set(tidy):
        tidy[field] = words(field, tidy[field])
    return tidy


def words(field: str, given: Iterable[str]) -> list[str]:
    """Each word once, whatever its accents; one without a letter or digit matches nothing."""
    found: dict[str, str] = {}
    for word in given:
        clean = " ".join(nfc(word).split())
        if not any(sign.isalnum() for sign in clean):
            continue
        found.setdefault(fold(clean), clean)
    if len(found) > MOST_WORDS:
        raise ValidationError({field: _("At most %(count)s words.") % {"count": MOST_WORDS}})
    return list(found.values())
