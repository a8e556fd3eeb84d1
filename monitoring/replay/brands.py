"""The brands of a recording: found by slug or name, made when they are new."""

from __future__ import annotations

import hashlib
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from crisisdesk.kernel.text import fold
from monitoring.models import Watch
from teams.automation import automation
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def find_or_make(name: str) -> Brand:
    """The brand by slug or name, whatever accents and case; else a new one of that name."""
    return _found(name, Brand.objects.all()) or _make(name)


def _found(name: str, brands: Iterable[Brand]) -> Brand | None:
    """The one of this slug, else of this name, else of the slug that the name would get."""
    by_slug = {brand.slug: brand for brand in brands}
    by_name = {fold(brand.name): brand for brand in reversed(by_slug.values())}
    return by_slug.get(name) or by_name.get(fold(name)) or by_slug.get(_slug(name))


@transaction.atomic
def _make(name: str) -> Brand:
    return Brand.objects.get_or_create(slug=_slug(name), defaults={"name": name[:120]})[0]


def _slug(name: str) -> str:
    return slugify(fold(name))[:50] or hashlib.sha256(name.encode()).hexdigest()[:12]


def unknown(names: Iterable[str]) -> Iterator[tuple[str, Brand | None]]:
    """Those that would be made, each with the known brand that it may be a slip of."""
    brands = list(Brand.objects.all())
    written = {way: brand for brand in brands for way in (brand.slug, fold(brand.name))}
    new = {_slug(name): name for name in sorted(names, reverse=True) if not _found(name, brands)}
    for slug, name in sorted(new.items()):
        near = get_close_matches(fold(name), written, 1) or get_close_matches(slug, written, 1)
        yield name, written[near[0]] if near else None


def listening(brand: Brand) -> list[Watch]:
    """The brand's active watches; one that hears every mention where there is none."""
    found = list(Watch.objects.filter(brand=brand, active=True))
    if found:
        return found
    values = {"created_by": automation(), "active": True}
    return [Watch.objects.update_or_create(brand=brand, name=brand.name, defaults=values)[0]]
