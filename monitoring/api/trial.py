"""Settings of a watch, tried on the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from monitoring.api import serializers
from monitoring.api.views import RoomView
from monitoring.models import Watch
from monitoring.selectors import trial
from monitoring.services import tuning

if TYPE_CHECKING:
    from rest_framework.request import Request


class TrialView(RoomView):
    """What other settings would have made of the last days of a watch; nothing is stored."""

    queryset = Watch.objects.all()
    output = serializers.SettingsTrialOut
    serializer_class = serializers.SettingsTrialOut

    @extend_schema(parameters=[serializers.SettingsTrialIn])
    def get(self, request: Request, pk: int) -> Response:
        watch = self.found(pk)
        asked = serializers.SettingsTrialIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        other = dict(asked.validated_data)
        days = other.pop("days")
        rules = tuning.rules_of(watch, **other, **({"eased": 0} if other else {}))
        return Response(self.shown(trial.run(watch, rules, days)))
