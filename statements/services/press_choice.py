"""Which groups of the press list a version goes to: part of what approvers sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from statements.enums import Audience
from statements.models import PressGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from statements.models import Statement, StatementVersion

PRESS = "press"


def wanted(
    statement: Statement,
    old: StatementVersion,
    chosen: Iterable[int] | None,
    channels: Collection[str],
) -> list[int]:
    """The groups of the next version. A notice reaches at least whom the mistake reached."""
    target = statement.target
    bound = target.version_said.press_groups if target else []
    found = {*(old.press_groups if chosen is None else chosen), *bound}
    if not found:
        return []
    known = PressGroup.objects.filter(brand=statement.brand_id, pk__in=found)
    open_ones = {group.pk for group in known if group.is_active}
    if {group.pk for group in known} != found:
        raise ValidationError({"press_groups": _("Choose groups of this brand's press list.")})
    if statement.audience != Audience.PUBLIC:
        raise ValidationError({"press_groups": _("Only a public text goes to the press list.")})
    if PRESS not in channels:
        raise ValidationError({"press_groups": _("Choose the channel “Press” as well.")})
    # A group that was closed meanwhile is written to no longer.
    return sorted(open_ones)
