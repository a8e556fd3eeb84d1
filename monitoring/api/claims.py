"""API of false claims: who repeats them, and the word of a person on each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response

from crisisdesk.kernel.pages import NewestFirst
from crisisdesk.kernel.rights import require
from incidents.models import Claim, Incident
from incidents.selectors.cases import by_reference
from monitoring.api.views import RoomView
from monitoring.enums import MatchState
from monitoring.models import ClaimMatch, Mention
from monitoring.selectors import claims as selectors
from monitoring.services import claim_matches
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

MOST_MENTIONS = 100


class KnownClaimOut(serializers.ModelSerializer[Claim]):
    incident = serializers.SlugRelatedField("reference", read_only=True)
    brand = serializers.SlugRelatedField("slug", source="incident.brand", read_only=True)
    refuted = serializers.BooleanField(source="is_refuted")
    repeated = serializers.IntegerField(help_text="Texts that count as repeating it.")
    waiting = serializers.IntegerField(help_text="Texts that wait for a person.")

    class Meta:
        model = Claim
        fields = (
            "id", "incident", "brand", "text", "variants", "status", "assessment", "reason",
            "refuted", "repeated", "waiting", "created_at",
        )  # fmt: skip


class ClaimPlaceOut(serializers.Serializer[Any]):
    platform = serializers.CharField()
    count = serializers.IntegerField()
    reach = serializers.IntegerField(allow_null=True, help_text="Null while nobody knows it.")
    answers = serializers.IntegerField()
    our_reach = serializers.IntegerField(allow_null=True)


class ClaimAdviceOut(serializers.Serializer[Any]):
    action = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    may_deny = serializers.BooleanField()


class ClaimSpreadOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    reach = serializers.IntegerField(allow_null=True)
    our_reach = serializers.IntegerField(allow_null=True)
    ratio = serializers.FloatField(allow_null=True)
    first_seen_at = serializers.DateTimeField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True)
    first_answer_at = serializers.DateTimeField(allow_null=True)
    lag_seconds = serializers.FloatField(allow_null=True)
    platforms = ClaimPlaceOut(many=True)
    advice = ClaimAdviceOut(allow_null=True)


class FullKnownClaimOut(KnownClaimOut):
    spread = serializers.SerializerMethodField()

    class Meta(KnownClaimOut.Meta):
        fields = (*KnownClaimOut.Meta.fields, "spread")

    @extend_schema_field(ClaimSpreadOut)
    def get_spread(self, claim: Claim) -> Any:
        return ClaimSpreadOut(selectors.figures(claim)).data


class ClaimMatchOut(serializers.ModelSerializer[ClaimMatch]):
    class Meta:
        model = ClaimMatch
        fields = (
            "id", "claim", "mention_id", "posted_at", "platform", "reach", "score", "rank", "state",
            "found_at", "at",
        )  # fmt: skip


class NewKnownClaimIn(serializers.Serializer[Any]):
    incident = serializers.CharField(max_length=20, help_text="Reference, such as INC-204.")
    text = serializers.CharField(max_length=2000)
    mentions = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=MOST_MENTIONS
    )


class ClaimMatchConfirmIn(serializers.Serializer[Any]):
    as_variant = serializers.BooleanField(required=False, default=False)


class ClaimView(RoomView):
    """A false claim with its spread, our answers and the advice."""

    queryset = Claim.objects.all()
    output = FullKnownClaimOut
    serializer_class = FullKnownClaimOut

    def visible(self) -> QuerySet[Any]:
        """Claims of cases that the caller may see; insiders of the brand only, never a drill's."""
        user = self.request.user
        inside = [pk for pk, place in memberships(user).items() if place.role in INSIDERS]
        mine = selectors.visible(user).filter(incident__brand__in=inside)
        return selectors.figured(mine.filter(incident__is_drill=False))

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(self.found(pk)))


class ClaimsView(ClaimView):
    """False claims; POST registers one, from mentions where they are given."""

    output = KnownClaimOut
    serializer_class = KnownClaimOut
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="claims_list",
        parameters=[OpenApiParameter(name) for name in ("brand", "status")],
    )
    def get(self, request: Request) -> Response:  # type: ignore[override]
        names = {"brand": "incident__brand__slug", "status": "status"}
        asked = {names[name]: request.query_params[name] for name in names
                 if request.query_params.get(name)}  # fmt: skip
        return self.paged(self.visible().filter(**asked))

    @extend_schema(request=NewKnownClaimIn, responses={201: FullKnownClaimOut})
    def post(self, request: Request) -> Response:
        values = self.checked(NewKnownClaimIn)
        case = self._case(values["incident"])
        said = Mention.objects.visible_to(request.user).filter(
            brand=case.brand_id, pk__in=values.get("mentions", [])
        )
        claim = claim_matches.register(
            case, actor=request.user, text=values["text"], mentions=said.order_by("posted_at")
        )
        return Response(self.shown(self.found(claim.pk)), status=status.HTTP_201_CREATED)

    def _case(self, reference: str) -> Incident:
        case = by_reference(self.request.user, reference).real().first()
        if case is None:
            raise ValidationError({"incident": _("There is no such incident.")})
        return case


class ClaimMatchesView(ClaimView):
    """Texts that repeat the claim, or may."""

    output = ClaimMatchOut
    serializer_class = ClaimMatchOut
    pagination_class = NewestFirst

    @extend_schema(operation_id="claims_matches_list", parameters=[OpenApiParameter("state")])
    def get(self, request: Request, pk: int) -> Response:
        rows = ClaimMatch.objects.filter(claim=self.found(pk))
        state = request.query_params.get("state")
        return self.paged(rows.filter(state=state) if state in MatchState.values else rows)


class DecideView(ClaimView):
    """The word of a person on one text."""

    http_method_names = ["post", "options"]
    output = ClaimMatchOut
    serializer_class = ClaimMatchOut

    def match(self, pk: int, match: int) -> ClaimMatch:
        claim = self.found(pk)
        require(self.request.user, "monitoring.match_claims", claim.incident)
        return get_object_or_404(ClaimMatch, claim=claim, pk=match)


class ConfirmView(DecideView):
    """The text repeats the claim."""

    @extend_schema(request=ClaimMatchConfirmIn)
    def post(self, request: Request, pk: int, match: int) -> Response:
        found = self.match(pk, match)
        options = self.checked(ClaimMatchConfirmIn)
        return Response(self.shown(claim_matches.confirm(found, actor=request.user, **options)))


class RefuseView(DecideView):
    """The text says something else."""

    @extend_schema(request=None)
    def post(self, request: Request, pk: int, match: int) -> Response:
        found = self.match(pk, match)
        return Response(self.shown(claim_matches.refuse(found, actor=request.user)))
