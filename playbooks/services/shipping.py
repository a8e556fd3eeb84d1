"""A desk that was filled by an older release takes over the shipped words of a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from playbooks.services.drafts import new_draft
from playbooks.services.seed import NOTE, shipped_plans

if TYPE_CHECKING:
    from playbooks.models import Playbook, PlaybookVersion
    from teams.models import User

NOTHING_NEW = Refusal("nothing_new", gettext_lazy("The desk has no newer words for this playbook."))


def newer(version: PlaybookVersion | None) -> dict[str, Any] | None:
    """The shipped content, where a plan still stands as it was shipped and that has changed since.

    What people have written is never offered to be replaced.
    """
    if version is None or version.number != 1 or version.note != NOTE:
        return None
    slug = version.content["slug"]
    content = next((plan for plan in shipped_plans() if plan["slug"] == slug), None)
    return content if content != version.content else None


def take_shipped(playbook: Playbook, *, actor: User) -> PlaybookVersion:
    """Into a draft, which a second person puts in force like any other."""
    require(actor, "playbooks.edit", playbook)
    content = newer(playbook.versions.in_force().first())
    if content is None:
        raise Blocked([NOTHING_NEW])
    return new_draft(playbook, actor=actor, content=content, note=_("Shipped with a newer desk."))
