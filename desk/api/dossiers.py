"""Checks of the evidence and dossiers through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Language
from desk.dossier import asking, showing
from desk.dossier.choice import LETTER, SECTIONS, Choice
from desk.views.dossiers import handed_out
from incidents.api.base import CREATED, CaseView
from incidents.api.serializers.case import PersonOut
from incidents.enums import DossierPurpose
from incidents.models import Dossier, EvidenceCheck

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse
    from rest_framework.request import Request
    from rest_framework.response import Response

    from incidents.models import Incident
    from incidents.models.dossiers import Job

JOB = ("state", "at", "by", "finished_at", "problem", "items", "faults", "head_seq", "head_digest")


class FaultOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    kind = serializers.CharField()
    item = serializers.IntegerField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    sentence = serializers.CharField()


class JobOut(serializers.ModelSerializer[Any]):
    by = PersonOut(read_only=True)
    faults = serializers.SerializerMethodField()

    @extend_schema_field(FaultOut(many=True))
    def get_faults(self, job: Job) -> list[dict[str, Any]]:
        """What does not hold; item is the number of the evidence in the case."""
        viewer = self.context["request"].user
        words = showing.faults(job, job.incident, viewer)  # type: ignore[attr-defined]
        return [
            {
                "code": fault["code"],
                "kind": fault["kind"],
                "item": fault["number"] or None,
                "line": fault["seq"] or None,
                "sentence": sentence,
            }
            for fault, sentence in zip(job.faults, words, strict=True)
        ]


class EvidenceCheckOut(JobOut):
    class Meta:
        model = EvidenceCheck
        fields = ("id", *JOB, "bytes_read")


class DossierRow(JobOut):
    class Meta:
        model = Dossier
        fields: tuple[str, ...] = (
            "number", "purpose", "language", "privileged", *JOB, "name", "size", "sha256",
            "pdf_sha256", "keep_until",
        )  # fmt: skip


class DossierOut(DossierRow):
    class Meta(DossierRow.Meta):
        fields = (*DossierRow.Meta.fields, "manifest")


class LetterIn(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        """The texts of the letter; what a purpose does not ask for is left out of it."""
        return {name: serializers.CharField(required=False, allow_blank=True) for name in LETTER}


class DossierIn(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(DossierPurpose.choices)
    language = serializers.ChoiceField(Language.choices, default=Language.VIETNAMESE)
    privileged = serializers.BooleanField(default=False)
    sections = serializers.ListField(child=serializers.ChoiceField(list(SECTIONS)))
    evidence = serializers.ListField(
        child=serializers.IntegerField(), default=list, help_text=_("Ids of items of evidence.")
    )
    since = serializers.DateTimeField(default=None, allow_null=True)
    until = serializers.DateTimeField(default=None, allow_null=True)
    platform = serializers.CharField(default="", allow_blank=True, max_length=20)
    authors = serializers.BooleanField(default=False)
    authors_reason = serializers.CharField(default="", allow_blank=True, max_length=300)
    letter = LetterIn(default=dict)


class Zip(BaseRenderer):
    """The archive itself; a refusal is a problem document all the same."""

    media_type = "application/zip"
    format = "zip"
    charset = None

    def render(self, data: Any, *_args: Any, **_context: Any) -> bytes:
        import json  # noqa: PLC0415 -- for refusals only

        return json.dumps(data, default=str).encode()


class _Exporting(CaseView):
    def exportable(self, request: Request, reference: str) -> Incident:
        incident = self.case(request, reference, working=False)
        require(request.user, "incidents.export_dossier", incident, asking.WHO)
        return incident

    def dossier(self, request: Request, reference: str, number: int) -> Dossier:
        incident = self.exportable(request, reference)
        found = get_object_or_404(showing.seen_by(request.user, incident), number=number)
        found.incident = incident
        return found


class Checks(_Exporting):
    @extend_schema(responses=EvidenceCheckOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Checks of the chain of evidence, newest first."""
        incident = self.exportable(request, reference)
        rows = incident.evidence_checks.select_related("by", "incident")
        return self.listing(request, EvidenceCheckOut, rows[: showing.RECENT])

    @extend_schema(request=None, responses={201: EvidenceCheckOut})
    def post(self, request: Request, reference: str) -> Response:
        """Have every item read again; one that is under way is the answer too."""
        incident = self.exportable(request, reference)
        made = asking.check_now(incident, actor=request.user)
        return self.answer(request, EvidenceCheckOut, made, CREATED)


class Dossiers(_Exporting):
    @extend_schema(responses=DossierRow(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Dossiers of the case, newest first."""
        rows = showing.seen_by(request.user, self.exportable(request, reference))
        return self.listing(request, DossierRow, rows.defer("manifest")[: showing.RECENT])

    @extend_schema(request=DossierIn, responses={201: DossierOut})
    def post(self, request: Request, reference: str) -> Response:
        """Have a dossier made; it is `making` until a worker has finished it."""
        incident = self.exportable(request, reference)
        given = self.given(request, DossierIn, incident)
        frame = {name: given.pop(name) for name in ("purpose", "language", "privileged")}
        given["letter"] = {name: text for name, text in given["letter"].items() if text}
        made = asking.ask(incident, actor=request.user, choice=Choice(**given), **frame)
        return self.answer(request, DossierOut, made, CREATED)


class DossierView(_Exporting):
    @extend_schema(responses=DossierOut)
    def get(self, request: Request, reference: str, number: int) -> Response:
        """One dossier with its manifest."""
        return self.answer(request, DossierOut, self.dossier(request, reference, number))


class DossierFile(_Exporting):
    renderer_classes = (*CaseView.renderer_classes, Zip)

    @extend_schema(responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, reference: str, number: int) -> StreamingHttpResponse:
        """The archive; who took it is kept."""
        return handed_out(self.dossier(request, reference, number), request)
