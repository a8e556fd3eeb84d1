"""Drills and readiness through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import may
from drills import readiness, readiness_map, selectors, services
from drills.api import serializers as shapes
from drills.models import Drill, Scenario
from teams import brands
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

CREATED = 201
BRAND = OpenApiParameter("brand", str, description="Slug of a brand of the caller's.")


def _drill(request: Request, pk: int) -> Drill:
    return get_object_or_404(selectors.with_runs(selectors.drills(request.user)), pk=pk)


def _answer(request: Request, pk: int, status: int = 200) -> Response:
    drill = _drill(request, pk)
    context = {
        "request": request,
        "expects": may(request.user, "drills.read_expected", drill),
        "foresees": may(request.user, "drills.foresee", drill),
    }
    return Response(shapes.DrillOutput(drill, context=context).data, status=status)


class Drills(generics.ListAPIView):
    """Drills of the caller's brands, newest first; POST starts one."""

    serializer_class = shapes.DrillLine
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Drill]:
        return selectors.drills(self.request.user)

    @extend_schema(request=shapes.StartInput, responses={201: shapes.DrillOutput})
    def post(self, request: Request) -> Response:
        given = shapes.StartInput(data=request.data)
        given.is_valid(raise_exception=True)
        data = dict(given.validated_data)
        scenario = Scenario.objects.visible_to(request.user).filter(pk=data.pop("scenario")).first()
        if scenario is None:
            raise ValidationError({"scenario": _("Unknown here.")})
        drill = services.start(scenario, actor=request.user, **data)
        return _answer(request, drill.pk, CREATED)


class Scenarios(generics.ListAPIView):
    """What can be rehearsed."""

    serializer_class = shapes.ScenarioOutput
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Scenario]:
        return Scenario.objects.visible_to(self.request.user).select_related("brand")


class DrillView(APIView):
    """One drill with its injects and its sheet."""

    @extend_schema(responses=shapes.DrillOutput)
    def get(self, request: Request, pk: int) -> Response:
        return _answer(request, pk)


class EndView(APIView):
    @extend_schema(request=None, responses=shapes.DrillOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Stop further injects."""
        services.end(_drill(request, pk), actor=request.user)
        return _answer(request, pk)


class InjectView(APIView):
    @extend_schema(request=shapes.ObserveInput, responses=shapes.RunOutput)
    def post(self, request: Request, pk: int, inject: int) -> Response:
        """Say what was observed."""
        run = get_object_or_404(_drill(request, pk).runs, pk=inject)
        given = shapes.ObserveInput(data=request.data)
        given.is_valid(raise_exception=True)
        done = services.observe(run, actor=request.user, **given.validated_data)
        told = dict(shapes.RunOutput(done).data)
        reads = may(request.user, "drills.read_expected", done.drill)
        return Response(told if reads else {**told, "expected": "", "branch": ""})


@extend_schema(parameters=[BRAND])
class Readiness(APIView):
    """How well one brand of the caller's is prepared."""

    @extend_schema(responses=shapes.ReadinessOutput)
    def get(self, request: Request) -> Response:
        brand = _brand(request)
        found_map = readiness_map.read(brand)
        found = {
            "overall": found_map.overall,
            "types": found_map.rows,
            "brand": brand.slug,
            "red_lines": readiness.red_lines(brand),
            "playbooks": readiness.preparations(brand),
        }
        return Response(shapes.ReadinessOutput(found).data)


def _brand(request: Request) -> Brand:
    """The brand of `?brand=`, else the caller's first."""
    mine = Brand.objects.filter(pk__in=brand_ids(request.user))
    if wanted := request.query_params.get("brand"):
        return get_object_or_404(mine, slug=wanted)
    first = brands.brands_of(request.user)
    return get_object_or_404(mine, pk=first[0].pk if first else None)
