"""Making what was asked for: a check of the evidence, or a dossier with its file."""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.vocabulary import Visibility
from desk.dossier import custody, jobs, naming, nightly, packing, telling
from desk.dossier.gathering import Gathered
from incidents.enums import JobState
from incidents.models import Dossier, EvidenceCheck, Incident
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models.dossiers import Job

log = logging.getLogger(__name__)
FOLDER = "dossiers"
LEFT_OVER = timedelta(days=1)
MODELS: dict[str, type[Job]] = {"Dossier": Dossier, "EvidenceCheck": EvidenceCheck}


def work(name: str, pk: int) -> None:
    """Do the job, unless somebody is at it; what goes wrong is tried again, then told."""
    row = jobs.claim(MODELS[name], pk)
    if row is None:
        return
    if row.attempts > jobs.MOST_ATTEMPTS:
        jobs.fail(row, "too_often")
        return
    try:
        _make(row)
    except packing.Changed:
        # Somebody writes where files are kept; the next attempt checks anew.
        jobs.again(row)
    except Exception:
        log.exception("%s %s could not be made", name, pk)
        if row.attempts >= jobs.MOST_ATTEMPTS:
            jobs.fail(row, "unexpected")
        else:
            jobs.again(row)


def _make(row: Job) -> None:
    if isinstance(row, EvidenceCheck):
        _check(row)
    elif isinstance(row, Dossier):
        _dossier(row)


def _check(row: EvidenceCheck) -> None:
    report = custody.check(row.incident, jobs.beat(row))
    with transaction.atomic():
        held = jobs.still_ours(row)
        if held is None:
            return
        held.state, held.finished_at = JobState.READY, now()
        held.items, held.bytes_read = report.items, report.bytes_read
        held.head_seq, held.head_digest = report.head_seq, report.head_digest
        held.faults = [fault.as_dict() for fault in report.faults]
        held.save()
        telling.checked(held)


def _dossier(row: Dossier) -> None:
    """Check, gather, set, pack; then the file and the row in one step."""
    dossier = Dossier.objects.select_related("incident__brand", "incident__lead", "by").get(
        pk=row.pk
    )
    visible = Incident.objects.visible_to(dossier.by).filter(pk=dossier.incident_id).exists()
    if not (visible and may(dossier.by, "incidents.export_dossier", dossier.incident)):
        jobs.fail(row, "right_lost")
        return
    say = jobs.beat(row)
    report = custody.check(dossier.incident, say)
    dossier.head_seq = report.head_seq
    with translation.override(dossier.language), _workshop() as place:
        path, manifest = packing.pack(Gathered(dossier, report), Path(place), say)
        _finish(row, dossier, path, manifest, report)


def _workshop() -> tempfile.TemporaryDirectory[str]:
    """Beside the files, where there is room for them."""
    root = Path(settings.MEDIA_ROOT) / FOLDER / "making"
    root.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=root)


def _finish(
    row: Dossier, dossier: Dossier, path: Path, manifest: dict[str, Any], report: Any
) -> None:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with path.open("rb") as stream:
        kept = default_storage.save(f"{FOLDER}/{digest[:2]}/{digest}.zip", File(stream))
    try:
        entered = _enter(row, dossier, kept, digest, path.stat().st_size, manifest, report)
    except BaseException:
        default_storage.delete(kept)
        raise
    if not entered:
        default_storage.delete(kept)


@transaction.atomic
def _enter(
    row: Dossier,
    dossier: Dossier,
    kept: str,
    digest: str,
    size: int,
    manifest: dict[str, Any],
    report: Any,
) -> bool:
    incident = lock(dossier.incident)
    held = jobs.still_ours(row)
    if held is None:
        return False
    held.state, held.finished_at = JobState.READY, now()
    held.keep_until = now() + timedelta(days=settings.DOSSIER_DAYS)
    held.path, held.size, held.sha256 = kept, size, digest
    held.name, held.pdf_sha256 = naming.archive(dossier), manifest["pdf"]["sha256"]
    held.manifest, held.items = manifest, report.items
    held.head_seq, held.head_digest = report.head_seq, report.head_digest
    held.faults = [fault.as_dict() for fault in report.faults]
    held.save()
    record(
        incident,
        Verb.DOSSIER_MADE,
        dossier.by,
        purpose=str(dossier.purpose),
        dossier=dossier.number,
        sha256=digest,
        chain_holds=report.holds,
        visibility=Visibility.PRIVILEGED if dossier.privileged else Visibility.INTERNAL,
    )
    telling.ready(held)
    return True


def sweep() -> int:
    """Ask for the checks of the night; take up what stands still; remove files whose time is over,
    and what a crash left behind.
    """
    begun = nightly.begin()
    done = begun + each(jobs.standing_still(), lambda row: work(type(row).__name__, row.pk))
    due = Dossier.objects.filter(state=JobState.READY, keep_until__lte=now())
    done += each(list(due.values_list("pk", flat=True)), remove)
    _clear_workshop()
    return done


@transaction.atomic
def remove(pk: int) -> int:
    """The file goes; the row stays, with every digest."""
    row = Dossier.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != JobState.READY:
        return 0
    path, row.state, row.removed_at = row.path, JobState.REMOVED, now()
    row.save(update_fields=["state", "removed_at"])
    # Not before: what is rolled back keeps its file.
    transaction.on_commit(lambda: _drop(path), robust=True)
    return 1


def _drop(path: str) -> None:
    """Delete the file, unless another dossier that may be taken is the very same."""
    if not Dossier.objects.filter(path=path, state=JobState.READY).exists():
        default_storage.delete(path)


def _clear_workshop() -> None:
    root = Path(settings.MEDIA_ROOT) / FOLDER / "making"
    before = (now() - LEFT_OVER).timestamp()
    for left in root.glob("*") if root.is_dir() else ():
        if left.stat().st_mtime < before:
            shutil.rmtree(left, ignore_errors=True)
