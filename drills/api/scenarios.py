"""Scenarios through the API: reading, writing as a document, and as a file worth keeping in git."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import may, require
from drills import schema, story
from drills.api.serializers import ScenarioOutput
from drills.models import Scenario
from drills.services import scenarios
from drills.views.scenarios import yaml_answer
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

CREATED = 201


class DetailOutput(ScenarioOutput):
    """`story` has the shape of the file; null for whoever may not know what is to come."""

    story = serializers.SerializerMethodField()

    class Meta(ScenarioOutput.Meta):
        fields: tuple[str, ...] = (*ScenarioOutput.Meta.fields, "brief_vi", "brief_en", "story")

    def get_story(self, scenario: Scenario) -> dict[str, Any] | None:
        if not may(self.context["request"].user, "drills.read_script", scenario):
            return None
        return story.document(scenario)


class StoryInput(serializers.Serializer):
    story = serializers.JSONField()


class FileInput(serializers.Serializer):
    brand = serializers.SlugField()
    yaml = serializers.CharField(trim_whitespace=False)


class Detail(APIView):
    """One scenario; PUT makes it what the document says."""

    @extend_schema(operation_id="drills_scenario_retrieve", responses=DetailOutput)
    def get(self, request: Request, pk: int) -> Response:
        return _answer(request, _scenario(request, pk))

    @extend_schema(request=StoryInput, responses=DetailOutput)
    def put(self, request: Request, pk: int) -> Response:
        scenario = _scenario(request, pk)
        require(request.user, "drills.write", scenario)
        given = StoryInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = schema.clean(given.validated_data["story"])
        return _answer(request, scenarios.rewrite(scenario, told, actor=request.user))


class Export(APIView):
    """The scenario as a YAML file."""

    @extend_schema(responses={(200, "application/yaml"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponse:
        scenario = _scenario(request, pk)
        require(request.user, "drills.read_script", scenario)
        return yaml_answer(scenario)


class Import(APIView):
    """A YAML file becomes a scenario, or a known one becomes what the file says."""

    @extend_schema(request=FileInput, responses={201: DetailOutput})
    def post(self, request: Request) -> Response:
        given = FileInput(data=request.data)
        given.is_valid(raise_exception=True)
        mine = Brand.objects.filter(pk__in=brand_ids(request.user))
        brand = get_object_or_404(mine, slug=given.validated_data["brand"])
        text = given.validated_data["yaml"]
        return _answer(request, scenarios.take_in(brand, text, actor=request.user), CREATED)


class Retire(APIView):
    """Rehearse it no more; its drills stay."""

    @extend_schema(request=None, responses=DetailOutput)
    def post(self, request: Request, pk: int) -> Response:
        return _answer(request, scenarios.retire(_scenario(request, pk), actor=request.user))


def _scenario(request: Request, pk: int) -> Scenario:
    found = Scenario.objects.visible_to(request.user).select_related("brand")
    return get_object_or_404(found, pk=pk)


def _answer(request: Request, scenario: Scenario, status: int = 200) -> Response:
    return Response(DetailOutput(scenario, context={"request": request}).data, status=status)
