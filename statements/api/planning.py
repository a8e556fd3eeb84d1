"""Set hours and the crisis hold through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.access import case_of
from statements.api.serializers import StatementDetail, StatementReasonIn
from statements.api.views import CREATED, one, shown
from statements.enums import Planned
from statements.models import CrisisHold
from statements.selectors.planned import planned
from statements.services import holds, scheduling
from teams import roles
from teams.models import Brand

if TYPE_CHECKING:
    from rest_framework.request import Request


class HourIn(serializers.Serializer[Any]):
    due_at = serializers.DateTimeField()


class HoldIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000)
    #: Reference of the case it is placed from; a drill's hold touches drills only.
    case = serializers.CharField(max_length=20, required=False)


class LiftIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000)
    #: Ids of plans that go out at their hour after all.
    again = serializers.ListField(child=serializers.IntegerField(), default=list)


class PlanOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    statement = serializers.CharField(source="statement.reference")
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=Planned.choices)


class HoldOut(serializers.Serializer[Any]):
    is_drill = serializers.BooleanField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    #: Those held texts that the caller may see.
    frozen = serializers.SerializerMethodField()

    def get_frozen(self, hold: CrisisHold) -> list[dict[str, Any]]:
        rows = planned(self.context["request"].user).filter(hold=hold)
        return PlanOut(rows, many=True).data


class Hour(APIView):
    @extend_schema(request=HourIn, responses={201: StatementDetail})
    def post(self, request: Request, pk: str) -> Response:
        """Publish an approved text at `due_at`, in the caller's name."""
        words = one(request, pk)
        scheduling.schedule(words, actor=request.user, **checked(HourIn, request))
        return shown(request, words, CREATED)


class NoHour(APIView):
    @extend_schema(request=StatementReasonIn, responses=StatementDetail)
    def post(self, request: Request, pk: str) -> Response:
        """Take a text off the schedule."""
        words = one(request, pk)
        scheduling.unschedule(words, actor=request.user, **checked(StatementReasonIn, request))
        return shown(request, words)


class Hold(APIView):
    @extend_schema(request=HoldIn, responses={201: HoldOut})
    def post(self, request: Request, slug: str) -> Response:
        """Hold back everything that is scheduled of a brand; 409 where a hold is on."""
        facts = checked(HoldIn, request)
        case = case_of(request, facts.pop("case")) if "case" in facts else None
        hold = holds.place(brand_of(request, slug), actor=request.user, incident=case, **facts)
        return Response(HoldOut(hold, context={"request": request}).data, status=CREATED)


class Lift(APIView):
    @extend_schema(request=LiftIn, responses=HoldOut)
    def post(self, request: Request, slug: str) -> Response:
        """Lift the brand's hold; only the plans in `again` go out at their hour."""
        own = CrisisHold.objects.filter(brand=brand_of(request, slug), lifted_at=None)
        found = get_object_or_404(own.select_related("brand").order_by("is_drill")[:1])
        hold = holds.lift(found, actor=request.user, **checked(LiftIn, request))
        return Response(HoldOut(hold, context={"request": request}).data)


def checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The caller's input by the shape, or a 400 that names the fields."""
    data = shape(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)


def brand_of(request: Request, slug: str) -> Brand:
    return get_object_or_404(Brand, slug=slug, pk__in=roles.brand_ids(request.user))
