"""Pictures and files of a text: checked by their content, drawn anew, kept under their digest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from crisisdesk.kernel.pictures import redraw
from crisisdesk.kernel.text import nfc, one_line
from statements.models import Attachment
from statements.models.attachment import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile

    from statements.models import Statement
    from teams.models import User

MOST_FILES = 10
MOST_BYTES = 10_000_000
#: What a document for the public has no business with: it acts, or carries another file.
_ACTING = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PDF_HEAD, _PDF_END = b"%PDF-", b"%%EOF"
_LOOKED_AT = 1024


@dataclass(frozen=True)
class Upload:
    """A file as it came, with what it shows in words."""

    file: UploadedFile
    alt_vi: str = ""
    alt_en: str = ""


@dataclass(frozen=True)
class Changes:
    """What one save does to the files of a text."""

    uploads: tuple[Upload, ...] = ()
    #: New alternative texts of files that stay, by their digest.
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()


def settle(statement: Statement, *, actor: User, before: list[str], changes: Changes) -> list[str]:
    """The digests of the next version's files, in order; called inside the save's transaction."""
    rows = {row.digest: row for row in statement.files.filter(digest__in=before)}
    kept = [
        _reworded(rows[digest], changes.words.get(digest), actor)
        for digest in before
        if digest in rows and digest not in changes.gone
    ]
    added = [_added(statement, upload, actor) for upload in changes.uploads]
    digests = list(dict.fromkeys(row.digest for row in (*kept, *added)))
    if len(digests) > MOST_FILES:
        sentence = _("At most %(count)s files belong to one text.") % {"count": MOST_FILES}
        raise ValidationError({"file": sentence})
    return digests


def _reworded(row: Attachment, words: tuple[str, str] | None, actor: User) -> Attachment:
    vi, en = (one_line(nfc(text), 300) for text in words or (row.alt_vi, row.alt_en))
    if (vi, en) == (row.alt_vi, row.alt_en):
        return row
    fresh = Attachment(
        statement=row.statement, sha256=row.sha256, file=row.file.name, name=row.name,
        content_type=row.content_type, size=row.size, width=row.width, height=row.height,
        alt_vi=vi, alt_en=en, by=actor,
    )  # fmt: skip
    return _kept(fresh)


def _added(statement: Statement, upload: Upload, actor: User) -> Attachment:
    if (upload.file.size or 0) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise _refused(_("The file is larger than %(limit)s MB.") % {"limit": limit})
    content = upload.file.read()
    kind, content, width, height = _looked_at(content)
    row = Attachment(
        statement=statement,
        sha256=hashlib.sha256(content).hexdigest(),
        name=_name(upload.file.name or "", kind),
        content_type=kind,
        size=len(content),
        width=width,
        height=height,
        alt_vi=one_line(nfc(upload.alt_vi), 300),
        alt_en=one_line(nfc(upload.alt_en), 300),
        by=actor,
    )
    return _kept(row, content)


def _looked_at(content: bytes) -> tuple[str, bytes, int | None, int | None]:
    """What the bytes are, whatever the name says, and the bytes to keep."""
    if content[:_LOOKED_AT].lstrip().startswith(_PDF_HEAD):
        _harmless(content)
        return "application/pdf", content, None, None
    try:
        drawn = redraw(content)
    except ValidationError as error:
        raise _refused(
            _("%(why)s A PDF is taken as well; nothing else.") % {"why": error.messages[0]}
        ) from error
    return f"image/{drawn.format}", drawn.content, drawn.width, drawn.height


def _harmless(content: bytes) -> None:
    if _PDF_END not in content[-_LOOKED_AT:]:
        raise _refused(_("The PDF is cut off or damaged."))
    if _ACTING.search(content):
        raise _refused(
            _("This PDF runs something or carries other files: print it to a plain PDF first.")
        )


def _name(given: str, kind: str) -> str:
    """A harmless name with the ending of what the file really is."""
    stem = PurePath(nfc(given).replace("\\", "/")).stem
    plain = "".join(sign if sign.isalnum() or sign in " -_()" else " " for sign in stem)
    return f"{' '.join(plain.split())[:80] or 'file'}{SUFFIXES[kind]}"


def _kept(row: Attachment, content: bytes | None = None) -> Attachment:
    """The row of exactly these bytes and words; the same once, its bytes once in the store."""
    row.digest = row.seal()
    known = Attachment.objects.filter(statement=row.statement, digest=row.digest).first()
    if known is not None:
        return known
    if content is not None:
        place = row._meta.get_field("file")  # noqa: SLF001 -- Django's documented meta API
        path = place.generate_filename(row, "")
        if place.storage.exists(path):
            row.file.name = path
        else:
            row.file.save("", ContentFile(content), save=False)
    row.full_clean(exclude=["statement", "by"])
    row.save(force_insert=True)
    return row


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"file": sentence})
