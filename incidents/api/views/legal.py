"""Legal deadlines of a case: started by hand and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema

from incidents.api import serializers as shapes
from incidents.api.base import CREATED, CaseView, row_of
from incidents.forms.clocks import readable_evidence
from incidents.models import LegalClockRun
from incidents.services import legal
from playbooks.models import LegalClock

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class LegalRuns(CaseView):
    @extend_schema(responses=shapes.LegalRunOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Every legal deadline of the case, in the terms it began with."""
        rows = self.case(request, reference).legal_clocks.select_related("clock", "settled_by")
        return self.listing(request, shapes.LegalRunOut, rows)

    @extend_schema(request=shapes.LegalStartIn, responses={201: shapes.LegalRunOut})
    def post(self, request: Request, reference: str) -> Response:
        """Start a legal deadline by hand: a letter has arrived."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.LegalStartIn, incident)
        brands_own = LegalClock.objects.filter(brand_id=incident.brand_id, active=True)
        clock = row_of(brands_own.filter(pk=given.pop("clock")).first(), "clock")
        run = legal.start(incident, clock, actor=request.user, **given)
        return self.answer(request, shapes.LegalRunOut, run, CREATED)


class LegalSettlement(CaseView):
    @extend_schema(request=shapes.LegalSettleIn, responses=shapes.LegalRunOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Met, with what was sent; or waived by legal with a reason."""
        incident = self.case(request, reference)
        run = self.row(incident, LegalClockRun, pk)
        given = self.given(request, shapes.LegalSettleIn, incident)
        if (number := given.pop("evidence", None)) is not None:
            rows = readable_evidence(incident, request.user)
            given["evidence"] = row_of(rows.filter(pk=number).first(), "evidence")
        run = legal.settle(run, actor=request.user, **given)
        return self.answer(request, shapes.LegalRunOut, run)
