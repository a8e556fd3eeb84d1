"""The check of everything that a case shows: its evidence, and what upper rooms keep for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents import custody
from incidents.custody import Fault, Report
from monitoring.models import Screenshot
from statements.models import Approval, Attachment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models.fields.files import FieldFile

    from incidents.models import Incident


def check(incident: Incident, beat: Callable[[], None] = lambda: None) -> Report:
    """Evidence against the log, published words against their digest, pictures against theirs."""
    report = custody.check(incident, beat)
    for fault in _words(incident, report):
        report.faults.append(fault)
    files = Attachment.objects.filter(statement__in=incident.statements.said())
    for number, row in enumerate(files, 1):
        _file(report, "attachment", row.pk, number, row.name, row.sha256, row.file)
        beat()
    shots = Screenshot.objects.filter(mention__incident=incident).order_by("pk")
    for number, shot in enumerate(shots, 1):
        name = f"{shot.at:%Y-%m-%d %H:%M}"
        _file(report, "screenshot", shot.pk, number, name, shot.sha256, shot.file)
        beat()
    return report


def _words(incident: Incident, report: Report) -> Iterator[Fault]:
    """What was said is sealed by a digest, and each signature names the one that it was given to."""
    said = incident.statements.said().prefetch_related("versions").order_by("pk")
    signed: dict[int, set[str]] = {}
    given = Approval.objects.filter(version__statement__in=said, verdict="approved")
    for version, digest in given.values_list("version", "digest"):
        signed.setdefault(version, set()).add(digest)
    for words in said:
        version = words.version_said
        report.items += 1
        if {version.seal(), *signed.get(version.pk, ())} != {version.digest}:
            yield Fault("words_changed", "statement", pk=words.pk, name=words.reference)


def _file(
    report: Report, kind: str, pk: int, number: int, name: str, kept: str, file: FieldFile
) -> None:
    report.items += 1
    found = {"kind": kind, "pk": pk, "name": name, "number": number}
    try:
        digest, size = custody.digest_of(file)
    except FileNotFoundError:
        report.faults.append(Fault("file_missing", **found))
        return
    except custody.UNREADABLE:
        report.faults.append(Fault("file_unreadable", **found))
        return
    report.seen[file.name] = digest
    report.bytes_read += size
    if digest != kept:
        report.faults.append(Fault("file_changed", **found, found=digest))
