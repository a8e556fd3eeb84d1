"""Texts on other networks through the API: the accounts, and decisions about one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.views import APIView

from statements.accounts import place_of
from statements.api.serializers import StatementDetail
from statements.api.views import one, shown
from statements.models import PublishingAccount
from statements.services import looking, outlets
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

#: What each decision takes, besides the channel in the address.
TAKES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "there": (outlets.there, ("url",)),
    "again": (outlets.again, ("looked",)),
    "leave": (outlets.leave, ("reason",)),
    "look": (looking.look, ()),
}


class PublishingAccountOut(serializers.ModelSerializer):
    """An account without its keys."""

    brand = serializers.CharField(source="brand.slug")
    place = serializers.SerializerMethodField()

    class Meta:
        model = PublishingAccount
        fields = [
            "id",
            "brand",
            "channel",
            "kind",
            "name",
            "language",
            "place",
            "is_active",
            "checked_at",
            "problem",
        ]

    def get_place(self, row: PublishingAccount) -> str:
        return place_of(row)


class OutletIn(serializers.Serializer):
    """`url` for `there`, `looked` for `again`, `reason` for `leave`."""

    url = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    looked = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class PublishingAccounts(ListAPIView[Any]):
    """Where approved texts go by themselves; accounts are connected on their page."""

    serializer_class = PublishingAccountOut

    def get_queryset(self) -> QuerySet[PublishingAccount]:
        mine = memberships(self.request.user)
        inside = [brand for brand, row in mine.items() if row.role in INSIDERS]
        return PublishingAccount.objects.filter(brand__in=inside).select_related("brand")


class Outlet(APIView):
    @extend_schema(
        operation_id="statement_outlet_settle", request=OutletIn, responses=StatementDetail
    )
    def post(self, request: Request, pk: str, channel: str, name: str) -> Response:
        """Say that it is `there`, send it `again`, `leave` it, or `look` for it."""
        words = one(request, pk)
        if name not in TAKES:
            raise Http404
        run, taken = TAKES[name]
        checked = OutletIn(data=request.data)
        checked.is_valid(raise_exception=True)
        facts = {key: checked.validated_data[key] for key in taken if key in checked.validated_data}
        if name == "there":
            facts.setdefault("url", "")
        run(words, actor=request.user, channel=channel, **facts)
        return shown(request, words)
