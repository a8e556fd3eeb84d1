"""Asking for a check or a dossier, and taking the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.context import current_address
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Language
from desk.dossier import jobs, unsaid
from desk.dossier.choice import LETTER, OFFERED, Choice, is_outside
from incidents import custody
from incidents.enums import DossierPurpose, JobState
from incidents.models import Dossier, DossierDownload, EvidenceCheck, Incident
from incidents.selectors.evidence import privileged as covered
from incidents.selectors.evidence import withdrawn

if TYPE_CHECKING:
    from django.core.files.base import File

    from teams.models import User

WHO = _("The lead, a manager or legal takes evidence out of the house.")
#: Jobs of one case at a time: each reads all of its files.
MOST_AT_ONCE = 2
LONGEST = {"account": 8000, "rule": 4000, "request": 4000, "links": 20000}
LONG_LINE = 300


@transaction.atomic
def check_now(incident: Incident, *, actor: User) -> EvidenceCheck:
    """Have everything read again; a check that is under way is the answer too."""
    require(actor, "incidents.export_dossier", incident, WHO)
    incident = lock(incident)
    running = incident.evidence_checks.filter(state=JobState.MAKING).first()
    if running is not None:
        return running
    made = EvidenceCheck.objects.create(incident=incident, by=actor)
    jobs.hint(made)
    return made


@transaction.atomic
def ask(
    incident: Incident,
    *,
    actor: User,
    purpose: str,
    language: str,
    choice: Choice,
    privileged: bool = False,
) -> Dossier:
    """Have a dossier made; what it holds is settled now, what stands in it when it is made."""
    require(actor, "incidents.export_dossier", incident, WHO)
    _check_frame(purpose, language, choice)
    if privileged:
        _check_privilege(incident, actor, purpose)
    incident = lock(incident)
    _check_items(incident, purpose, choice, privileged=privileged)
    if is_outside(purpose):
        unsaid.check(incident, choice)
    if incident.dossiers.filter(state=JobState.MAKING).count() >= MOST_AT_ONCE:
        sentence = _("Dossiers of this case are being made; wait until one is ready.")
        raise Blocked([Refusal("busy", sentence)])
    number = (incident.dossiers.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Dossier.objects.create(
        incident=incident,
        number=number,
        purpose=purpose,
        language=language,
        choice=_clean(choice).as_dict(),
        privileged=privileged,
        by=actor,
    )
    jobs.hint(made)
    return made


def _check_frame(purpose: str, language: str, choice: Choice) -> None:
    if purpose not in DossierPurpose.values:
        raise ValidationError({"purpose": _("Unknown here.")})
    if language not in Language.values:
        raise ValidationError({"language": _("Unknown here.")})
    if not choice.sections or not set(choice.sections) <= set(OFFERED[purpose]):
        raise ValidationError({"sections": _("Choose among what this reader may get.")})
    if choice.since and choice.until and choice.since > choice.until:
        raise ValidationError({"until": _("The period ends before it begins.")})
    if choice.authors and not choice.authors_reason.strip():
        raise ValidationError({"authors_reason": _("Say why names are shown.")}, code="required")
    if is_outside(purpose) and not choice.letter.get("recipient", "").strip():
        raise ValidationError({"recipient": _("Say whom it is for.")}, code="required")
    _check_letter(choice.letter)


def _check_letter(letter: dict[str, str]) -> None:
    for name, text in letter.items():
        if name not in LETTER:
            raise ValidationError({name: _("Unknown here.")})
        limit = LONGEST.get(name, LONG_LINE)
        if len(text) > limit:
            sentence = _("Shorten the text to %(limit)s characters.") % {"limit": limit}
            raise ValidationError({name: sentence})
    for link in letter.get("links", "").split():
        if not link.startswith(("http://", "https://")):
            sentence = _("This is no link: %(text)s") % {"text": link[:80]}
            raise ValidationError({"links": sentence})


def _check_privilege(incident: Incident, actor: User, purpose: str) -> None:
    if is_outside(purpose):
        sentence = _("What legal privilege covers goes into our own records only.")
        raise ValidationError({"privileged": sentence})
    require(actor, "incidents.see_privileged", incident)


def _check_items(incident: Incident, purpose: str, choice: Choice, *, privileged: bool) -> None:
    """Every chosen item is one of the case, and one that this reader may get."""
    rows = incident.evidence.filter(pk__in=choice.evidence)
    if not privileged:
        rows = rows.exclude(pk__in=covered(incident))
    found = set(rows.values_list("pk", flat=True))
    if is_outside(purpose):
        found -= withdrawn(incident)
    if found != set(choice.evidence):
        raise ValidationError({"evidence": _("Choose among the items that this reader may get.")})


def _clean(choice: Choice) -> Choice:
    letter = {name: nfc(text).strip() for name, text in choice.letter.items() if text.strip()}
    return Choice(
        sections=[name for name in OFFERED[DossierPurpose.OWN] if name in choice.sections],
        evidence=sorted(set(choice.evidence)),
        since=choice.since,
        until=choice.until,
        platform=choice.platform,
        authors=choice.authors,
        authors_reason=nfc(choice.authors_reason).strip() if choice.authors else "",
        letter=letter,
    )


def hand_out(dossier: Dossier, *, actor: User) -> File[Any]:
    """The file, as it was made; who took it is written down before it leaves."""
    require(actor, "incidents.export_dossier", dossier.incident, WHO)
    if dossier.privileged:
        require(actor, "incidents.see_privileged", dossier.incident)
    if not may_be_taken(dossier, actor):
        raise Blocked([_gone(dossier)])
    _check_whole(dossier)
    with transaction.atomic():
        DossierDownload.objects.create(
            dossier=dossier, by=actor, at=now(), address=current_address() or None
        )
    return default_storage.open(dossier.path, "rb")


def may_be_taken(dossier: Dossier, viewer: User) -> bool:
    """Whether there is a file, and this person may have it."""
    if dossier.state != JobState.READY or not may(
        viewer, "incidents.export_dossier", dossier.incident
    ):
        return False
    return not dossier.privileged or may(viewer, "incidents.see_privileged", dossier.incident)


def _gone(dossier: Dossier) -> Refusal:
    if dossier.state == JobState.REMOVED:
        return Refusal("removed", _("The file was removed after its time; its digests are below."))
    return Refusal("not_ready", _("The dossier is not ready."))


def _check_whole(dossier: Dossier) -> None:
    """A file that somebody changed or took from the disk does not leave."""
    try:
        with default_storage.open(dossier.path, "rb") as stream:
            digest = custody.digest_of_stream(stream)[0]
    except FileNotFoundError:
        sentence = _("The file is not on the disk any more; have the dossier made again.")
        raise Blocked([Refusal("file_missing", sentence)]) from None
    if digest != dossier.sha256:
        sentence = _("The file was changed on the disk; have the dossier made again.")
        raise Blocked([Refusal("file_changed", sentence)])
