"""Figures over many cases through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from desk import reports
from desk.api.serializers import ReportOutput
from desk.report_filter import ReportFilter

if TYPE_CHECKING:
    from rest_framework.request import Request

FILTERS = [
    OpenApiParameter("since", str, description="Opened on or after this day, as 2026-11-01."),
    OpenApiParameter("until", str, description="Opened on or before this day."),
    OpenApiParameter("brand", str, description="Slug of a brand of the caller's."),
    OpenApiParameter("severity", str, description="Highest severity the case reached."),
    OpenApiParameter("kind", str, description="Slug of a playbook."),
    OpenApiParameter("team", int, description="Cases led by a member of this team."),
    OpenApiParameter("drills", bool, description="Drills instead of real cases."),
]


class Metrics(APIView):
    @extend_schema(parameters=FILTERS, responses=ReportOutput)
    def get(self, request: Request) -> Response:
        """Median, P90 and n per duration, and shares; null means not enough data."""
        form = ReportFilter(request.query_params, user=request.user)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return Response(ReportOutput(reports.report(form.cases())).data)
