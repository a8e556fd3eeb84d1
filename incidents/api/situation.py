"""Situation reports that were sent, as everybody may read them who sees the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from incidents.api.base import CaseView
from incidents.api.serializers.case import PersonOut
from incidents.models import SituationReport
from incidents.situation import selectors

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class SituationReportOut(serializers.ModelSerializer[SituationReport]):
    """A report word for word; `digest` seals its words."""

    sent_by: Any = PersonOut(read_only=True)

    class Meta:
        model = SituationReport
        fields = (
            "number",
            "sent_at",
            "sent_by",
            "title",
            "text_vi",
            "text_en",
            "next_at",
            "digest",
        )
        read_only_fields = fields


class SituationReports(CaseView):
    @extend_schema(responses=SituationReportOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The reports of a case that were sent, the newest first; drafts are not among them."""
        incident = self.case(request, reference, working=False)
        return self.listing(request, SituationReportOut, selectors.sent(incident))
