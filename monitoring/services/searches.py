"""Filters kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.text import nfc, one_line
from monitoring.models import SavedSearch

if TYPE_CHECKING:
    from teams.models import Brand, User

#: More than this nobody finds anything in.
MOST = 50


@transaction.atomic
def save(brand: Brand, *, name: str, query: str, actor: User, shared: bool = False) -> SavedSearch:
    """Keep the filters, for oneself or for everyone of the brand; the same name replaces them."""
    require(actor, "monitoring.share_search" if shared else "monitoring.save_search", brand)
    name = one_line(nfc(name), 60)
    if not name:
        raise ValidationError({"name": _("Give the filters a name.")})
    if not query:
        raise ValidationError(_("Choose at least one filter first."))
    mine = SavedSearch.objects.filter(brand=brand, owner=actor)
    if mine.exclude(name=name).count() >= MOST:
        raise ValidationError(_("Delete some of your saved filters first."))
    saved, _made = SavedSearch.objects.update_or_create(
        brand=brand, owner=actor, name=name, defaults={"query": query, "shared": shared}
    )
    return saved


@transaction.atomic
def delete(saved: SavedSearch, *, actor: User) -> None:
    """Forget them: one's own, or, for those who run the desk, what was shared."""
    require(actor, "monitoring.save_search", saved)
    runs = saved.shared and may(actor, "monitoring.manage", saved)
    if saved.owner_id != actor.pk and not runs:
        raise Forbidden(_("Only whoever saved these filters may delete them."))
    saved.delete()
