"""A playbook taken over by another brand: as a draft there, with its origin named.

Approvals of its texts never travel: they are rows of the brand that gave them, and the draft's
words are read by nobody of the other brand yet.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from playbooks import selectors
from playbooks.models import LegalClock, Playbook
from playbooks.models.plan import COMMON
from playbooks.services.drafts import new_draft

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion
    from teams.models import Brand, User


@dataclass(frozen=True)
class Copied:
    """The draft in the other brand, and what the other brand does not know."""

    version: PlaybookVersion
    #: Names of legal deadlines and playbooks that the copy had to leave out.
    left_out: list[str]


@transaction.atomic
def copy_to(
    version: PlaybookVersion, brand: Brand, *, actor: User, slug: str = "", as_next: bool = False
) -> Copied:
    """Copy a version's words; `as_next` makes them the next version of a playbook that is there."""
    require(actor, "playbooks.read", version)
    require(actor, "playbooks.edit", brand)
    source = version.playbook
    slug = slug.strip() or source.slug
    _check_name(source, brand, slug)
    content, left_out = _fitted(version.content, brand, slug)
    playbook = _home(source, brand, slug, as_next=as_next)
    note = _("Copied from %(brand)s, version %(number)d.") % {
        "brand": source.brand.name,
        "number": version.number,
    }
    return Copied(new_draft(playbook, actor=actor, content=content, note=note), left_out)


def _check_name(source: Playbook, brand: Brand, slug: str) -> None:
    if brand.pk == source.brand_id:
        raise ValidationError({"brand": _("Choose another brand.")})
    if (slug == COMMON) != source.is_common:
        sentence = _("Only the common first hour has this identifier, and it keeps it.")
        raise ValidationError({"slug": sentence})


def _home(source: Playbook, brand: Brand, slug: str, *, as_next: bool) -> Playbook:
    """The playbook of the other brand that gets the draft; a taken name is no accident."""
    names = {"code": source.code, "name_vi": source.name_vi, "name_en": source.name_en}
    playbook, made = Playbook.objects.get_or_create(brand=brand, slug=slug, defaults=names)
    if made or as_next:
        return playbook
    sentence = _(
        "%(brand)s has a playbook with this identifier: “%(name)s”. Choose another identifier, or "
        "make the copy the next version of that playbook."
    )
    raise ValidationError({"slug": sentence % {"brand": brand.name, "name": playbook}})


def _fitted(content: dict[str, Any], brand: Brand, slug: str) -> tuple[dict[str, Any], list[str]]:
    """The words without what only the first brand has, and what that is."""
    content = deepcopy(content) | {"slug": slug}
    clocks = set(LegalClock.objects.filter(brand=brand).values_list("key", flat=True))
    books = set(Playbook.objects.filter(brand=brand).values_list("slug", flat=True)) - {slug}
    lost = [row["to"] for row in content.get("cross_over", ()) if row["to"] not in books]
    if "cross_over" in content:
        content["cross_over"] = [row for row in content["cross_over"] if row["to"] in books]
    _keep(content, "legal_clocks", clocks, lost)
    texts = _texts(brand, content)
    for row in content["steps"]:
        _keep(row, "clocks", clocks, lost)
        _keep(row, "statements", texts, lost)
    return content, sorted(set(lost))


def _keep(holder: dict[str, Any], name: str, known: set[str], lost: list[str]) -> None:
    """Only the keys that are known there; the others are told."""
    if name in holder:
        lost += [key for key in holder[name] if key not in known]
        holder[name] = [key for key in holder[name] if key in known]


def _texts(brand: Brand, content: dict[str, Any]) -> set[str]:
    """Texts that a step may point at over there: those that travel, and that brand's common ones."""
    shared = selectors.common(brand)
    common = shared.plan.templates if shared else ()
    return {row["key"] for row in content["templates"]} | {row.key for row in common}
