"""API of clusters: what is said most, and why it may be arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from crisisdesk.kernel.pages import NewestFirst
from monitoring.api.filters import cluster_filter
from monitoring.api.views import RoomView
from monitoring.models import Cluster, Mention
from monitoring.selectors.clusters import mention_ids, texts_of
from monitoring.suspicion_sentences import suspicion

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

#: So many ids of mentions are told; the rest is found with `mentions/?cluster=`.
MOST_IDS = 1000


class NewestHeard(NewestFirst):
    ordering = ("-last_at", "-id")


class ReasonOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    points = serializers.IntegerField(help_text="Negative where it speaks against.")
    sentence = serializers.CharField()


class ClusterOut(serializers.ModelSerializer[Cluster]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    text = serializers.CharField(
        read_only=True, allow_null=True, help_text="The first text; null once it is gone."
    )
    noise = serializers.SerializerMethodField()

    class Meta:
        model = Cluster
        fields = (
            "id", "brand", "head", "head_at", "text", "size", "authors", "negative", "reach", "platforms",
            "first_at", "last_at", "suspicion", "noise",
        )  # fmt: skip

    @extend_schema_field(bool)
    def get_noise(self, cluster: Cluster) -> bool:
        return cluster.noise_at is not None


class ClusterWholeOut(ClusterOut):
    """With its wordings, its mentions and the reasons of the suspicion."""

    texts = serializers.SerializerMethodField(help_text="Different wordings, the first one first.")
    mentions = serializers.SerializerMethodField(help_text="Ids, the earliest first.")
    reasons = serializers.SerializerMethodField()

    class Meta(ClusterOut.Meta):
        fields = (*ClusterOut.Meta.fields, "texts", "mentions", "reasons")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_texts(self, cluster: Cluster) -> list[str]:
        return texts_of(cluster)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_mentions(self, cluster: Cluster) -> list[int]:
        return mention_ids(cluster)[:MOST_IDS]

    @extend_schema_field(ReasonOut(many=True))
    def get_reasons(self, cluster: Cluster) -> Any:
        found = suspicion(cluster.facts)
        return ReasonOut([*found.speaks_for, *found.speaks_against], many=True).data


class ClusterRoomView(RoomView):
    """Clusters with their first texts."""

    def visible(self) -> QuerySet[Cluster]:
        head = Mention.objects.filter(pk=OuterRef("head")).values("text")[:1]
        return super().visible().annotate(text=Subquery(head)).select_related("brand")


class ClustersView(ClusterRoomView):
    """Clusters, the last heard first; those that were joined to another are left out."""

    queryset = Cluster.objects.all()
    output = ClusterOut
    serializer_class = ClusterOut
    pagination_class = NewestHeard

    @extend_schema(
        responses={200: ClusterOut(many=True)},
        parameters=[
            OpenApiParameter(name)
            for name in ("brand", "since", "until", "noise", "min_size", "min_suspicion")
        ],
    )
    def get(self, request: Request) -> Response:
        rows = self.visible().standing().filter(**cluster_filter(request))
        return self.paged(rows)


class ClusterView(ClusterRoomView):
    queryset = Cluster.objects.all()
    output = ClusterWholeOut
    serializer_class = ClusterWholeOut

    def get(self, request: Request, pk: int) -> Response:
        """The cluster; one that was joined to another answers as that one."""
        found = self.found(pk)
        joined = found.merged_into_id
        return Response(self.shown(self.found(joined) if joined else found))
