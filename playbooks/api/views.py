"""Plans through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from playbooks import selectors, services
from playbooks.api.serializers import (
    DraftInput,
    ImportInput,
    PlaybookOutput,
    SaveInput,
    TransitionInput,
    VersionLine,
    VersionOutput,
)
from playbooks.models import Playbook, PlaybookVersion
from playbooks.transitions import NAMES
from playbooks.views.library import yaml_answer
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

BRAND = OpenApiParameter("brand", str, description="Slug of a brand; needed if two have the same.")


def find(request: Request, slug: str) -> Playbook:
    """The playbook of `?brand=`, else of any brand of the caller."""
    wanted = request.query_params.get("brand")
    mine = Brand.objects.filter(pk__in=brand_ids(request.user))
    brand = get_object_or_404(mine, slug=wanted) if wanted else None
    found = selectors.find_playbook(request.user, slug, brand)
    return get_object_or_404(Playbook, pk=found.pk, **({"brand": brand} if brand else {}))


def find_version(request: Request, slug: str, number: int) -> PlaybookVersion:
    versions = find(request, slug).versions.select_related(
        "playbook__brand", "author", "second_person"
    )
    return get_object_or_404(versions, number=number)


def books(request: Request) -> QuerySet[Playbook]:
    in_force = Prefetch("versions", PlaybookVersion.objects.in_force(), to_attr="in_force")
    found = Playbook.objects.visible_to(request.user).select_related("brand")
    if wanted := request.query_params.get("brand"):
        found = found.filter(brand__slug=wanted)
    return found.prefetch_related(in_force)


@extend_schema(parameters=[BRAND])
class PlaybookList(generics.ListAPIView):
    """Playbooks of the caller's brands."""

    serializer_class = PlaybookOutput
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Playbook]:
        return books(self.request)


@extend_schema(parameters=[BRAND])
class PlaybookDetail(APIView):
    @extend_schema(responses=PlaybookOutput)
    def get(self, request: Request, slug: str) -> Response:
        playbook = get_object_or_404(books(request), pk=find(request, slug).pk)
        return Response(PlaybookOutput(playbook).data)


@extend_schema(parameters=[BRAND])
class VersionList(generics.ListAPIView):
    """Versions, newest first; POST begins a draft."""

    serializer_class = VersionLine
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[PlaybookVersion]:
        playbook = find(self.request, self.kwargs["slug"])
        require(self.request.user, "playbooks.read", playbook)
        return playbook.versions.select_related("author", "second_person")

    @extend_schema(request=DraftInput, responses={201: VersionOutput})
    def post(self, request: Request, slug: str) -> Response:
        given = DraftInput(data=request.data)
        given.is_valid(raise_exception=True)
        version = services.new_draft(
            find(request, slug), actor=request.user, **given.validated_data
        )
        return _answer(request, version, status=201)


@extend_schema(parameters=[BRAND])
class VersionDetail(APIView):
    """One version with its words; PUT saves a draft."""

    @extend_schema(responses=VersionOutput)
    def get(self, request: Request, slug: str, number: int) -> Response:
        version = find_version(request, slug, number)
        require(request.user, "playbooks.read", version)
        return _answer(request, version)

    @extend_schema(request=SaveInput, responses=VersionOutput)
    def put(self, request: Request, slug: str, number: int) -> Response:
        given = SaveInput(data=request.data)
        given.is_valid(raise_exception=True)
        version = find_version(request, slug, number)
        saved = services.save_draft(version, actor=request.user, **given.validated_data)
        return _answer(request, saved)


@extend_schema(parameters=[BRAND])
class VersionTransition(APIView):
    """`submit`, `publish`, `return_to_draft` (with `reason`), `retire` (with `reason`)."""

    @extend_schema(request=TransitionInput, responses=VersionOutput)
    def post(self, request: Request, slug: str, number: int, name: str) -> Response:
        version = find_version(request, slug, number)
        given = TransitionInput(data=request.data)
        given.is_valid(raise_exception=True)
        moved = _walk(version, name, request, given.validated_data)
        return _answer(request, moved)


class VersionExport(APIView):
    """The version as a YAML file."""

    @extend_schema(parameters=[BRAND], responses={(200, "application/yaml"): OpenApiTypes.STR})
    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        version = find_version(request, slug, number)
        require(request.user, "playbooks.read", version)
        return yaml_answer(version)


class PlaybookImport(APIView):
    """A YAML file becomes a draft, of a known playbook or a new one."""

    @extend_schema(request=ImportInput, responses={201: VersionOutput})
    def post(self, request: Request) -> Response:
        given = ImportInput(data=request.data)
        given.is_valid(raise_exception=True)
        mine = Brand.objects.filter(pk__in=brand_ids(request.user))
        brand = get_object_or_404(mine, slug=given.validated_data["brand"])
        text = given.validated_data["yaml"]
        version = services.import_yaml(brand, text, actor=request.user)
        return _answer(request, version, status=201)


def _walk(
    version: PlaybookVersion, name: str, request: Request, facts: dict[str, Any]
) -> PlaybookVersion:
    """Call the service of a transition with the facts that belong to it."""
    if name not in NAMES:
        raise Http404
    if name == "return_to_draft" and not facts.get("reason"):
        raise serializers.ValidationError({"reason": [_("This field is required.")]})
    wanted = {"return_to_draft": "reason", "retire": "reason", "publish": "revision"}.get(name)
    given = {wanted: facts[wanted]} if wanted in facts else {}
    service = getattr(services, name)
    return service(version, actor=request.user, **given)


def _answer(request: Request, version: PlaybookVersion, status: int = 200) -> Response:
    return Response(VersionOutput(version, context={"request": request}).data, status=status)
