"""API of sources: how they are, making and editing, a test, poll now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from monitoring.api import serializers
from monitoring.api.views import RoomView
from monitoring.connectors.registry import connector_of
from monitoring.enums import SourceKind
from monitoring.models import Source
from monitoring.selectors import health
from monitoring.services import connections, sources

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from monitoring.connectors.base import Connector
    from teams.models import Brand

BY_HAND = (SourceKind.WEBHOOK, SourceKind.API)


class SourcesRoomView(RoomView):
    queryset = Source.objects.all()
    output = serializers.SourceOut
    serializer_class = serializers.SourceOut

    def visible(self) -> QuerySet[Any]:
        return health.with_health(super().visible()).select_related(
            "brand", "connection", "call_health"
        )


class SourcesView(SourcesRoomView):
    """Every way in, and how it is."""

    def get(self, request: Request) -> Response:
        return self.paged(self.visible())

    @extend_schema(request=serializers.NewSourceIn, responses={201: serializers.NewSourceOut})
    def post(self, request: Request) -> Response:
        values = self.checked(serializers.NewSourceIn)
        brand, kind = self.brand(values), values.pop("kind")
        made, token = _made(brand, kind, values, request)
        answer = self.shown(self.found(made.pk)) | {"token": token}
        return Response(answer, status=status.HTTP_201_CREATED)


def _made(brand: Brand, kind: str, values: dict[str, Any], request: Request) -> tuple[Source, str]:
    settings = values.pop("settings", {})
    connector = connector_of(kind)
    if connector is None and kind not in BY_HAND:
        raise ValidationError({"kind": _("This desk has no connector of that kind.")})
    if connector is None:
        return sources.create(brand, actor=request.user, kind=kind, **values)
    answers = _answers(connector, settings | values)
    return connections.add(brand, actor=request.user, kind=kind, values=answers), ""


def _answers(connector: Connector, given: dict[str, Any]) -> dict[str, Any]:
    """The same questions as on the page; what they find wrong comes back by field."""
    form = connector.form(given)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data


class SourceView(SourcesRoomView):
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(self.found(pk)))

    @extend_schema(request=serializers.SourceIn(partial=True))
    def patch(self, request: Request, pk: int) -> Response:
        source = self.found(pk)
        values = self.checked(serializers.SourceIn, partial=True)
        return Response(self.shown(sources.edit(source, actor=request.user, **values)))


class PollView(SourcesRoomView):
    """Read the source as soon as it may be asked."""

    http_method_names = ["post", "options"]

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        connections.poll_now(_polled(self.found(pk)), actor=request.user)
        return Response(self.shown(self.found(pk)))


class TestView(SourcesRoomView):
    """Connect and say what the source would bring in now; nothing is stored."""

    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses={200: serializers.TrialOut})
    def post(self, request: Request, pk: int) -> Response:
        trial = connections.try_stored(_polled(self.found(pk)), actor=request.user)
        return Response(serializers.TrialOut(trial).data)


def _polled(source: Source) -> Source:
    """The source, if it is one that the desk reads by itself."""
    return get_object_or_404(Source.objects.exclude(connection=None), pk=source.pk)
