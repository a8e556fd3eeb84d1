"""Choosing the branch of a running story through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from drills import selectors, services
from drills.api.serializers import DrillLine

if TYPE_CHECKING:
    from rest_framework.request import Request


class BranchInput(serializers.Serializer):
    branch = serializers.CharField(max_length=60)


class BranchView(APIView):
    @extend_schema(request=BranchInput, responses=DrillLine)
    def post(self, request: Request, pk: int) -> Response:
        """Let the story go on this way; the others never come."""
        drill = get_object_or_404(selectors.drills(request.user), pk=pk)
        given = BranchInput(data=request.data)
        given.is_valid(raise_exception=True)
        chosen = services.choose_branch(drill, actor=request.user, **given.validated_data)
        # Whoever has chosen it knows it.
        return Response(DrillLine(chosen, context={"request": request, "foresees": True}).data)
