"""API of brands, response teams, duty, webhooks and the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.generics import RetrieveAPIView
from rest_framework.response import Response

from crisisdesk.kernel.rights import require
from teams import crew, selectors, services, webhooks
from teams.api import serializers as shapes
from teams.api.rooms import Room
from teams.api.rotas import Spans
from teams.models import Brand, DutyShift, Team, User, Webhook, lower_email
from teams.roles import brand_ids
from teams.services import teams as team_services

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

CREATED = 201
GONE = 204


class MeView(RetrieveAPIView):
    """Who the caller is, where they have a place, and what the token may do."""

    serializer_class = shapes.MeSerializer

    def get_object(self) -> User:
        return self.request.user


class BrandViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    serializer_class = shapes.BrandSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Brand]:
        return selectors.brands_visible_to(self.request.user)

    @extend_schema(request=shapes.BrandInput)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change names, contacts or the quiet window (admins)."""
        brand, data = self.get_object(), self.taken(shapes.BrandInput)
        return self.shown(services.update_brand(brand, actor=request.user, **data))


class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    model = Team
    serializer_class = shapes.TeamSerializer

    def get_queryset(self) -> QuerySet[Team]:
        return super().get_queryset().prefetch_related("members")

    def get_serializer_context(self) -> dict[str, Any]:
        """Cards of all people at once, read when the first one is asked for."""
        cards = SimpleLazyObject(lambda: crew.cards_of(brand_ids(self.request.user)))
        return super().get_serializer_context() | {"cards": cards}

    @extend_schema(request=shapes.TeamInput)
    def create(self, request: Request) -> Response:
        data = self.taken(shapes.TeamInput)
        team = team_services.make_team(self.brand(data), actor=request.user, **data)
        return self.shown(team, CREATED)

    @extend_schema(request=shapes.TeamChange)
    def partial_update(self, request: Request, pk: str) -> Response:
        team, data = self.get_object(), self.taken(shapes.TeamChange)
        return self.shown(team_services.change_team(team, actor=request.user, **data))

    def destroy(self, request: Request, pk: str) -> Response:
        team_services.remove_team(self.get_object(), actor=request.user)
        return Response(status=GONE)


class ShiftViewSet(Spans, mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    model = DutyShift
    related = ("user",)
    serializer_class = shapes.ShiftSerializer

    @extend_schema(request=shapes.ShiftInput)
    def create(self, request: Request) -> Response:
        """Put a person on duty (managers and admins)."""
        data = self.taken(shapes.ShiftInput)
        brand, email = self.brand(data), lower_email(data.pop("user"))
        require(request.user, "teams.manage_duty", brand)
        user = get_object_or_404(User, email=email, memberships__brand=brand)
        shift = services.add_shift(brand, user, actor=request.user, **data)
        return self.shown(shift, CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        services.remove_shift(self.get_object(), actor=request.user)
        return Response(status=GONE)


class WebhookViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    """Outgoing webhooks, for admins."""

    model = Webhook
    serializer_class = shapes.WebhookSerializer

    def get_queryset(self) -> QuerySet[Webhook]:
        return super().get_queryset().filter(brand__in=selectors.administered(self.request.user))

    @extend_schema(request=shapes.WebhookInput, responses={CREATED: shapes.NewWebhookSerializer})
    def create(self, request: Request) -> Response:
        """Subscribe; the answer shows the signing secret, this once."""
        data = self.taken(shapes.WebhookInput)
        hook = webhooks.add(self.brand(data), actor=request.user, **data)
        return Response(shapes.NewWebhookSerializer(hook).data, status=CREATED)

    @extend_schema(request=shapes.WebhookChange)
    def partial_update(self, request: Request, pk: str) -> Response:
        hook, data = self.get_object(), self.taken(shapes.WebhookChange)
        return self.shown(webhooks.change(hook, actor=request.user, **data))

    def destroy(self, request: Request, pk: str) -> Response:
        webhooks.remove(self.get_object(), actor=request.user)
        return Response(status=GONE)

    @extend_schema(responses=shapes.DeliverySerializer(many=True))
    @action(detail=True)
    def deliveries(self, request: Request, pk: str) -> Response:
        """Messages to this webhook with every attempt, newest first."""
        page = self.paginate_queryset(webhooks.log(self.get_object()))
        return self.get_paginated_response(shapes.DeliverySerializer(page, many=True).data)

    @extend_schema(request=None, responses={CREATED: shapes.DeliverySerializer})
    @action(detail=True, methods=["post"], url_path=r"deliveries/(?P<delivery>\d+)/replay")
    def replay(self, request: Request, pk: str, delivery: str) -> Response:
        """Send a past message once more."""
        hook = self.get_object()
        message = get_object_or_404(webhooks.log(hook), pk=delivery)
        again = webhooks.replay(hook, message, actor=request.user)
        return Response(shapes.DeliverySerializer(again).data, status=CREATED)
