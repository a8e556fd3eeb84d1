"""The press list through the API: the same rights and services as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Language
from statements.api.views import CREATED, one
from statements.models import PressContact, PressGroup
from statements.selectors import press as asked
from statements.services import press_list
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

FILTERS = [
    OpenApiParameter("q", OpenApiTypes.STR),
    OpenApiParameter("group", OpenApiTypes.INT),
    OpenApiParameter("state", OpenApiTypes.STR),
]


class PressGroupOut(serializers.ModelSerializer[PressGroup]):
    people = serializers.IntegerField(read_only=True)
    reached = serializers.IntegerField(read_only=True)

    class Meta:
        model = PressGroup
        fields = ("id", "name", "people", "reached")


class PressContactOut(serializers.ModelSerializer[PressContact]):
    groups = serializers.SerializerMethodField()

    class Meta:
        model = PressContact
        fields = (
            "id", "email", "name", "outlet", "language", "groups", "note", "state",
            "state_reason", "soft_bounces", "created_at",
        )  # fmt: skip

    def get_groups(self, row: PressContact) -> list[str]:
        return [group.name for group in row.groups.all() if group.is_active]


class PressContactIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    outlet = serializers.CharField(max_length=120, required=False, allow_blank=True)
    language = serializers.ChoiceField(Language.choices, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    groups = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    #: They asked to be written to again after having been erased.
    asked = serializers.BooleanField(required=False)


class PressMailOut(serializers.Serializer[Any]):
    groups = serializers.ListField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())


def brand_of(request: Request, slug: str) -> Brand:
    """A brand of the caller, whose press list they may read."""
    brand = get_object_or_404(Brand, pk__in=brand_ids(request.user), slug=slug)
    require(request.user, "statements.see_press", brand)
    return brand


class Contacts(ListAPIView[Any]):
    """People of a press list, newest first; POST adds one."""

    serializer_class = PressContactOut

    def get_queryset(self) -> QuerySet[PressContact]:
        if getattr(self, "swagger_fake_view", False):
            return PressContact.objects.none()
        brand = brand_of(self.request, self.kwargs["slug"])
        return asked.contacts(brand, self.request.query_params)

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """People of a press list by the filters of the address."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=PressContactIn, responses={201: PressContactOut})
    def post(self, request: Request, slug: str) -> Response:
        """Put somebody on the list."""
        brand = brand_of(request, slug)
        checked = PressContactIn(data=request.data)
        checked.is_valid(raise_exception=True)
        values = dict(checked.validated_data)
        groups = _groups(brand, values.pop("groups", []))
        row = press_list.add(brand, actor=request.user, groups=groups, **values)
        return Response(PressContactOut(row).data, status=CREATED)


def _groups(brand: Brand, names: list[str]) -> list[PressGroup]:
    known = {group.name.casefold(): group for group in asked.groups(brand)}
    if unknown := [name for name in names if name.strip().casefold() not in known]:
        sentence = _("There is no group “%(name)s”.") % {"name": unknown[0]}
        raise ValidationError({"groups": sentence})
    return [known[name.strip().casefold()] for name in names]


class Groups(APIView):
    @extend_schema(responses=PressGroupOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Groups of a press list, and how many people each reaches."""
        brand = brand_of(request, slug)
        data = PressGroupOut(asked.groups(brand), many=True).data
        return Response({"next": None, "previous": None, "results": data})


class Mail(APIView):
    @extend_schema(responses=PressMailOut)
    def get(self, request: Request, pk: str) -> Response:
        """How the press mail of a text stands: counts, no addresses."""
        words = one(request, pk)
        require(request.user, "statements.see_press", words)
        names = [group.name for group in asked.groups_of(words.version_said)]
        counts = asked.counts(asked.letters_of(words))
        return Response({"groups": names, "counts": counts})
