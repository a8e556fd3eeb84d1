"""Whether what was kept as evidence is still what was kept.

Each item was written down three times: as a row, as a file named by its digest, and as a line of the
sealed log, which holds the file's digest and a seal over the row. `check` reads every file again and
compares the three. The line counts: rows and files can be changed by whoever holds the database or the
disk, a line only by breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation

from incidents import timeline
from incidents.models import Dossier, Evidence, Incident, TimelineEntry
from incidents.selectors.evidence import added_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models.fields.files import FieldFile

PIECE = 1 << 20
#: The disk refuses, or the row names a path outside of where files are kept.
UNREADABLE = (OSError, SuspiciousOperation, ValueError)
SEALED = (
    "incident_id", "fact_id", "claim_id", "kind", "title", "url", "file_name", "sha256", "visibility",
    "captured_how", "device", "place", "by_id",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold; `number` and `name` say which item it is."""

    code: str
    kind: str = "evidence"
    pk: int = 0
    number: int = 0
    name: str = ""
    seq: int = 0
    #: Another item whose content was found instead, or the digest that was found.
    found: str = ""
    privileged: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Report:
    """What a check found."""

    items: int = 0
    bytes_read: int = 0
    faults: list[Fault] = field(default_factory=list)
    head_seq: int = 0
    head_digest: str = ""
    #: Digest of each stored file as it was read, by its name in the storage.
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.faults


def seal(evidence: Evidence) -> str:
    """SHA-256, hexadecimal, over everything that the row says."""
    said = {name: getattr(evidence, name) for name in SEALED}
    for name in ("captured_at", "at"):
        said[name] = int(getattr(evidence, name).timestamp() * 1_000_000)
    payload = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(payload.encode()).hexdigest()


def digest_of(file: FieldFile) -> tuple[str, int]:
    """SHA-256 and size of a stored file."""
    with file.open("rb") as stream:
        return digest_of_stream(stream)


def digest_of_stream(stream: Any) -> tuple[str, int]:
    """The same of what is open already, read piece by piece."""
    sealed, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        sealed.update(piece)
        size += len(piece)
    return sealed.hexdigest(), size


def check(incident: Incident, beat: Callable[[], None] = lambda: None) -> Report:
    """Read everything again; `beat` is called after each item, so that others know we live."""
    report = Report()
    _head(incident, report)
    rows = list(incident.evidence.order_by("pk"))
    lines = added_by(incident)
    report.items = len(rows)
    for number, row in enumerate(rows, 1):
        line = lines.pop(row.pk, None)
        found = {**_about(row, number), "seq": line.seq if line else 0}
        report.faults += [Fault(code, **found) for code in _row_faults(row, line)]
        report.faults += _file_faults(row, line, rows, report, found)
        beat()
    report.faults += [
        Fault("row_missing", pk=pk, seq=line.seq, name=str(line.data.get("sha256", ""))[:12])
        for pk, line in lines.items()
    ]
    report.faults += _chain_faults(incident, rows)
    return report


def _head(incident: Incident, report: Report) -> None:
    last = TimelineEntry.objects.filter(incident=incident).order_by("-seq").first()
    if last is not None:
        report.head_seq, report.head_digest = last.seq, last.digest


def _about(row: Evidence, number: int) -> dict[str, Any]:
    private = row.visibility == "privileged"
    return {"pk": row.pk, "number": number, "name": row.title, "privileged": private}


def _row_faults(row: Evidence, line: TimelineEntry | None) -> Iterator[str]:
    if line is None:
        yield "line_missing"
    elif not _as_written(row, line.data) or line.actor_id != row.by_id:
        yield "row_changed"


def _as_written(row: Evidence, data: dict[str, Any]) -> bool:
    """The seal of the row, or, of items older than seals, what their line says of them."""
    if "seal" in data:
        return bool(data["seal"] == seal(row))
    named = (data.get("sha256"), data.get("evidence_kind"))
    private = data.get("visibility") == "privileged"
    return named == (row.sha256, row.kind) and private == (row.visibility == "privileged")


def _file_faults(
    row: Evidence,
    line: TimelineEntry | None,
    rows: Iterable[Evidence],
    report: Report,
    found: dict[str, Any],
) -> list[Fault]:
    kept = str(line.data.get("sha256", "")) if line else row.sha256
    if not row.file:
        same = hashlib.sha256(row.url.encode()).hexdigest() == kept
        return [] if same else [Fault("link_changed", **found)]
    try:
        digest, size = digest_of(row.file)
    except FileNotFoundError:
        return [Fault("file_missing", **found)]
    except UNREADABLE:
        return [Fault("file_unreadable", **found)]
    report.seen[row.file.name] = digest
    report.bytes_read += size
    if digest == kept:
        return []
    other = next((n for n, one in enumerate(rows, 1) if one.sha256 == digest and one != row), 0)
    if other:
        return [Fault("file_swapped", **found, found=str(other))]
    return [Fault("file_changed", **found, found=digest)]


def _chain_faults(incident: Incident, rows: list[Evidence]) -> list[Fault]:
    """The first line that does not hold, and heads that earlier dossiers carried out of the house."""
    faults = []
    # The row counts, not our copy of it: lines may have been written since it was read.
    if broken := timeline.verify(Incident.objects.get(pk=incident.pk)):
        faults.append(_of_line(incident, broken, rows))
    heads = Dossier.objects.filter(incident=incident, head_seq__gt=0).order_by("pk")
    now = dict(
        incident.timeline.filter(seq__in=heads.values("head_seq")).values_list("seq", "digest")
    )
    for dossier in heads:
        if now.get(dossier.head_seq) != dossier.head_digest:
            number = str(dossier.number)
            faults.append(Fault("head_changed", "timeline", seq=dossier.head_seq, name=number))
    return faults


def _of_line(incident: Incident, broken: timeline.Fault, rows: list[Evidence]) -> Fault:
    """A broken line, with the item that it is about."""
    code = "line_gone" if broken.reason == "missing" else "line_changed"
    line = incident.timeline.filter(seq=broken.seq).first()
    pk = line.data.get("evidence") if line and isinstance(line.data, dict) else None
    for number, row in enumerate(rows, 1):
        if row.pk == pk:
            return Fault(code, "timeline", seq=broken.seq, **_about(row, number))
    return Fault(code, "timeline", seq=broken.seq)
