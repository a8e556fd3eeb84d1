"""Writing a version: a draft copied from the one in force, saved until it is submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.errors import Blocked, Refusal, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks import schema
from playbooks.enums import VersionState
from playbooks.models import LegalClock, Playbook, PlaybookVersion
from playbooks.models.plan import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

OPEN_ALREADY = Refusal(
    "draft_exists", gettext_lazy("Someone already works on a new version of this playbook.")
)
NOT_A_DRAFT = Refusal("not_a_draft", gettext_lazy("Only a draft can be changed."))


@transaction.atomic
def new_draft(
    playbook: Playbook, *, actor: User, content: dict[str, Any] | None = None, note: str = ""
) -> PlaybookVersion:
    """Begin the next version, from given content or from the latest one."""
    require(actor, "playbooks.edit", playbook)
    playbook = lock(playbook)
    if playbook.versions.open().exists():
        raise Blocked([OPEN_ALREADY])
    latest = playbook.versions.first()
    given = latest.content if content is None and latest else content
    return PlaybookVersion.objects.create(
        playbook=playbook,
        number=latest.number + 1 if latest else 1,
        content=checked(playbook, given),
        author=actor,
        edited_by=actor,
        note=one_line(nfc(note), 500),
    )


@transaction.atomic
def save_draft(
    version: PlaybookVersion,
    content: dict[str, Any],
    *,
    actor: User,
    note: str | None = None,
    revision: int | None = None,
) -> PlaybookVersion:
    """Keep what was written; `revision` is the one the writer began from."""
    require(actor, "playbooks.edit", version)
    version = lock(version)
    if version.state != VersionState.DRAFT:
        raise Blocked([NOT_A_DRAFT])
    if revision is not None and revision != version.revision:
        raise Stale(version.revision)
    version.content = checked(version.playbook, content)
    version.__dict__.pop("plan", None)
    version.note = version.note if note is None else one_line(nfc(note), 500)
    version.edited_by = actor
    version.revision += 1
    version.save(update_fields=["content", "note", "edited_by", "revision"])
    return version


@transaction.atomic
def discard(version: PlaybookVersion, *, actor: User) -> None:
    """Throw a draft away; nothing ever ran on it."""
    require(actor, "playbooks.edit", version)
    version = lock(version)
    if version.state != VersionState.DRAFT:
        raise Blocked([NOT_A_DRAFT])
    version.delete()


def checked(playbook: Playbook, content: Any) -> dict[str, Any]:
    """The content in stored form; gaps may stay open, what is written must be right."""
    found = schema.clean(content, complete=False)
    if found["slug"] != playbook.slug:
        raise ValidationError({"slug": _("must stay %(slug)s") % {"slug": playbook.slug}})
    check_references(playbook.brand, found)
    return found


def check_references(brand: Brand, content: dict[str, Any]) -> None:
    """What a plan names beyond itself must exist in its brand."""
    books = Playbook.objects.filter(brand=brand).exclude(slug=content["slug"])
    slugs = set(books.values_list("slug", flat=True))
    clocks = set(LegalClock.objects.filter(brand=brand).values_list("key", flat=True))
    crossings = enumerate(content.get("cross_over", ()))
    errors = {
        f"cross_over[{at}].to": _("names no other playbook")
        for at, row in crossings
        if row["to"] not in slugs
    }
    no_clock, no_text = _("names no legal deadline"), _("names no prepared statement")
    errors |= _unknown(content.get("legal_clocks", ()), "legal_clocks", clocks, no_clock)
    texts = _texts(brand, content)
    for at, step in enumerate(content["steps"]):
        errors |= _unknown(step.get("clocks", ()), f"steps[{at}].clocks", clocks, no_clock)
        errors |= _unknown(step.get("statements", ()), f"steps[{at}].statements", texts, no_text)
    if errors:
        raise ValidationError(errors)


def _unknown(keys: Iterable[str], place: str, known: set[str], sentence: str) -> dict[str, str]:
    return {f"{place}[{index}]": sentence for index, key in enumerate(keys) if key not in known}


def _texts(brand: Brand, content: dict[str, Any]) -> set[str]:
    """Keys of the statements that a step may point at: the plan's own and the common ones."""
    own = {row["key"] for row in content["templates"]}
    if not any(step.get("statements") for step in content["steps"]):
        return own
    common = PlaybookVersion.objects.in_force().filter(playbook__brand=brand)
    shared = common.filter(playbook__slug=COMMON).values_list("content__templates", flat=True)
    return own | {row["key"] for rows in shared for row in rows}
