"""Evidence: what shows that something is so, kept with its digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from crisisdesk.kernel.vocabulary import Visibility
from incidents import custody
from incidents.enums import EvidenceKind
from incidents.models import Claim, Evidence, Fact, Incident
from incidents.services import tasks
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from teams.models import User


@transaction.atomic
def add_evidence(
    incident: Incident,
    *,
    actor: User,
    title: str,
    kind: str = EvidenceKind.LINK,
    url: str = "",
    file: UploadedFile | None = None,
    fact: Fact | None = None,
    claim: Claim | None = None,
    captured_at: datetime | None = None,
    visibility: str = Visibility.INTERNAL,
    **circumstances: str,
) -> Evidence:
    """Keep a link, file or screenshot; its SHA-256 stands in the sealed log.

    `circumstances` are `captured_how`, `device` and `place`.
    """
    require(actor, "incidents.work", incident)
    incident = lock(incident)
    _check_home(incident, fact, claim)
    _check_evidence(kind, url, file, captured_at)
    visibility = _as_hidden_as(fact, visibility, actor)
    evidence = Evidence(
        incident=incident,
        fact=fact,
        claim=claim,
        kind=kind,
        title=one_line(nfc(title)) or one_line(url or getattr(file, "name", "")),
        url=url,
        sha256=_sha256(url, file),
        captured_at=captured_at or now(),
        **{name: one_line(nfc(text)) for name, text in circumstances.items()},
        visibility=visibility,
        by=actor,
    )
    _keep(evidence, file)
    record(
        incident,
        Verb.EVIDENCE_ADDED,
        actor,
        evidence=evidence.pk,
        evidence_kind=str(kind),
        sha256=evidence.sha256,
        seal=custody.seal(evidence),
        visibility=visibility,
    )
    tasks.witness(incident, "capture_evidence", actor=actor)
    return evidence


def _as_hidden_as(fact: Fact | None, visibility: str, actor: User) -> str:
    """What shows a privileged fact gives it away."""
    if fact is None or fact.visibility != Visibility.PRIVILEGED:
        return visibility
    require(actor, "incidents.see_privileged", fact.incident)
    return Visibility.PRIVILEGED


def _keep(evidence: Evidence, file: UploadedFile | None) -> None:
    if file is not None:
        evidence.file_name = one_line(nfc(file.name or ""))
        evidence.file = file
    evidence.full_clean()
    evidence.save(force_insert=True)


@transaction.atomic
def add_many(
    incident: Incident, *, actor: User, title: str, files: list[UploadedFile], **given: Any
) -> list[Evidence]:
    """Keep several files at once, each an item of its own under its own digest; or one link."""
    if len(files) < 2:  # noqa: PLR2004 -- one needs no number
        file = files[0] if files else None
        kind = kind_of(file)
        return [add_evidence(incident, actor=actor, title=title, kind=kind, file=file, **given)]
    return [
        add_evidence(
            incident, actor=actor, title=_numbered(title, number, len(files)),
            kind=kind_of(file), file=file, **given,
        )
        for number, file in enumerate(files, 1)
    ]  # fmt: skip


def kind_of(file: UploadedFile | None) -> str:
    """A picture counts as a screenshot; no file at all is a link."""
    if file is None:
        return EvidenceKind.LINK
    image = str(file.content_type).startswith("image/")
    return EvidenceKind.SCREENSHOT if image else EvidenceKind.FILE


def _numbered(title: str, number: int, total: int) -> str:
    mark = f" ({number}/{total})"
    return f"{title.strip()[: 200 - len(mark)]}{mark}" if title.strip() else ""


def _check_home(incident: Incident, *subjects: Fact | Claim | None) -> None:
    for subject in subjects:
        if subject is not None and subject.incident_id != incident.pk:
            raise ValidationError(_("This belongs to another case."))


def _check_evidence(
    kind: str, url: str, file: UploadedFile | None, captured_at: datetime | None
) -> None:
    if captured_at is not None and captured_at > now():
        raise ValidationError({"captured_at": _("This time lies in the future.")})
    if kind == EvidenceKind.LINK and not url:
        raise ValidationError({"url": _("Give the link.")}, code="required")
    if kind != EvidenceKind.LINK and file is None:
        raise ValidationError({"file": _("Choose the file.")}, code="required")
    if file is not None and (file.size or 0) > settings.EVIDENCE_LIMIT:
        limit = settings.EVIDENCE_LIMIT // 1_000_000
        raise ValidationError(
            {"file": _("The file is larger than %(limit)s MB.") % {"limit": limit}}
        )


def _sha256(url: str, file: UploadedFile | None) -> str:
    if file is None:
        return hashlib.sha256(url.encode()).hexdigest()
    sealed = hashlib.sha256()
    for chunk in file.chunks():
        sealed.update(chunk)
    file.seek(0)
    return sealed.hexdigest()
