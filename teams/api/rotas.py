"""API of duty by rule: spans that are computed, and the rotas they come from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from crisisdesk.kernel.clock import now
from teams import selectors
from teams.api.rooms import Room
from teams.api.serializers import PersonSerializer
from teams.models import DutyShift, Rota
from teams.rota.schedule import load

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from teams.models import Brand, User

LONGEST = timedelta(days=92)


class SpanQuery(serializers.Serializer):
    """Which brand and which time."""

    brand = serializers.SlugField(help_text="slug of the brand")
    since = serializers.DateTimeField(required=False, help_text="now, where it is left out")
    until = serializers.DateTimeField(required=False, help_text="a week after `since`")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        since = attrs.setdefault("since", now())
        until = attrs.setdefault("until", since + timedelta(days=7))
        if not since < until <= since + LONGEST:
            sentence = _("After `since`, and at most 92 days later.")
            raise serializers.ValidationError({"until": [sentence]})
        return attrs


class SpanSerializer(serializers.Serializer):
    """One person on duty from a moment until another."""

    user = PersonSerializer()
    rota = serializers.IntegerField(allow_null=True, help_text="null: entered by hand")
    role = serializers.CharField(allow_blank=True, help_text="empty: general duty")
    source = serializers.ChoiceField(["layer", "override", "shift"])
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class RotaLayerSerializer(serializers.Serializer):
    name = serializers.CharField()
    position = serializers.IntegerField()
    unit = serializers.CharField()
    length = serializers.IntegerField()
    handover_time = serializers.TimeField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    weekdays = serializers.ListField(child=serializers.IntegerField())
    hours_from = serializers.TimeField(allow_null=True)
    hours_until = serializers.TimeField(allow_null=True)
    holidays = serializers.CharField()
    people = serializers.SerializerMethodField()

    def get_people(self, layer: Any) -> list[str]:
        """E-mail addresses in the order of their turns."""
        return [place.user.email for place in layer.places.all()]


class RotaSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    team = serializers.SlugRelatedField("name", read_only=True)
    layers = RotaLayerSerializer(many=True, read_only=True)

    class Meta:
        model = Rota
        fields = ["id", "brand", "name", "role", "team", "time_zone", "needs_handover", "layers"]
        read_only_fields = fields


class RotaViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    """Rules of duty, to be read; the highest layer first."""

    model = Rota
    related = ("team",)
    serializer_class = RotaSerializer

    def get_queryset(self) -> QuerySet[Rota]:
        return (
            super().get_queryset().filter(is_active=True).prefetch_related("layers__places__user")
        )


class Spans:
    """Adds `spans/` to the shifts: everybody's duty, whatever it comes from."""

    @extend_schema(
        parameters=[SpanQuery],
        responses=SpanSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def spans(self, request: Request) -> Response:
        """Who is on duty when: by rotas, overrides and shifts entered by hand."""
        query = SpanQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        visible = selectors.brands_visible_to(request.user)
        brand = get_object_or_404(visible, slug=wanted["brand"])
        rows = spans(brand, wanted["since"], wanted["until"])
        return Response(SpanSerializer(rows, many=True).data)


def spans(brand: Brand, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Spans that touch a time, in order, cut at its edges."""
    schedule = load(brand.pk, since, until)
    found = [
        _span(schedule.able[span.user], rota, span.source, span.starts, span.ends)
        for rota in schedule.rotas()
        for span in schedule.spans(rota.pk, since, until)
    ]
    shifts = DutyShift.objects.filter(brand=brand, starts_at__lt=until, ends_at__gt=since)
    found += [
        _span(row.user, None, "s", max(row.starts_at, since), min(row.ends_at, until))
        for row in shifts.filter(user__is_active=True).select_related("user")
    ]
    return sorted(found, key=lambda row: (row["starts_at"], row["ends_at"], row["user"].pk))


SOURCES = {"l": "layer", "o": "override", "s": "shift"}


def _span(
    user: User, rota: Rota | None, source: str, starts: datetime, ends: datetime
) -> dict[str, Any]:
    return {
        "user": user,
        "rota": rota.pk if rota else None,
        "role": rota.role if rota else "",
        "source": SOURCES[source[0]],
        "starts_at": starts,
        "ends_at": ends,
    }
