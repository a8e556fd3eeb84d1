"""The bank and the press desk through the API: the same services as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from incidents.access import case_of
from statements.api import bank_shapes as shapes
from statements.models import Answer, Enquiry
from statements.selectors import bank as bank_rows
from statements.selectors import enquiries as press_rows
from statements.services import bank, enquiries, enquiry_replies
from statements.services.bank import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from incidents.models import Incident

CREATED = 201
Moves = dict[str, tuple["Callable[..., Any]", "type[BaseSerializer[Any]]"]]
ANSWER_MOVES: Moves = {
    "clear": (bank.clear, shapes.ClearIn),
    "question": (bank.question, shapes.WhyIn),
    "withdraw": (bank.withdraw, shapes.WhyIn),
    "restore": (bank.restore, shapes.MaybeWhyIn),
}
ENQUIRY_MOVES: Moves = {
    "word": (enquiry_replies.word, shapes.WordIn),
    "approve": (enquiry_replies.approve, shapes.WordingIn),
    "send": (enquiry_replies.send, shapes.SendIn),
    "decline": (enquiries.decline, shapes.WhyIn),
}


def checked(form: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """The input, or a ValidationError by field."""
    given = form(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class Answers(ListAPIView[Any]):
    """Questions and answers of a case; those who only watch find what is cleared."""

    serializer_class = shapes.BankAnswerOut

    def case(self) -> Incident:
        return case_of(self.request, self.kwargs["reference"])

    def get_queryset(self) -> QuerySet[Answer]:
        if getattr(self, "swagger_fake_view", False):
            return Answer.objects.none()
        rows = bank_rows.bank(self.request.user, self.request.GET, incident=self.case())
        return rows.select_related("author").prefetch_related("fact_uses")

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("q", "audience", "status")],
        responses=shapes.BankAnswerOut(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.BankAnswerIn, responses={201: shapes.BankAnswerOut})
    def post(self, request: Request, reference: str) -> Response:
        """Put a question into the bank of the case; it begins as a draft."""
        case = self.case()
        given = checked(shapes.BankAnswerIn, request)
        facts = _facts(case, given.pop("facts", []))
        answer = bank.write(case.brand, Draft(given, facts), actor=request.user, incident=case)
        return _shown(shapes.BankAnswerOut, answer, CREATED)


def _facts(case: Incident, wanted: list[int]) -> list[Any]:
    found = list(case.facts.filter(pk__in=wanted))
    if len(found) != len(set(wanted)):
        raise ValidationError({"facts": _("Unknown here.")})
    return found


def _shown(shape: type[BaseSerializer[Any]], row: Any, status: int = 200) -> Response:
    return Response(shape(row).data, status=status)


class AnswerMove(APIView):
    """Something done to an answer; each has its own address and input."""

    def move(self, request: Request, pk: int, name: str) -> Response:
        answer = get_object_or_404(Answer.objects.visible_to(request.user), pk=pk)
        require(request.user, "statements.see_unclear_answers", answer)
        run, form = ANSWER_MOVES[name]
        moved = run(answer, actor=request.user, **checked(form, request))
        return _shown(shapes.BankAnswerOut, moved)


def answer_move(name: str) -> type[AnswerMove]:
    """The view of one of them."""

    class Move(AnswerMove):
        @extend_schema(
            operation_id=f"answers_{name}",
            request=ANSWER_MOVES[name][1],
            responses=shapes.BankAnswerOut,
        )
        def post(self, request: Request, pk: int) -> Response:
            return self.move(request, pk, name)

    return Move


class Enquiries(ListAPIView[Any]):
    """Enquiries of the press about a case, the most urgent first."""

    serializer_class = shapes.EnquiryOut

    def case(self) -> Incident:
        case = case_of(self.request, self.kwargs["reference"])
        require(self.request.user, "statements.see_enquiries", case)
        return case

    def get_queryset(self) -> QuerySet[Enquiry]:
        if getattr(self, "swagger_fake_view", False):
            return Enquiry.objects.none()
        wanted = {"state": "all", **self.request.GET.dict()}
        return press_rows.listed(self.request.user, wanted, incident=self.case())

    @extend_schema(
        parameters=[OpenApiParameter("state"), OpenApiParameter("q")],
        responses=shapes.EnquiryOut(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.EnquiryIn, responses={201: shapes.EnquiryOut})
    def post(self, request: Request, reference: str) -> Response:
        """Take an enquiry down."""
        case = self.case()
        given = checked(shapes.EnquiryIn, request)
        made = enquiries.take_down(case.brand, actor=request.user, incident=case, **given)
        return Response(
            shapes.EnquiryOut(made, context=self.get_serializer_context()).data, status=CREATED
        )


class EnquiryMove(APIView):
    """Something done to an enquiry; each has its own address and input."""

    def move(self, request: Request, pk: int, name: str) -> Response:
        enquiry = get_object_or_404(Enquiry.objects.visible_to(request.user), pk=pk)
        run, form = ENQUIRY_MOVES[name]
        given = checked(form, request)
        if "answer" in given:
            given["answer"] = self.answer(enquiry, given["answer"])
        moved = run(enquiry, actor=request.user, **given)
        return Response(shapes.EnquiryOut(moved, context={"request": request}).data)

    def answer(self, enquiry: Enquiry, wanted: int | None) -> Answer | None:
        if wanted is None:
            return None
        rows = press_rows.answers_for_enquiry(enquiry, self.request.user)
        if (found := rows.filter(pk=wanted).first()) is None:
            raise ValidationError({"answer": _("This answer is not cleared for this enquiry.")})
        return found


def enquiry_move(name: str) -> type[EnquiryMove]:
    """The view of one of them."""

    class Move(EnquiryMove):
        @extend_schema(
            operation_id=f"enquiries_{name}",
            request=ENQUIRY_MOVES[name][1],
            responses=shapes.EnquiryOut,
        )
        def post(self, request: Request, pk: int) -> Response:
            return self.move(request, pk, name)

    return Move
