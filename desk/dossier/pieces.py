"""The files of a dossier: each with its name in the archive and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk.dossier import naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models.fields.files import FieldFile

    from desk.dossier.gathering import Gathered
    from incidents.models import Evidence
    from monitoring.models import Mention
    from statements.models import Statement


@dataclass
class Piece:
    """One file: bytes of ours, or a stored file with the digest that it was kept under."""

    name: str
    kind: str
    title: str
    file: FieldFile | None = None
    content: bytes = b""
    #: SHA-256 when it was kept, and when it was read for this dossier; empty: not there.
    kept: str = ""
    seen: str = ""
    called: str = ""
    annex: int = 0
    seq: int = 0
    captured_at: Any = None
    by: str = ""

    @property
    def is_there(self) -> bool:
        return self.file is None or bool(self.seen)

    @property
    def holds(self) -> bool:
        return self.file is None or self.seen == self.kept


def pieces(gathered: Gathered) -> list[Piece]:
    """Originals of the evidence, pictures of posts, and the words that were published."""
    width = max(2, len(str(len(gathered.evidence))))
    found = [_evidence(gathered, row, width) for row in gathered.evidence if row.file]
    if gathered.choice.authors:
        for number, post in enumerate(gathered.posts, 1):
            found += _pictures(gathered, post, number)
    for words in gathered.statements:
        found += _words(words)
        found += _attachments(gathered, words)
    return found


def _evidence(gathered: Gathered, row: Evidence, width: int) -> Piece:
    number = gathered.annexes[row.pk]
    line = gathered.lines.get(row.pk)
    called = gathered.mask.file(row.file_name or row.file.name)
    return Piece(
        name=f"originals/{naming.safe(number, called, width)}",
        kind="evidence",
        title=gathered.mask.words(row.title),
        file=row.file,
        # The line counts: a row can be changed by whoever holds the database.
        kept=str(line.data.get("sha256", "")) if line else row.sha256,
        seen=gathered.report.seen.get(row.file.name, ""),
        called=called if row.file_name else "",
        annex=number,
        seq=line.seq if line else 0,
        captured_at=row.captured_at,
        by=row.by.name,
    )


def _pictures(gathered: Gathered, post: Mention, number: int) -> Iterator[Piece]:
    for count, shot in enumerate(post.screenshots.all(), 1):
        yield Piece(
            name=f"posts/{naming.safe(number, f'{count}.{shot.format}', 3)}",
            kind="screenshot",
            title=post.url or post.external_id,
            file=shot.file,
            kept=shot.sha256,
            seen=gathered.report.seen.get(shot.file.name, ""),
            captured_at=shot.at,
            by=shot.by.name,
        )


def _words(words: Statement) -> Iterator[Piece]:
    version = words.version_said
    for language in ("vi", "en"):
        text = getattr(version, f"text_{language}")
        if text:
            title = getattr(version, f"title_{language}")
            yield Piece(
                name=f"statements/{words.reference}-v{version.number}.{language}.txt",
                kind="statement",
                title=f"{words.reference} ({language})",
                content=f"{title}\n\n{text}\n".encode(),
                captured_at=words.published_at,
                by=words.published_by.name if words.published_by else "",
            )


def _attachments(gathered: Gathered, words: Statement) -> Iterator[Piece]:
    """Files of the version that was said; other versions may have had others."""
    said = set(words.version_said.attachments)
    rows = [row for row in words.files.all() if row.digest in said]
    for number, row in enumerate(rows, 1):
        yield Piece(
            name=f"statements/{words.reference}-{naming.safe(number, row.name)}",
            kind="attachment",
            title=row.name,
            file=row.file,
            kept=row.sha256,
            seen=gathered.report.seen.get(row.file.name, ""),
            called=row.name,
            captured_at=row.at,
        )
