"""API of escalation policies: what they say, for programs that check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from teams.api.views import Room
from teams.models import EscalationPolicy, PolicyStep, PolicyTarget
from teams.paging import freezing
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TargetShape(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField(required=False)
    name = serializers.CharField(required=False)
    value = serializers.CharField(required=False)


class StepSerializer(serializers.ModelSerializer):
    targets = serializers.SerializerMethodField()

    class Meta:
        model = PolicyStep
        fields = [
            "position", "critical_minutes", "high_minutes", "moderate_minutes", "watch_minutes",
            "targets",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(TargetShape(many=True))
    def get_targets(self, step: PolicyStep) -> list[dict[str, Any]]:
        rows: list[PolicyTarget] = list(step.targets.all())
        return [freezing.target(row) for row in rows]


class PolicySerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = EscalationPolicy
        fields = [
            "id", "brand", "name", "is_default", "repeats", "keep_every", "quiet_from",
            "quiet_until", "time_zone", "working_time", "steps",
        ]  # fmt: skip
        read_only_fields = fields


class PolicyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Room):
    """Policies of the caller's brands, for those who work there."""

    model = EscalationPolicy
    serializer_class = PolicySerializer

    def get_queryset(self) -> QuerySet[EscalationPolicy]:
        mine = memberships(self.request.user).values()
        inside = [row.brand_id for row in mine if row.role in INSIDERS]
        rows = super().get_queryset().filter(brand__in=inside)
        return rows.prefetch_related("steps__targets__user", "steps__targets__team")
