"""Approving prepared words in peacetime: given for a time, renewed, revoked, void with other words.

Whoever writes here holds the lock of the playbook, so that publishing and approving take turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal, Stale
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks import hands, texts
from playbooks.enums import TextEnd
from playbooks.models import PlaybookVersion, TextApproval
from teams.models import Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playbooks.content import Template
    from playbooks.models import Playbook
    from teams.models import User

#: For how many days a person may approve words.
TERMS = (30, 90, 180, 365)


@dataclass(frozen=True)
class Words:
    """Words of one template in one language, and whose hands were in them."""

    playbook: Playbook
    hands: frozenset[int]


@transaction.atomic
def approve(
    playbook: Playbook,
    key: str,
    *,
    actor: User,
    read: Mapping[str, str],
    days: int = texts.USUAL.days,
) -> list[TextApproval]:
    """Approve the words in force of a template, or renew that, for some days.

    `read` gives by language the digest of what the person had before their eyes; each language is
    a word of its own.
    """
    playbook = lock(playbook)
    require(actor, "playbooks.approve_texts", playbook)
    version = playbook.versions.in_force().first()
    template = _template(version, key)
    if days not in TERMS:
        raise ValidationError({"days": _("Choose one of the terms offered.")})
    if not read or not set(read) <= set(texts.LANGUAGES):
        raise ValidationError({"language": _("Choose at least one language.")})
    assert version is not None  # noqa: S101 -- without a version there is no template
    for language, digest in read.items():
        _check(version, template, language, digest, actor)
    until = now() + timedelta(days=days)
    texts.hold(playbook.pk, key=key)
    _end(playbook.pk, TextEnd.RENEWED, actor, key=key, language__in=list(read))
    return [_give(version, template, language, actor, until) for language in read]


def _template(version: PlaybookVersion | None, key: str) -> Template:
    found = next((t for t in version.plan.templates if t.key == key), None) if version else None
    if found is None:
        raise Blocked([Refusal("text_gone", _("This text is not in force any more."))])
    return found


def _check(
    version: PlaybookVersion, template: Template, language: str, digest: str, actor: User
) -> None:
    if not getattr(template.text, language).strip():
        sentence = _("There are no words in this language to approve.")
        raise Blocked([Refusal("text_missing", sentence)])
    if digest != texts.digest(template, language):
        raise Stale(version.number, _("The words have changed meanwhile; read them again."))
    said = (language, getattr(template.text, language))
    writers = hands.first([said]).get(said, frozenset())
    words = Words(version.playbook, writers | hands.of(version, template.key, language))
    if not may(actor, "playbooks.approve_text", words):
        raise Forbidden(_("You cannot approve words that you wrote or changed yourself."))


def _give(
    version: PlaybookVersion, template: Template, language: str, actor: User, until: object
) -> TextApproval:
    at = now()
    row = TextApproval(
        playbook_id=version.playbook_id,
        key=template.key,
        language=language,
        digest=texts.digest(template, language),
        version=version,
        given_by=actor,
        given_at=at,
        expires_at=until,
        remind_at=texts.next_reminder(until, at),  # type: ignore[arg-type]
    )
    row.save(force_insert=True)
    return row


def _end(playbook_id: int, why: str, actor: User, **which: object) -> int:
    rows = TextApproval.objects.current().filter(playbook_id=playbook_id, **which)
    return rows.update(ended_at=now(), ended_by=actor, ended_why=why, remind_at=None)


@transaction.atomic
def revoke(row: TextApproval, *, actor: User, reason: str) -> TextApproval:
    """Take an approval back at once; texts that wait on it go the full way from now on."""
    playbook = lock(row.playbook)
    require(actor, "playbooks.revoke_text", playbook)
    reason = one_line(nfc(reason), 300)
    if not reason:
        raise ValidationError({"reason": _("Say why, for those who read it later.")})
    row = lock(row)
    if row.ended_at is not None:
        raise Blocked([Refusal("ended", _("This approval has ended already."))])
    row.ended_at, row.ended_by, row.ended_why = now(), actor, TextEnd.REVOKED
    row.reason, row.remind_at = reason, None
    row.save(update_fields=["ended_at", "ended_by", "ended_why", "reason", "remind_at"])
    _tell_revoked(row, playbook, actor)
    return row


def _tell_revoked(row: TextApproval, playbook: Playbook, actor: User) -> None:
    whom = {row.given_by, *people(playbook.brand_id, {Role.ADMIN})} - {actor}
    plan = row.version.plan
    name = next((t.name for t in plan.templates if t.key == row.key), plan.name)
    tell(
        whom,
        "playbooks.text_revoked",
        key=f"text_revoked:{row.pk}",
        url=reverse("texts:text", args=[playbook.slug, row.key]),
        of_brand=playbook.brand_id,
        actor=actor.name,
        reason=row.reason,
        language=row.language,
        playbook_vi=playbook.name_vi,
        playbook_en=playbook.name_en,
        name_vi=name.vi,
        name_en=name.en,
    )


def take_over(version: PlaybookVersion, before: PlaybookVersion | None, *, actor: User) -> None:
    """A version enters force: same words keep their approval, other words get the publisher's.

    The second person has read what changed and nothing else, so that words nobody has approved
    and nobody changed stay without. Called under the lock of the playbook.
    """
    new = _digests(version)
    texts.hold(version.playbook_id)
    for row in TextApproval.objects.current().filter(playbook_id=version.playbook_id):
        if new.get((row.key, row.language)) != row.digest:
            which = {"key": row.key, "language": row.language}
            _end(version.playbook_id, TextEnd.REWORDED, actor, **which)
    until = now() + texts.USUAL
    held = set(
        TextApproval.objects.current()
        .filter(playbook_id=version.playbook_id)
        .values_list("key", "language")
    )
    for template, language in vouched(version, before, actor):
        if (template.key, language) not in held:
            _give(version, template, language, actor, until)


def vouched(
    version: PlaybookVersion, before: PlaybookVersion | None, user: User
) -> list[tuple[Template, str]]:
    """The changed texts that this person's word on the version approves: never their own words."""
    fresh = changed(version, before)
    by_place = hands.by_place([version]) if fresh else {}
    said = [(language, getattr(template.text, language)) for template, language in fresh]
    first = hands.first(said) if fresh else {}
    return [
        (template, language)
        for (template, language), words in zip(fresh, said, strict=True)
        if user.pk not in by_place[version.playbook_id, template.key, language]
        and user.pk not in first.get(words, ())
    ]


def changed(version: PlaybookVersion, before: PlaybookVersion | None) -> list[tuple[Template, str]]:
    """The texts, by language, that whoever publishes a version approves with it.

    Under another identifier the same words are no others: nobody is shown them, so that nobody
    has read them.
    """
    new, old = _digests(version), _digests(before) if before else {}
    stay = {template.key for template in version.plan.templates}
    renamed = {digest for (key, _language), digest in old.items() if key not in stay}
    return [
        (template, language)
        for template in version.plan.templates
        for language in texts.LANGUAGES
        if (digest := new.get((template.key, language))) is not None
        and digest != old.get((template.key, language))
        and digest not in renamed
    ]


def _digests(version: PlaybookVersion) -> dict[tuple[str, str], str]:
    """By key and language; a language without words has none."""
    return {
        (template.key, language): texts.digest(template, language)
        for template in version.plan.templates
        for language in texts.LANGUAGES
        if getattr(template.text, language).strip()
    }


def retire(playbook: Playbook, *, actor: User) -> None:
    """The playbook left force, and its texts with it."""
    texts.hold(playbook.pk)
    _end(playbook.pk, TextEnd.RETIRED, actor)
