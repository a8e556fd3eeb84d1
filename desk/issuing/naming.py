"""People by role: in a blameless review nobody is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import IncidentRole
from teams.models import Membership, Role, User

if TYPE_CHECKING:
    from incidents.models import Incident

#: What the document is, not what it tells: a colleague named "Vi" changes no language.
FIXED = frozenset({
    "brand", "confidential", "drill", "heading", "language", "none", "page", "reference",
})  # fmt: skip


def by_role(incident: Incident, document: dict[str, Any]) -> dict[str, Any]:
    """The document with every name of a person of the case replaced by a role."""
    return Roles(incident).told(document)


class Roles:
    """Whom the case and its brand know, and what each is called in the language of now."""

    def __init__(self, incident: Incident) -> None:
        self.names = {nfc(name): role for name, role in _called(incident).items() if name.strip()}
        longest_first = sorted(self.names, key=len, reverse=True)
        words = "|".join(_pattern(name) for name in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None
        self._folded = {name.casefold(): role for name, role in self.names.items()}

    def told(self, value: Any) -> Any:
        """Any value of a document, however deep."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, list):
            return [self.told(one) for one in value]
        if isinstance(value, dict):
            return {key: one if key in FIXED else self.told(one) for key, one in value.items()}
        return value

    def words(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda hit: self._folded[hit[0].casefold()], nfc(text))


def _pattern(name: str) -> str:
    """A name of one word is also a common word ("An", "Bình"): only its own spelling is a name."""
    return f"(?i:{re.escape(name)})" if " " in name else re.escape(name)


def _called(incident: Incident) -> dict[str, str]:
    """Names and what stands for them: the role in the case, else that in the brand."""
    in_brand = dict(
        Membership.objects.filter(brand=incident.brand_id).values_list("user__name", "role")
    )
    found = {name: str(Role(role).label) for name, role in in_brand.items()}
    acted = User.objects.filter(
        Q(pk__in=incident.timeline.values("actor")) | Q(assignments__incident=incident),
        is_automation=False,
    )
    for name in acted.values_list("name", flat=True):
        found.setdefault(name, _("a colleague"))
    rows = incident.assignments.order_by("-assigned_at").values_list("user__name", "role")
    for name, role in rows:
        found[name] = str(IncidentRole(role).label)
    return found
