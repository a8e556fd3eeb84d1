"""Who stands in for whom, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from playbooks import offices, stand_ins
from playbooks.models import Delegation
from playbooks.services import standing
from teams.models import Brand, User
from teams.roles import brand_ids

if TYPE_CHECKING:
    from rest_framework.request import Request


class DelegationOut(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.slug")
    giver = serializers.CharField(source="giver.name")
    to = serializers.CharField(source="to.name")
    state = serializers.CharField()

    class Meta:
        model = Delegation
        fields = (
            "id", "brand", "office", "giver", "to", "reason", "starts_at", "ends_at", "revoked_at",
            "state",
        )  # fmt: skip


class DelegationIn(serializers.Serializer):
    """One's own office; `to` is the person's e-mail."""

    brand = serializers.SlugField()
    office = serializers.ChoiceField(choices=offices.CHOICES)
    to = serializers.EmailField()
    reason = serializers.CharField(max_length=300)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField()


class Delegations(APIView):
    @extend_schema(responses=DelegationOut(many=True))
    def get(self, request: Request) -> Response:
        """Delegations that the caller gave or holds."""
        brands = Brand.objects.filter(pk__in=brand_ids(request.user))
        rows = [row for brand in brands for row in stand_ins.delegations(brand, request.user)]
        return Response(
            {"next": None, "previous": None, "results": DelegationOut(rows, many=True).data}
        )

    @extend_schema(request=DelegationIn, responses={201: DelegationOut})
    def post(self, request: Request) -> Response:
        """Put one's own office into another's hands for a time."""
        checked = DelegationIn(data=request.data)
        checked.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(checked.validated_data)
        mine = Brand.objects.filter(pk__in=brand_ids(request.user))
        brand = get_object_or_404(mine, slug=data.pop("brand"))
        require(request.user, "playbooks.delegate", brand)
        data["to"] = _person(brand, data["to"])
        row = standing.delegate(brand, actor=request.user, **data)
        return Response(DelegationOut(row).data, status=201)


def _person(brand: Brand, email: str) -> User:
    found = offices.places([brand.pk]).filter(user__email=email.lower()).first()
    if found is None:
        raise ValidationError({"to": _("This person cannot sign in this brand.")})
    return found.user


class Revocation(APIView):
    @extend_schema(request=None, responses=DelegationOut)
    def post(self, request: Request, pk: int) -> Response:
        """End a delegation at once."""
        row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
        return Response(DelegationOut(standing.revoke(row, actor=request.user)).data)
