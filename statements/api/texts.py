"""The library of prepared words and their peacetime approvals, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from playbooks.enums import Phase, Readership, TextState
from playbooks.models import TextApproval
from statements.selectors import texts as selectors
from teams.models import Brand
from teams.roles import INSIDERS, brand_ids, has_role

if TYPE_CHECKING:
    from rest_framework.request import Request

    from playbooks.texts import Standing
    from statements.selectors.texts import Entry


class StandingOut(serializers.Serializer):
    """How the words of one language stand now."""

    language = serializers.CharField(help_text="`vi` or `en`.")
    state = serializers.CharField(help_text=", ".join(TextState.values))
    in_fast_lane = serializers.BooleanField(source="holds")
    days_left = serializers.IntegerField(allow_null=True)
    expires_at = serializers.SerializerMethodField()
    given_by = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_expires_at(self, one: Standing) -> Any:
        return one.approval.expires_at if one.approval else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_given_by(self, one: Standing) -> Any:
        return one.approval.given_by.name if one.approval else None


class TextOut(serializers.Serializer):
    """One text in force."""

    brand = serializers.CharField(source="playbook.brand.slug")
    playbook = serializers.CharField(source="playbook.slug")
    version = serializers.IntegerField(source="version.number")
    key = serializers.CharField(source="template.key")
    kind = serializers.CharField(source="template.kind")
    audience = serializers.CharField(help_text=", ".join(Readership.values))
    phase = serializers.CharField(help_text=", ".join(Phase.values))
    channel = serializers.CharField(source="template.channel")
    name_vi = serializers.CharField(source="template.name.vi")
    name_en = serializers.CharField(source="template.name.en")
    text_vi = serializers.CharField(source="template.text.vi")
    text_en = serializers.CharField(source="template.text.en")
    requires_fact = serializers.BooleanField(source="template.requires_fact")
    used = serializers.IntegerField(source="used.count")
    last_used_at = serializers.DateTimeField(source="used.last_at", allow_null=True)
    approvals = StandingOut(many=True, source="standings")


class TextApprovalOut(serializers.ModelSerializer):
    """One approval as it was given, and how it ended."""

    brand = serializers.CharField(source="playbook.brand.slug")
    playbook = serializers.CharField(source="playbook.slug")
    version = serializers.IntegerField(source="version.number")
    given_by = serializers.CharField(source="given_by.name")
    ended_by = serializers.CharField(source="ended_by.name", default=None)
    holds = serializers.SerializerMethodField()

    class Meta:
        model = TextApproval
        fields = (
            "id", "brand", "playbook", "version", "key", "language", "digest", "given_by",
            "given_at", "expires_at", "holds", "ended_at", "ended_by", "ended_why", "reason",
        )  # fmt: skip

    def get_holds(self, row: TextApproval) -> bool:
        """Whether it opens the short way now."""
        return row.holds()


PARAMETERS = [
    OpenApiParameter("brand", str, description="Slug of a brand of the caller's."),
    *(OpenApiParameter(name, str) for name in selectors.FILTERS),
]


def _brands(request: Request) -> list[Brand]:
    """Brands whose plans the caller may read, or the one that was asked for."""
    mine = Brand.objects.filter(pk__in=brand_ids(request.user)).order_by("pk")
    if wanted := request.query_params.get("brand"):
        brand = get_object_or_404(mine, slug=wanted)
        require(request.user, "playbooks.read", brand)
        return [brand]
    return [brand for brand in mine if has_role(request.user, brand.pk, INSIDERS)]


class Texts(APIView):
    @extend_schema(parameters=PARAMETERS, responses=TextOut(many=True))
    def get(self, request: Request) -> Response:
        """Prepared words in force, with their approvals; filters as on the page."""
        entries: list[Entry] = []
        for brand in _brands(request):
            found = selectors.library(brand, request.user)
            for entry in found:
                entry.playbook.brand = brand
            entries += selectors.chosen(found, request.query_params)
        shown = TextOut(entries, many=True).data
        return Response({"next": None, "previous": None, "results": shown})


class TextApprovals(APIView):
    @extend_schema(parameters=PARAMETERS[:1], responses=TextApprovalOut(many=True))
    def get(self, request: Request) -> Response:
        """Peacetime approvals that nothing has ended; time may have: see `holds`."""
        rows = TextApproval.objects.current().filter(playbook__brand__in=_brands(request))
        named = rows.select_related("playbook__brand", "version", "given_by", "ended_by")
        shown = TextApprovalOut(named.order_by("expires_at", "id"), many=True).data
        return Response({"next": None, "previous": None, "results": shown})
