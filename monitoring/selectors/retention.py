"""What was removed, and what is about to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.ui.times import whole_day
from monitoring.enums import RemovalKind
from monitoring.intake.handles import Handle, bare
from monitoring.models import Mention, Removal, RetentionPolicy
from monitoring.selectors.named import still_in
from monitoring.services.retention import border, policy_of

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand

NEWEST = 50
#: No rule is shorter.
FEWEST_MONTHS = 3


def log(brand: Brand) -> list[dict[str, Any]]:
    """The newest removals, each in words."""
    rows = Removal.objects.filter(brand=brand).select_related("by")[:NEWEST]
    return [{"removal": row, "sentence": sentence(row)} for row in rows]


def about_to_go(brand: Brand, before: datetime) -> int:
    """How many mentions are older than the border and belong to no case."""
    return Mention.objects.filter(brand=brand, posted_at__lt=before, incident=None).count()


def kept_since(brand: Brand, begin: datetime) -> datetime | None:
    """Since when texts are kept, where a time reaches further back: counts of it stay, texts go."""
    if begin >= border(RetentionPolicy(keep_months=FEWEST_MONTHS)):
        return None
    since = border(policy_of(brand))
    return since if begin < since else None


def sentence(removal: Removal) -> str:
    """What went and what stayed."""
    went = ngettext(
        "%(count)s mention was removed", "%(count)s mentions were removed", removal.removed
    ) % {"count": _number(removal.removed)}
    facts = {"went": went, "kept": _number(removal.kept), "other": _number(removal.cleaned)}
    if removal.kind == RemovalKind.AUTHOR:
        return (
            _("%(went)s; the name was taken out of %(kept)s that stay and %(other)s other places.")
            % facts
        )
    day = whole_day(removal.before) if removal.before else ""
    return _("%(went)s, posted before %(day)s; %(kept)s stay with their cases. Counts stay.") % (
        facts | {"day": day}
    )


def rest(brand: Brand, name: str) -> str:
    """Where the name stays, for no later word changes a sealed line; empty where it is gone."""
    cases = [case.reference for case in still_in(brand, Handle(bare(name)))]
    if not cases:
        return ""
    sentence = _(
        "What is sealed still holds the name: title, facts, evidence or statements of %(cases)s."
    )
    return sentence % {"cases": ", ".join(cases)}


def _number(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)
