"""One text with legal weight, from the first draft to its place in the newsroom."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Bilingual, StatementKind
from incidents.models import Incident
from statements.enums import NOTICES, Audience, State, Strategy
from statements.models.machine import PATHS, Machine
from statements.models.manager import StatementQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from statements.models.version import LintOverride, StatementVersion

S = State
PERSON = settings.AUTH_USER_MODEL


class Statement(Machine):
    """One text with legal weight, from the first draft to its place in the newsroom."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="statements")
    brand = models.ForeignKey("teams.Brand", models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=StatementKind.choices)
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    channels = ArrayField(
        models.CharField(max_length=40), verbose_name=_("channels"), default=list, blank=True
    )
    current_version = models.PositiveIntegerField(default=0, editable=False)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="statements")
    last_editor = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    template_key = models.CharField(max_length=60, blank=True)
    playbook_version = models.ForeignKey(
        "playbooks.PlaybookVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    strategy = models.CharField(_("strategy"), max_length=10, choices=Strategy.choices, blank=True)
    vi_only_reason = models.TextField(_("why there is no English text"), blank=True)
    next_update_at = models.DateTimeField(_("next update by"), null=True, blank=True)
    final_update = models.BooleanField(_("the last word on this case"), default=False)

    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    retracts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="retractions"
    )
    needs_correction = models.BooleanField(default=False)
    needs_correction_reason = models.CharField(max_length=40, blank=True)

    emergency_at = models.DateTimeField(null=True, blank=True, editable=False)
    ratify_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    ratified_at = models.DateTimeField(null=True, blank=True, editable=False)
    ratified_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    unratified_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=State.values), name="statement_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=State.public)
                | Q(published_at__isnull=False, published_version__isnull=False),
                name="statement_said_has_moment",
            ),
            # Read when a text of the same day and title is published.
            models.UniqueConstraint(
                fields=["brand", "slug"], condition=~Q(slug=""), name="statement_slug_once"
            ),
            # A notice speaks of one earlier text, and in one way.
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(retracts=None), name="statement_notice_has_one_aim"
            ),
        ]
        indexes = [
            # Read by the sweep, the queues and the war room.
            models.Index(
                fields=["incident"],
                condition=Q(status__in=State.live),
                name="statement_live",
            ),
            # Read by the newsroom.
            models.Index(
                fields=["brand", "-published_at"],
                condition=Q(status__in=State.public, audience="public"),
                name="statement_newsroom",
            ),
        ]
        triggers = [
            # The table of handbook F4, also for raw SQL.
            pgtrigger.FSM(name="status_path", field="status", transitions=PATHS),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("statements:detail", args=[self.reference])

    @property
    def reference(self) -> str:
        return f"ST-{self.number}"

    @property
    def is_notice(self) -> bool:
        return self.kind in NOTICES

    @property
    def target(self) -> Statement | None:
        """The earlier text that a notice corrects or retracts."""
        return self.corrects or self.retracts

    @property
    def is_said(self) -> bool:
        return self.status in State.public

    @property
    def hands(self) -> set[int]:
        """Who wrote it: the author and the last editor, neither of whom approves."""
        return {self.author_id, self.last_editor_id}

    @cached_property
    def version(self) -> StatementVersion:
        """The current version."""
        return self._version(self.current_version)

    @cached_property
    def version_said(self) -> StatementVersion:
        """The version that was published; before that, the current one."""
        said = self.published_version or self.current_version
        return self.version if said == self.current_version else self._version(said)

    def _version(self, number: int) -> StatementVersion:
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return next(row for row in self.versions.all() if row.number == number)
        return self.versions.get(number=number)

    def kept_phrases(self) -> QuerySet[LintOverride]:
        """What people have kept although it was flagged, in any version, the latest word last."""
        from statements.models.version import LintOverride  # noqa: PLC0415 -- reads this model

        of_any = LintOverride.objects.filter(version__statement=self)
        return of_any.order_by("version__number", "id")

    @cached_property
    def emergency_hands(self) -> set[int]:
        """Who signed an emergency publication."""
        return set(self.signatures.values_list("by", flat=True)) | {self.published_by_id or 0}

    def in_language(self, name: str, language: str | None = None) -> str:
        """Words of the version that was said, or the current one."""
        return Bilingual.in_language(self.version_said, name, language)  # type: ignore[arg-type]
