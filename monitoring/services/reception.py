"""Mentions for several brands in one call: each item names its own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.text import fold
from monitoring.services.ingest import Result, take_in
from teams.models import Brand
from teams.roles import memberships

if TYPE_CHECKING:
    from collections.abc import Sequence

    from teams.models import User

MOST = 1000


def listed(data: Any) -> list[Any]:
    """1 to 1,000 mentions as a list."""
    if not isinstance(data, list):
        raise ValidationError(_("Send a list of mentions."))
    if not 1 <= len(data) <= MOST:
        raise ValidationError(_("Send between 1 and %(most)s mentions.") % {"most": MOST})
    return data


def receive(items: Sequence[Any], *, actor: User) -> Result:
    """Take in a list in which every item says its brand; others' brands do not exist here."""
    brands = _brands(actor)
    places: dict[Brand, list[int]] = defaultdict(list)
    result = Result()
    for index, item in enumerate(items):
        brand = brands.get(_name(item))
        if brand is None:
            result.rejected.append({"index": index, "errors": _unknown(item)})
        else:
            places[brand].append(index)
    for brand, indexes in places.items():
        part = take_in([items[index] for index in indexes], brand=brand, actor=actor)
        _add(result, part, indexes)
    result.rejected.sort(key=lambda bad: bad["index"])
    return result


def _brands(actor: User) -> dict[str, Brand]:
    """Brands the person may feed, by slug and by name."""
    found: dict[str, Brand] = {}
    for row in memberships(actor).values():
        if may(actor, "monitoring.take_in", row.brand):
            found[fold(row.brand.name)] = row.brand
            found[row.brand.slug] = row.brand
    return found


def _name(item: Any) -> str:
    name = item.get("brand") if isinstance(item, dict) else None
    return fold(name.strip()) if isinstance(name, str) else ""


def _unknown(item: Any) -> dict[str, list[str]]:
    if not isinstance(item, dict):
        return {"non_field_errors": [_("A mention must be an object with named fields.")]}
    if not item.get("brand"):
        return {"brand": [_("Say which brand this is about.")]}
    return {"brand": [_("There is no such brand that you may add mentions to.")]}


def _add(result: Result, part: Result, indexes: list[int]) -> None:
    result.accepted += part.accepted
    result.duplicates += part.duplicates
    for bad in part.rejected:
        result.rejected.append({"index": indexes[bad["index"]], "errors": bad["errors"]})
