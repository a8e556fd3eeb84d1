"""API of mentions, signals, watches and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from crisisdesk.kernel.pages import NewestFirst
from monitoring.api import serializers
from monitoring.api.filters import mention_search, signal_filter
from monitoring.api.intake import ReadsBodies, read
from monitoring.forms import incident_by_reference
from monitoring.models import Mention, Signal, Watch
from monitoring.selectors import mentions
from monitoring.selectors.cases import case_for
from monitoring.selectors.paging import Together
from monitoring.services import reception, signals, watches
from teams.models import Brand
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer


class NewestPosted(NewestFirst):
    ordering = ("-posted_at", "-id")


class RoomView(GenericAPIView):
    """Lists and objects of one model, as far as the caller may see them."""

    output: type[BaseSerializer[Any]]

    def visible(self) -> QuerySet[Any]:
        return self.queryset.model.objects.visible_to(self.request.user)

    def found(self, pk: int) -> Any:
        return get_object_or_404(self.visible(), pk=pk)

    def paged(self, rows: QuerySet[Any] | Together) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.shown(page, many=True))

    def shown(self, value: Any, **options: Any) -> Any:
        return self.output(value, context=self.get_serializer_context(), **options).data

    def checked(self, form: type[BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        given = form(data=self.request.data, **options)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def brand(self, values: dict[str, Any]) -> Brand:
        mine = Brand.objects.filter(pk__in=brand_ids(self.request.user))
        return get_object_or_404(mine, slug=values.pop("brand"))


class CaseRoomView(RoomView):
    """What may belong to a case, which the caller may not be allowed to see."""

    def visible(self) -> QuerySet[Any]:
        return super().visible().prefetch_related(case_for(self.request.user))


class MentionsView(ReadsBodies, CaseRoomView):
    """Mentions, newest first; new ones are idempotent on (source, external_id)."""

    queryset = Mention.objects.all()
    output = serializers.MentionOut
    serializer_class = serializers.MentionOut
    pagination_class = NewestPosted
    required_scope = "mentions:write"

    @extend_schema(
        parameters=[
            OpenApiParameter(name)
            for name in (
                "brand", "watch", "label", "platform", "language", "source", "incident", "signal",
                "cluster", "since", "until", "q",
            )
        ]
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        search = mention_search(request)
        fit = mentions.find(self.visible(), search.what).select_related("brand", "source")
        mine = sorted(brand_ids(request.user))
        if search.brand:
            named = Brand.objects.filter(slug=search.brand, pk__in=mine)
            mine = list(named.values_list("pk", flat=True))
        return self.paged(Together(fit.filter(brand=pk) for pk in mine))

    @extend_schema(
        request=serializers.MentionIn(many=True), responses={200: serializers.TakenInOut}
    )
    def post(self, request: Request) -> Response:
        result = reception.receive(reception.listed(read(request)), actor=request.user)
        return Response(result.as_dict())


class SignalsView(CaseRoomView):
    """Signals; POST raises one by hand."""

    queryset = Signal.objects.all()
    output = serializers.SignalOut
    serializer_class = serializers.SignalOut

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("brand", "state", "level", "kind")]
    )
    def get(self, request: Request) -> Response:
        rows = self.visible().filter(**signal_filter(request))
        return self.paged(rows.select_related("brand", "watch"))

    @extend_schema(request=serializers.RaiseIn, responses={201: serializers.SignalOut})
    def post(self, request: Request) -> Response:
        values = self.checked(serializers.RaiseIn)
        brand = self.brand(values)
        signal = signals.raise_by_hand(brand, actor=request.user, **values)
        return Response(self.shown(signal), status=status.HTTP_201_CREATED)


class SignalView(CaseRoomView):
    queryset = Signal.objects.all()
    output = serializers.SignalOut
    serializer_class = serializers.SignalOut

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(self.found(pk)))


class OpenView(SignalView):
    """Open a candidate incident from the signal."""

    http_method_names = ["post", "options"]

    @extend_schema(request=serializers.OpenIn)
    def post(self, request: Request, pk: int) -> Response:
        signal = self.found(pk)
        values = self.checked(serializers.OpenIn)
        return Response(self.shown(signals.open_case(signal, actor=request.user, **values)))


class LinkView(SignalView):
    """Link the signal to an incident that is open already."""

    http_method_names = ["post", "options"]

    @extend_schema(request=serializers.LinkIn)
    def post(self, request: Request, pk: int) -> Response:
        signal = self.found(pk)
        reference = self.checked(serializers.LinkIn)["incident"]
        case = incident_by_reference(request.user, signal.brand, reference)
        if case is None:
            raise ValidationError({"incident": _("There is no such incident.")})
        return Response(self.shown(signals.link(signal, case, actor=request.user)))


class WatchUntilView(SignalView):
    """Look again at a later time."""

    http_method_names = ["post", "options"]

    @extend_schema(request=serializers.WatchUntilIn)
    def post(self, request: Request, pk: int) -> Response:
        signal = self.found(pk)
        values = self.checked(serializers.WatchUntilIn)
        until = values.pop("review_at")
        return Response(
            self.shown(signals.watch(signal, until=until, actor=request.user, **values))
        )


class DismissView(SignalView):
    """Dismiss with a reason."""

    http_method_names = ["post", "options"]

    @extend_schema(request=serializers.DismissIn)
    def post(self, request: Request, pk: int) -> Response:
        signal = self.found(pk)
        values = self.checked(serializers.DismissIn)
        return Response(self.shown(signals.dismiss(signal, actor=request.user, **values)))


class WatchesView(RoomView):
    queryset = Watch.objects.all()
    output = serializers.WatchOut
    serializer_class = serializers.WatchOut

    def get(self, request: Request) -> Response:
        return self.paged(self.visible().select_related("brand"))

    @extend_schema(request=serializers.NewWatchIn, responses={201: serializers.WatchOut})
    def post(self, request: Request) -> Response:
        values = self.checked(serializers.NewWatchIn)
        watch = watches.create(self.brand(values), actor=request.user, **values)
        return Response(self.shown(watch), status=status.HTTP_201_CREATED)


class WatchView(RoomView):
    queryset = Watch.objects.all()
    output = serializers.WatchOut
    serializer_class = serializers.WatchOut

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(self.found(pk)))

    @extend_schema(request=serializers.WatchIn(partial=True))
    def patch(self, request: Request, pk: int) -> Response:
        watch = self.found(pk)
        values = self.checked(serializers.WatchIn, partial=True)
        return Response(self.shown(watches.edit(watch, actor=request.user, **values)))
