"""What a statement said at one time; a row is never changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual
from incidents.models import Fact
from statements.models.resting import FactAsItStood, KeptPhrase
from statements.models.statement import Statement

PERSON = settings.AUTH_USER_MODEL
NEVER_CHANGES = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class StatementVersion(Bilingual, models.Model):
    """The exact words in both languages, and the digest that approvals are bound to."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    text_vi = models.TextField(_("text (Vietnamese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    #: What was filled into the template, by placeholder: {"hotline": {"vi": …, "en": …}}.
    placeholders = models.JSONField(default=dict, blank=True)
    #: Digests of attached files, in order.
    attachments = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    #: Groups of the press list that receive it by mail; approvers sign them with the text.
    press_groups = ArrayField(models.BigIntegerField(), default=list, blank=True)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["statement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="statement_version_number"
            ),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.number}"

    @property
    def uses(self) -> list[FactUse]:
        """The facts it rests on, as they stand now, in one question."""
        rows = self.fact_uses.all()
        known = "fact_uses" in getattr(self, "_prefetched_objects_cache", {})
        return list(rows if known else rows.select_related("fact"))

    def seal(self) -> str:
        """SHA-256 over exactly what the public would read, and where."""
        said: dict[str, Any] = {
            "title_vi": self.title_vi,
            "title_en": self.title_en,
            "text_vi": self.text_vi,
            "text_en": self.text_en,
            "attachments": self.attachments,
            "channels": self.channels,
        }
        # Only where there are any: digests of earlier texts hold.
        if self.press_groups:
            said["press_groups"] = self.press_groups
        payload = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(payload.encode()).hexdigest()


class FactUse(FactAsItStood):
    """A fact that a version rests on, as it stood then."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="fact_uses")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="uses")

    class Meta(FactAsItStood.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "fact"], name="fact_used_once_a_version"),
        ]
        triggers = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.fact_id}"


class LintOverride(KeptPhrase):
    """A flagged phrase that a person keeps, and why; void as soon as the phrase changes."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="overrides")

    def __str__(self) -> str:
        return f"{self.version_id} {self.key}"
