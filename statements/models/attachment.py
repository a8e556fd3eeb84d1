"""Pictures and files that belong to a text; what they say in words belongs to them."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual
from statements.models.statement import Statement
from statements.models.version import NEVER_CHANGES

#: What may be attached: ending by kind of content, as it was found, not as it was named.
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}


def attachment_path(attachment: Attachment, _filename: str) -> str:
    """Stored under the digest of its bytes: a hostile name never reaches the disk."""
    digest = attachment.sha256
    return f"attachments/{digest[:2]}/{digest}{SUFFIXES[attachment.content_type]}"


class Attachment(Bilingual, models.Model):
    """One file with its alternative text; other words or other bytes are another row."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="files")
    #: Over the bytes and the words: what a version's own digest covers.
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=attachment_path, max_length=200)
    content_type = models.CharField(max_length=40, choices=[(kind, kind) for kind in SUFFIXES])
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(_("file name"), max_length=120)
    alt_vi = models.CharField(_("alternative text (Vietnamese)"), max_length=300, blank=True)
    alt_en = models.CharField(_("alternative text (English)"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "digest"], name="attachment_once_a_statement"
            ),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    def seal(self) -> str:
        """SHA-256 over what the public gets: the bytes, the kind, and both alternative texts."""
        said = {
            "sha256": self.sha256,
            "content_type": self.content_type,
            "name": self.name,
            "alt_vi": self.alt_vi,
            "alt_en": self.alt_en,
        }
        payload = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(payload.encode()).hexdigest()
