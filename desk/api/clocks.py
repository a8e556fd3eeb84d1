"""Every clock of a case through the API, as the page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from desk.clocks import rows
from incidents.api.base import CaseView

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class ClockOut(serializers.Serializer):
    kind = serializers.CharField(help_text="A timer's key, legal, approval_step or promise.")
    label = serializers.CharField()  # type: ignore[assignment]
    round = serializers.IntegerField()
    state = serializers.CharField()
    severity = serializers.CharField(help_text="Level it is computed by; empty while unscored.")
    minutes = serializers.IntegerField(allow_null=True)
    working = serializers.BooleanField()
    started_at = serializers.DateTimeField()
    warn_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    hard_due_at = serializers.DateTimeField(allow_null=True)
    hard_breached_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    late_seconds = serializers.SerializerMethodField()

    def get_late_seconds(self, row: object) -> float | None:
        late = getattr(row, "late_by", None)
        return None if late is None else late.total_seconds()


class Clocks(CaseView):
    @extend_schema(responses=ClockOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Timers, legal deadlines, approval steps and promises of every round."""
        incident = self.case(request, reference)
        return self.listing(request, ClockOut, rows(incident, request.user))
