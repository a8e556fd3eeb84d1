"""What a person may do with a version now, and why not; pages and API show the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import blockers, permitted, reachable

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion
    from teams.models import User

NAMES = ("submit", "publish", "return_to_draft", "retire")
WHO = {
    "submit": _("Only an admin submits a version."),
    "publish": _(
        "A second person gives the word: a manager, or legal when statement texts changed; "
        "never who wrote or submitted it."
    ),
    "return_to_draft": _("Only an admin or a second person returns a version."),
    "retire": _("Only an admin retires a playbook."),
}


@dataclass(frozen=True)
class Offer:
    """One transition that leaves from the present state."""

    name: str
    reasons: list[Refusal]

    @property
    def allowed(self) -> bool:
        return not self.reasons


def offers(version: PlaybookVersion, user: User) -> dict[str, Offer]:
    """Transitions of the present state by name."""
    steps = {name: getattr(version, name) for name in NAMES}
    return {
        name: Offer(name, _reasons(name, step, user))
        for name, step in steps.items()
        if reachable(step)
    }


def _reasons(name: str, step: object, user: User) -> list[Refusal]:
    if not permitted(step, user):
        return [Refusal("forbidden", WHO[name])]
    return blockers(step)
