"""Facts, evidence, claims and questions of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Visibility
from incidents.api import serializers as shapes
from incidents.api.base import CREATED, CaseView
from incidents.models import Claim, Fact, Question
from incidents.services import claims, evidence, facts, questions

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from incidents.models import Incident


def _hidden(request: Request, incident: Incident) -> dict[str, str]:
    """What to leave out for those who may not see privileged things."""
    private = may(request.user, "incidents.see_privileged", incident)
    return {"visibility": "" if private else Visibility.PRIVILEGED}


class Facts(CaseView):
    @extend_schema(responses=shapes.FactOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The ledger of facts."""
        incident = self.case(request, reference)
        rows = incident.facts.exclude(**_hidden(request, incident)).select_related("owner")
        return self.listing(request, shapes.FactOut, rows)

    @extend_schema(request=shapes.FactIn, responses={201: shapes.FactOut})
    def post(self, request: Request, reference: str) -> Response:
        """Write down a fact; it begins unverified."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.FactIn, incident)
        fact = facts.add_fact(incident, actor=request.user, **given)
        return self.answer(request, shapes.FactOut, fact, CREATED)


class FactRevisions(CaseView):
    @extend_schema(request=shapes.FactRevisionIn, responses=shapes.FactOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """A new revision: state or words, with what it rests on."""
        incident = self.case(request, reference)
        fact = self.row(incident, Fact, pk)
        given = self.given(request, shapes.FactRevisionIn, incident)
        return self.answer(
            request, shapes.FactOut, facts.revise_fact(fact, actor=request.user, **given)
        )


class FactSecond(CaseView):
    @extend_schema(request=None, responses=shapes.FactOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """The second person's word."""
        fact = self.row(self.case(request, reference), Fact, pk)
        return self.answer(request, shapes.FactOut, facts.second_fact(fact, actor=request.user))


class FactPublic(CaseView):
    @extend_schema(request=None, responses=shapes.FactOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Clear the fact for public words."""
        fact = self.row(self.case(request, reference), Fact, pk)
        return self.answer(request, shapes.FactOut, facts.make_public(fact, actor=request.user))


class EvidenceView(CaseView):
    @extend_schema(responses=shapes.EvidenceOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Links, files and screenshots with their digests."""
        incident = self.case(request, reference)
        rows = incident.evidence.exclude(**_hidden(request, incident))
        return self.listing(request, shapes.EvidenceOut, rows)

    @extend_schema(request=shapes.EvidenceIn, responses={201: shapes.EvidenceOut})
    def post(self, request: Request, reference: str) -> Response:
        """Keep a link as evidence; files are added on the page."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.EvidenceIn, incident)
        made = evidence.add_evidence(incident, actor=request.user, **given)
        return self.answer(request, shapes.EvidenceOut, made, CREATED)


class Claims(CaseView):
    @extend_schema(responses=shapes.ClaimOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The register of false claims."""
        return self.listing(request, shapes.ClaimOut, self.case(request, reference).claims.all())

    @extend_schema(request=shapes.ClaimIn, responses={201: shapes.ClaimOut})
    def post(self, request: Request, reference: str) -> Response:
        """Register a false claim."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.ClaimIn, incident)
        made = claims.register_claim(incident, actor=request.user, **given)
        return self.answer(request, shapes.ClaimOut, made, CREATED)


class ClaimAssess(CaseView):
    @extend_schema(request=shapes.ClaimAssessIn, responses=shapes.ClaimOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Answer, answer in place, or stay silent and watch."""
        incident = self.case(request, reference)
        claim = self.row(incident, Claim, pk)
        given = self.given(request, shapes.ClaimAssessIn, incident)
        return self.answer(
            request, shapes.ClaimOut, claims.assess_claim(claim, actor=request.user, **given)
        )


class ClaimMove(CaseView):
    @extend_schema(request=shapes.ClaimMoveIn, responses=shapes.ClaimOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Mark a claim as answered or faded."""
        incident = self.case(request, reference)
        claim = self.row(incident, Claim, pk)
        given = self.given(request, shapes.ClaimMoveIn, incident)
        return self.answer(
            request, shapes.ClaimOut, claims.move_claim(claim, actor=request.user, **given)
        )


class Questions(CaseView):
    @extend_schema(responses=shapes.QuestionOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Verification questions."""
        rows = self.case(request, reference).questions.select_related("owner")
        return self.listing(request, shapes.QuestionOut, rows)

    @extend_schema(request=shapes.QuestionIn, responses={201: shapes.QuestionOut})
    def post(self, request: Request, reference: str) -> Response:
        """Ask a question of one's own."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.QuestionIn, incident)
        made = questions.ask(incident, actor=request.user, **given)
        return self.answer(request, shapes.QuestionOut, made, CREATED)


class QuestionAnswer(CaseView):
    @extend_schema(request=shapes.AnswerIn, responses=shapes.QuestionOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Settle a question with what was found."""
        incident = self.case(request, reference)
        question = self.row(incident, Question, pk)
        given = self.given(request, shapes.AnswerIn, incident)
        return self.answer(
            request, shapes.QuestionOut, questions.answer(question, actor=request.user, **given)
        )
