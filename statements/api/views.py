"""Words through the API: the same services as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.state import permitted, reachable, wrong_state
from incidents.access import case_of
from statements import fill, selectors
from statements.access import visible, words_of
from statements.api import serializers as shapes
from statements.models import Statement
from statements.services import briefs, drafting, emergency, linting, publishing, review
from statements.services.drafting import SETTINGS, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from incidents.models import Incident

CREATED = 201
#: Facts that each transition takes; the service says which of them it cannot do without.
TAKES: dict[str, tuple[str, ...]] = {
    "submit": (),
    "approve": ("comment", "expected_version"),
    "request_changes": ("reason", "suggestion", "expected_version"),
    "reject": ("reason", "expected_version"),
    "recall": ("reason",),
    "revise": (),
    "discard": ("reason",),
    "publish": (),
    "publish_emergency": (),
    "correct": ("notice",),
    "retract": ("notice",),
}
NEEDS = {
    "request_changes": ("reason", "suggestion"),
    "reject": ("reason",),
    "recall": ("reason",),
}
RUNS: dict[str, Callable[..., Any]] = {
    "submit": review.submit,
    "approve": review.approve,
    "request_changes": review.request_changes,
    "reject": review.reject,
    "recall": review.recall,
    "revise": review.revise,
    "discard": review.discard,
    "publish": publishing.publish,
    "publish_emergency": emergency.publish_emergency,
    "correct": publishing.correct,
    "retract": publishing.retract,
}


def one(request: Request, pk: str) -> Statement:
    """By number of the row or by reference (“ST-12”)."""
    if pk.isdecimal() and len(pk) < 18:  # noqa: PLR2004 -- what a big integer holds
        return get_object_or_404(visible(request.user), pk=int(pk))
    return words_of(request.user, pk)


def shown(request: Request, words: Statement, status: int = 200) -> Response:
    """The statement as it stands after the act."""
    fresh = visible(request.user).get(pk=words.pk)
    return Response(shapes.StatementDetail(fresh, context={"request": request}).data, status=status)


class OfIncident(ListAPIView[Any]):
    """Words of a case, newest first; POST begins a draft."""

    serializer_class = shapes.StatementOut

    def case(self) -> Incident:
        return case_of(self.request, self.kwargs["reference"])

    def get_queryset(self) -> QuerySet[Statement]:
        if getattr(self, "swagger_fake_view", False):
            return Statement.objects.none()
        return selectors.of_incident(self.case(), self.request.user)

    @extend_schema(request=shapes.StatementIn, responses={201: shapes.StatementDetail})
    def post(self, request: Request, reference: str) -> Response:
        """Begin a draft, freely or from a template."""
        checked = shapes.StatementIn(data=request.data)
        checked.is_valid(raise_exception=True)
        data = dict(checked.validated_data)
        case = self.case()
        words = drafting.draft(
            case,
            actor=request.user,
            kind=data["kind"],
            template=_template(case, data["kind"], data.get("template", "")),
            corrects=_target(request, data.get("corrects"), "corrects"),
            retracts=_target(request, data.get("retracts"), "retracts"),
            words=_words(case, data),
        )
        return shown(request, words, CREATED)


def _template(case: Incident, kind: str, key: str) -> Any:
    if not key:
        return None
    found = next((row for row in fill.templates_for(case, kind) if row[1].key == key), None)
    if found is None:
        raise ValidationError({"template": _("Unknown here.")})
    return found


def _target(request: Request, reference: str | None, field: str) -> Statement | None:
    if not reference:
        return None
    prefix, _dash, number = reference.upper().partition("-")
    found = visible(request.user).filter(number=int(number) if number.isdecimal() else 0).first()
    if prefix != "ST" or found is None:
        raise ValidationError({field: _("Unknown here.")})
    return found


def _words(case: Incident, data: dict[str, Any]) -> Words:
    texts = {name: data.get(name) for name in ("title_vi", "title_en", "text_vi", "text_en")}
    return Words(
        **texts,
        values=data.get("placeholders"),
        channels=data.get("channels"),
        press_groups=data.get("press_groups"),
        facts=_facts(case, data.get("facts")),
        settings={name: data[name] for name in SETTINGS if name in data},
    )


def _facts(case: Incident, wanted: list[int] | None) -> Any:
    if wanted is None:
        return None
    found = list(case.facts.filter(pk__in=wanted))
    if len(found) != len(set(wanted)):
        raise ValidationError({"facts": _("Unknown here.")})
    return found


class One(APIView):
    @extend_schema(responses=shapes.StatementDetail)
    def get(self, request: Request, pk: str) -> Response:
        """One statement; reading it here counts as having read this version."""
        words = one(request, pk)
        if may(request.user, "statements.view_drafts", words):
            review.view(words.version, request.user)
        return shown(request, words)


class Versions(APIView):
    @extend_schema(responses=shapes.VersionOut(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """Every version, the newest first."""
        words = one(request, pk)
        if not may(request.user, "statements.view_drafts", words):
            raise Forbidden
        rows = words.versions.select_related("author").prefetch_related("fact_uses")
        data = shapes.VersionOut(rows.order_by("-number"), many=True).data
        return Response({"next": None, "previous": None, "results": data})

    @extend_schema(request=shapes.VersionIn, responses={201: shapes.StatementDetail})
    def post(self, request: Request, pk: str) -> Response:
        """Save an edit; 409 `stale` when someone saved since `expected_version`."""
        words = one(request, pk)
        checked = shapes.VersionIn(data=request.data)
        checked.is_valid(raise_exception=True)
        data = dict(checked.validated_data)
        drafting.save(
            words,
            actor=request.user,
            expected_version=data["expected_version"],
            words=_words(words.incident, data),
        )
        return shown(request, words, CREATED)


class Transition(APIView):
    @extend_schema(
        request=shapes.StatementMoveIn,
        responses={200: shapes.StatementDetail, 409: OpenApiResponse(description="Blocked")},
    )
    def post(self, request: Request, pk: str, name: str) -> Response:
        """Take a transition: 403 not you, 409 not now with the blockers, 400 what is missing."""
        words = one(request, pk)
        if name not in TAKES:
            raise Http404
        checked = shapes.StatementMoveIn(data=request.data)
        checked.is_valid(raise_exception=True)
        facts = {key: value for key, value in checked.validated_data.items() if key in TAKES[name]}
        _before_input(request, words, name)
        facts |= _needed(request, name, facts)
        RUNS[name](words, actor=request.user, **facts)
        return shown(request, words)


def _before_input(request: Request, words: Statement, name: str) -> None:
    """Who may not, or may not now, is told that first and not asked for a reason."""
    step = getattr(words, name)
    if name not in NEEDS and "notice" not in TAKES[name]:
        return
    if not permitted(step, request.user):
        raise Forbidden
    if not reachable(step):
        raise Blocked([wrong_state(step)])


def _needed(request: Request, name: str, facts: dict[str, Any]) -> dict[str, Any]:
    missing = [key for key in NEEDS.get(name, ()) if not facts.get(key, "").strip()]
    if missing:
        raise ValidationError(dict.fromkeys(missing, _("This field is required.")))
    if "notice" not in TAKES[name]:
        return {}
    notice = _target(request, facts.get("notice"), "notice")
    if notice is None:
        raise ValidationError({"notice": _("This field is required.")})
    return {"notice": notice}


class EmergencyConfirmation(APIView):
    @extend_schema(request=None, responses=shapes.StatementDetail)
    def post(self, request: Request, pk: str) -> Response:
        """The second person's signature."""
        words = one(request, pk)
        emergency.confirm(words, actor=request.user)
        return shown(request, words)


class Ratification(APIView):
    @extend_schema(request=None, responses=shapes.StatementDetail)
    def post(self, request: Request, pk: str) -> Response:
        """The head's word on an emergency publication."""
        words = one(request, pk)
        emergency.ratify(words, actor=request.user)
        return shown(request, words)


class Receipt(APIView):
    @extend_schema(request=None, responses=shapes.StatementDetail)
    def post(self, request: Request, pk: str) -> Response:
        """I have read this brief."""
        words = one(request, pk)
        briefs.read(words, actor=request.user)
        return shown(request, words)


class Channels(APIView):
    @extend_schema(request=shapes.ChannelIn, responses=shapes.StatementDetail)
    def post(self, request: Request, pk: str) -> Response:
        """Where the text stands on a channel."""
        words = one(request, pk)
        checked = shapes.ChannelIn(data=request.data)
        checked.is_valid(raise_exception=True)
        publishing.post(words, actor=request.user, **checked.validated_data)
        return shown(request, words)


class LintOverrides(APIView):
    @extend_schema(request=shapes.LintKeepIn, responses={201: shapes.StatementDetail})
    def post(self, request: Request, pk: str) -> Response:
        """Keep a flagged phrase, with a reason."""
        words = one(request, pk)
        checked = shapes.LintKeepIn(data=request.data)
        checked.is_valid(raise_exception=True)
        linting.keep_phrase(words, actor=request.user, **checked.validated_data)
        return shown(request, words, CREATED)


class BriefWaiver(APIView):
    @extend_schema(request=shapes.StatementReasonIn, responses={204: None})
    def post(self, request: Request, reference: str) -> Response:
        """The lead does without the internal brief in this round."""
        case = case_of(request, reference)
        checked = shapes.StatementReasonIn(data=request.data)
        checked.is_valid(raise_exception=True)
        briefs.waive(case, actor=request.user, reason=checked.validated_data["reason"])
        return Response(status=204)
