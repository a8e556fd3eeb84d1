"""Remarks on sentences, and the queue of an approver, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Language
from incidents.api.serializers import PersonOut
from statements import selectors
from statements.api.views import CREATED, one
from statements.models import SentenceComment
from statements.placing import Placed
from statements.selectors.comments import comments_in
from statements.services import commenting

if TYPE_CHECKING:
    from rest_framework.request import Request


class CommentOut(serializers.Serializer):
    """A remark as it stands in the current version; `place` is null where its sentence changed."""

    id = serializers.IntegerField(source="comment.pk")
    version = serializers.IntegerField(source="comment.version.number")
    language = serializers.ChoiceField(source="comment.language", choices=Language.choices)
    sentence = serializers.CharField(source="comment.sentence")
    place = serializers.IntegerField(allow_null=True)
    sentence_changed = serializers.BooleanField()
    body = serializers.CharField(source="comment.body")
    suggestion = serializers.CharField(source="comment.suggestion")
    by = PersonOut(source="comment.by")
    at = serializers.DateTimeField(source="comment.at")
    settled_at = serializers.DateTimeField(source="comment.settled_at", allow_null=True)
    applied_in = serializers.IntegerField(source="comment.applied_in", allow_null=True)


class CommentIn(serializers.Serializer):
    language = serializers.ChoiceField(choices=Language.choices)
    place = serializers.IntegerField(min_value=0, max_value=30_000)
    body = serializers.CharField(max_length=commenting.LONGEST, required=False, allow_blank=True)
    suggestion = serializers.CharField(
        max_length=commenting.LONGEST, required=False, allow_blank=True
    )
    expected_version = serializers.IntegerField(required=False)


class ApplyIn(serializers.Serializer):
    expected_version = serializers.IntegerField(required=False)


def _shown(row: SentenceComment, status: int = 200) -> Response:
    words = type(row.statement).objects.get(pk=row.statement_id)
    found = next(p for p in comments_in(words, words.version) if p.comment.pk == row.pk)
    return Response(CommentOut(found).data, status=status)


class Comments(APIView):
    @extend_schema(responses=CommentOut(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """Remarks on the sentences of a text, the open ones first."""
        words = one(request, pk)
        if not may(request.user, "statements.view_drafts", words):
            raise Forbidden
        rows: list[Placed] = comments_in(words, words.version)
        data = CommentOut(rows, many=True).data
        return Response({"next": None, "previous": None, "results": data})

    @extend_schema(request=CommentIn, responses={201: CommentOut})
    def post(self, request: Request, pk: str) -> Response:
        """Say something about one sentence, counted from 0."""
        words = one(request, pk)
        checked = CommentIn(data=request.data)
        checked.is_valid(raise_exception=True)
        return _shown(
            commenting.comment(words, actor=request.user, **checked.validated_data), CREATED
        )


class CommentMove(APIView):
    @extend_schema(request=ApplyIn, responses=CommentOut)
    def post(self, request: Request, pk: str, comment: int, name: str) -> Response:
        """`settle` a remark, or `apply` its suggestion as a new version."""
        row = get_object_or_404(one(request, pk).comments, pk=comment)
        if name == "settle":
            return _shown(commenting.settle(row, actor=request.user))
        if name != "apply":
            raise Http404
        checked = ApplyIn(data=request.data)
        checked.is_valid(raise_exception=True)
        return _shown(commenting.apply(row, actor=request.user, **checked.validated_data))


class WaitingOut(serializers.Serializer):
    """A signature that waits for the caller."""

    statement = serializers.CharField(source="statement.reference")
    incident = serializers.CharField(source="statement.incident.reference")
    kind = serializers.CharField(source="statement.kind")
    severity = serializers.CharField(source="statement.incident.severity", allow_null=True)
    version = serializers.IntegerField(source="version.number")
    lane = serializers.CharField(source="statement.lane")
    holders = serializers.ListField(source="step.holders", child=serializers.CharField())
    in_place_of = serializers.SerializerMethodField()
    waiting_since = serializers.DateTimeField(source="step.opened_at")
    due_at = serializers.DateTimeField(source="step.due_at", allow_null=True)
    deadline = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(PersonOut(allow_null=True))
    def get_in_place_of(self, row: Any) -> Any:
        giver = row.standing.giver if row.standing else None
        return PersonOut(giver).data if giver else None


class Approvals(APIView):
    @extend_schema(responses=WaitingOut(many=True))
    def get(self, request: Request) -> Response:
        """What waits for the caller's signature, the most urgent first."""
        data = WaitingOut(selectors.queue_of(request.user), many=True).data
        return Response({"next": None, "previous": None, "results": data})
