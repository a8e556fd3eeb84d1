"""What the API's rooms of people share: one sees the things of one's own brands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.response import Response

from teams import selectors
from teams.roles import brand_ids

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.serializers import Serializer

    from teams.models import Brand


class Room(viewsets.GenericViewSet):
    """Things of the caller's brands; anything else is not there."""

    model: Any = None
    related: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        rows = self.model.objects.filter(brand__in=brand_ids(self.request.user))
        return rows.select_related("brand", *self.related)

    def taken(self, shape: type[Serializer]) -> dict[str, Any]:
        """The request's content in a given shape, or a 400."""
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def brand(self, data: dict[str, Any]) -> Brand:
        visible = selectors.brands_visible_to(self.request.user)
        return get_object_or_404(visible, slug=data.pop("brand"))

    def shown(self, row: Any, status: int = 200) -> Response:
        return Response(self.get_serializer(row).data, status=status)
