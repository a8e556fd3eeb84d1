"""From a lesson into a plan: proposed, taken over into a draft, in force with a second person."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks import checks, rows, schema
from playbooks.enums import ChangeKind, Part, ProposalState, VersionState
from playbooks.models import Playbook, PlaybookVersion, Proposal
from playbooks.services.drafts import checked, new_draft, save_draft
from teams.models import Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User

TAKEN = Refusal("taken", _("An admin has taken this proposal over into a version already."))
DECLINED = Refusal("declined", _("This proposal was declined."))
IN_REVIEW = Refusal(
    "in_review",
    _("A version of this playbook waits for its second person; take the proposal over afterwards."),
)
GONE = Refusal(
    "row_gone", _("The row that this proposal is about is not in the playbook any more.")
)
OTHER_NOW = Refusal(
    "row_changed",
    _("The row has been changed since; open the proposal and word it on what stands there now."),
)
LONGEST = 2000


@transaction.atomic
def propose(
    playbook: Playbook,
    *,
    actor: User,
    source: str,
    words: str,
    part: str = "",
    kind: str = "",
    key: str = "",
    row: dict[str, Any] | None = None,
) -> Proposal:
    """Put what a case taught before the admins; whether it may is the case's own rule."""
    require(actor, "playbooks.read", playbook)
    proposal = Proposal(playbook=playbook, source=source, by=actor, words=_sentence(words))
    if part:
        proposal.part, proposal.kind = Part(part), ChangeKind(kind)
        content = latest(playbook).content
        if proposal.part not in content:
            raise ValidationError({"part": _("This playbook has no such part.")})
        _aim(proposal, content, key)
    proposal.save()
    if proposal.part and proposal.kind != ChangeKind.REMOVE:
        proposal.row = worded(proposal, row or {}, latest(playbook).content)
        proposal.save(update_fields=["row", "key"])
    admins = people(playbook.brand_id, {Role.ADMIN})
    _tell(admins, "playbooks.suggested", proposal, actor, proposal.words)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal) -> None:
    """Take back what nobody has answered; a declined one stays as it was answered."""
    proposal = lock(proposal)
    if proposal.state == ProposalState.DECLINED:
        return
    if proposal.state != ProposalState.PROPOSED:
        raise Blocked([TAKEN])
    proposal.delete()


@transaction.atomic
def take(proposal: Proposal, *, actor: User, row: dict[str, Any] | None = None) -> PlaybookVersion:
    """Write a proposal into the open draft, or into a new one; `row` is the admin's own wording."""
    require(actor, "playbooks.edit", proposal)
    playbook = lock(proposal.playbook)
    proposal = _unanswered(lock(proposal))
    draft = _draft(playbook, proposal, actor)
    if proposal.part:
        _fits(proposal, draft, reworded=row is not None)
        if row is not None and proposal.kind != ChangeKind.REMOVE:
            proposal.row = worded(proposal, row, draft.content)
        draft = save_draft(draft, rows.applied(draft.content, proposal), actor=actor)
    proposal.version, proposal.taken_by, proposal.taken_at = draft, actor, now()
    proposal.save(update_fields=["version", "taken_by", "taken_at", "row", "before"])
    return draft


@transaction.atomic
def decline(proposal: Proposal, reason: str, *, actor: User) -> Proposal:
    """Say why a plan stays as it is."""
    require(actor, "playbooks.edit", proposal)
    proposal = _unanswered(lock(proposal))
    proposal.answer = nfc(reason).strip()[:LONGEST]
    if not proposal.answer:
        raise ValidationError({"reason": _("Say why it stays as it is.")}, code="required")
    proposal.declined_by, proposal.declined_at = actor, now()
    proposal.save(update_fields=["answer", "declined_by", "declined_at"])
    _tell([proposal.by], "playbooks.answered", proposal, actor, proposal.answer)
    return proposal


def settle(version: PlaybookVersion, before: PlaybookVersion | None) -> list[User]:
    """A version enters force: keep what it carries, and let the rest wait again.

    Gives those whose proposals are in force now. Called under the lock of the playbook.
    """
    carriers = []
    for proposal in version.proposals.select_related("by"):
        if not proposal.part:
            carriers.append(proposal.by)
            continue
        row = rows.carried(version.content, before.content if before else {}, proposal)
        if row is None:
            proposal.version = proposal.taken_by = proposal.taken_at = None
        else:
            carriers.append(proposal.by)
            proposal.row = None if proposal.kind == ChangeKind.REMOVE else row
            # The draft may have given the row another identifier; by it the mark is found.
            proposal.key = row.get("key", proposal.key)
        proposal.save(update_fields=["version", "taken_by", "taken_at", "row", "key"])
    return carriers


def latest(playbook: Playbook) -> PlaybookVersion:
    """What a proposal is read against: the version in force, else the newest."""
    versions = playbook.versions
    version = versions.in_force().first() or versions.first()
    if version is None:
        raise ValidationError({"playbook": _("This playbook has no words yet.")})
    return version


def standing(proposal: Proposal) -> dict[str, Any] | None:
    """The row as it stands now in the open draft, else in force; None where it is gone."""
    versions = proposal.playbook.versions
    version = versions.open().first() or versions.in_force().first()
    if version is None or not proposal.part:
        return None
    return rows.found(version.content, proposal.part, proposal.stood)


def worded(proposal: Proposal, row: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """The row in stored form, in its place among the others; errors carry the field's name."""
    keyed = proposal.part != Part.SIGNALS
    if keyed and not proposal.key:
        proposal.key = _fresh_key(proposal, content)
    kept = schema.extras(proposal.part, proposal.before or {})
    proposal.row = {**kept, **row, "key": proposal.key} if keyed else row
    if not (row.get("vi") or row.get("en")):
        raise ValidationError({"vi": _("Write what shall stand there.")}, code="required")
    whole = rows.applied(content, proposal)
    try:
        found = checked(proposal.playbook, whole)
    except ValidationError as error:
        raise ValidationError(_by_field(error, proposal.part)) from error
    tidied = rows.found(found, proposal.part, _tidied(proposal))
    return dict(tidied or proposal.row)


def _fresh_key(proposal: Proposal, content: dict[str, Any]) -> str:
    """An identifier for a new row; a plan from another desk may have a lesson of that number."""
    taken = {rows.identity(row) for row in content[proposal.part]}
    stem = f"lesson_{proposal.pk}"
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}_{n}") not in taken)


def _tidied(proposal: Proposal) -> str:
    return proposal.key or checks.tidy(str((proposal.row or {}).get("vi", "")), lines=False)


def _by_field(error: ValidationError, part: str) -> dict[str, list[str]]:
    """`steps[3].vi` → `vi`; what is not of this part concerns the form as a whole."""
    found: dict[str, list[str]] = {}
    for place, messages in error.message_dict.items():
        head, _dot, field = place.partition("].")
        mine = head.startswith(f"{part}[")
        sentences = messages if mine else [f"{place} {message}" for message in messages]
        name = field.replace(".", "_") if mine else "__all__"
        found.setdefault(name, []).extend(sentences)
    return found


def _aim(proposal: Proposal, content: dict[str, Any], wanted: str) -> None:
    """Remember the row that shall change or go, as it stands."""
    if proposal.kind == ChangeKind.ADD:
        return
    proposal.before = rows.found(content, proposal.part, wanted)
    if proposal.before is None:
        raise ValidationError({"target": _("Choose a row that stands in the playbook.")})
    proposal.key = proposal.before.get("key", "")


def _draft(playbook: Playbook, proposal: Proposal, actor: User) -> PlaybookVersion:
    opened = playbook.versions.open().first()
    if opened is None:
        words = translate("After %(case)s: %(words)s") % {
            "case": proposal.source,
            "words": proposal.words,
        }
        return new_draft(playbook, actor=actor, note=words)
    if opened.state != VersionState.DRAFT:
        raise Blocked([IN_REVIEW])
    return opened


def _fits(proposal: Proposal, draft: PlaybookVersion, *, reworded: bool) -> None:
    """The row is still there, and as it was unless the admin worded the change on what is there."""
    if proposal.kind == ChangeKind.ADD:
        return
    stands = rows.found(draft.content, proposal.part, proposal.stood)
    if stands is None:
        raise Blocked([GONE])
    if stands != proposal.before and not reworded:
        raise Blocked([OTHER_NOW])
    proposal.before = stands


def _unanswered(proposal: Proposal) -> Proposal:
    if proposal.state == ProposalState.DECLINED:
        raise Blocked([DECLINED])
    if proposal.state != ProposalState.PROPOSED:
        raise Blocked([TAKEN])
    return proposal


def _sentence(words: str) -> str:
    sentence = nfc(words).strip()
    if not sentence:
        raise ValidationError({"words": _("Write the proposed change.")}, code="required")
    if len(sentence) > LONGEST:
        raise ValidationError({"words": _("The words are too long.")})
    return sentence


def _tell(whom: Iterable[User], topic: str, proposal: Proposal, actor: User, words: str) -> None:
    playbook = proposal.playbook
    tell(
        whom,
        topic,
        key=f"{topic}:proposal:{proposal.pk}",
        url=f"{reverse('playbooks:detail', args=[playbook.slug])}#proposals",
        # What comes of a drill stays in the desk: letters of drills go to its players only.
        by_mail=not proposal.is_of_a_drill,
        name_vi=playbook.name_vi,
        name_en=playbook.name_en,
        actor=actor.name,
        words=one_line(f"{proposal.source}: {words}", 300),
    )
