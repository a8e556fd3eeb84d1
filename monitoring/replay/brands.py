"""The brands of a recording: found by slug or name, made when they are new."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.text import slugify

from crisisdesk.kernel.text import fold
from monitoring.models import Watch
from teams.automation import automation
from teams.models import Brand


def find_or_make(name: str) -> Brand:
    """The brand by slug or name, whatever accents and case; else a new one of that name."""
    by_slug = Brand.objects.filter(slug=name).first()
    if by_slug is not None:
        return by_slug
    key = fold(name)
    known = next((brand for brand in Brand.objects.all() if fold(brand.name) == key), None)
    return known or _make(name)


@transaction.atomic
def _make(name: str) -> Brand:
    slug = slugify(fold(name))[:50] or hashlib.sha256(name.encode()).hexdigest()[:12]
    return Brand.objects.get_or_create(slug=slug, defaults={"name": name[:120]})[0]


def listening(brand: Brand) -> list[Watch]:
    """The brand's active watches; one that hears every mention where there is none."""
    found = list(Watch.objects.filter(brand=brand, active=True))
    if found:
        return found
    values = {"created_by": automation(), "active": True}
    return [Watch.objects.update_or_create(brand=brand, name=brand.name, defaults=values)[0]]
