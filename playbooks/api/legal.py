"""Deadlines that the law sets, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from playbooks.models import LegalClock
from playbooks.services import legal
from teams.roles import INSIDERS, has_role

if TYPE_CHECKING:
    from rest_framework.request import Request

BRAND = OpenApiParameter("brand", str, description="Slug of a brand of the caller's.")


class LegalClockOut(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.slug")
    confirmed = serializers.BooleanField(source="is_confirmed")
    verified_by = serializers.CharField(source="verified_by.name", default=None)

    class Meta:
        model = LegalClock
        fields = (
            "id", "brand", "key", "name_vi", "name_en", "starts_from", "hours", "working",
            "owner_role", "types", "note_vi", "note_en", "source_url", "active", "edition",
            "confirmed", "verified_by", "verified_on",
        )  # fmt: skip


class LegalClocks(APIView):
    @extend_schema(parameters=[BRAND], responses=LegalClockOut(many=True))
    def get(self, request: Request) -> Response:
        """Legal deadlines of the caller's brands; those not confirmed by a lawyer only warn."""
        found = LegalClock.objects.visible_to(request.user).select_related("brand", "verified_by")
        if wanted := request.query_params.get("brand"):
            found = found.filter(brand__slug=wanted)
        mine = {row.brand_id for row in found if has_role(request.user, row.brand_id, INSIDERS)}
        rows = [row for row in found if row.brand_id in mine]
        shown = LegalClockOut(rows, many=True).data
        return Response({"next": None, "previous": None, "results": shown})


class LegalClockConfirmation(APIView):
    @extend_schema(request=None, responses=LegalClockOut)
    def post(self, request: Request, pk: int) -> Response:
        """A lawyer stands up for the deadline as it is written."""
        clock = get_object_or_404(LegalClock.objects.visible_to(request.user), pk=pk)
        require(request.user, "playbooks.verify_legal_clock", clock)
        return Response(LegalClockOut(legal.confirm_legal_clock(clock, actor=request.user)).data)
