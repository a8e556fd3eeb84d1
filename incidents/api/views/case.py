"""Cases: list, open, read, move, and what is done to a case as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView

from crisisdesk.kernel.rights import require
from incidents.api import serializers as shapes
from incidents.api.base import CREATED, CaseView
from incidents.models.machine import TRANSITIONS
from incidents.selectors import cases, log
from incidents.services import lifecycle, notes, plan, severity, standing, team
from incidents.services.opening import open_incident
from playbooks import selectors as playbooks
from teams.selectors import brands_visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from incidents.models import Incident

#: Facts that each transition takes besides `reason`.
EXTRA = {
    "respond": {"before_verification"},
    "contain": {"silent_source"},
    "resolve": {"no_closing_statement"},
    "merge": {"target"},
    "reopen": {"evidence"},
}
LOG_PAGE = 500


class Incidents(ListAPIView[Any], CaseView):
    """Cases that the caller may see; `status`, `severity`, `brand`, `kind`, `mine`, `q`, `drill`."""

    serializer_class = shapes.IncidentOut

    def get_queryset(self) -> QuerySet[Incident]:
        if getattr(self, "swagger_fake_view", False):
            return cases.Incident.objects.none()
        wanted = {"status": "all", **self.request.query_params.dict(), "order": "newest"}
        return cases.listing(self.request.user, wanted)

    @extend_schema(request=shapes.IncidentIn, responses={201: shapes.IncidentDetail})
    def post(self, request: Request) -> Response:
        """Open a case by hand."""
        checked = shapes.IncidentIn(data=request.data)
        checked.is_valid(raise_exception=True)
        facts = dict(checked.validated_data)
        brand = brands_visible_to(request.user).filter(slug=facts.pop("brand")).first()
        if brand is None:
            raise ValidationError({"brand": _("Unknown here.")})
        incident = open_incident(brand=brand, actor=request.user, **facts)
        return self.answer(request, shapes.IncidentDetail, incident, CREATED)


class IncidentView(CaseView):
    @extend_schema(responses=shapes.IncidentDetail)
    def get(self, request: Request, reference: str) -> Response:
        """One case, with the transitions that leave from its state."""
        incident = self.case(request, reference, working=False)
        return self.answer(request, shapes.IncidentDetail, incident)


class Transition(CaseView):
    @extend_schema(request=shapes.MoveIn, responses=shapes.IncidentDetail)
    def post(self, request: Request, reference: str, name: str) -> Response:
        """Take a transition with the facts it needs; 409 says what holds it up."""
        if name not in TRANSITIONS:
            raise Http404
        incident = self.case(request, reference, working=False)
        facts = self.given(request, shapes.MoveIn, incident)
        kept = {"reason", *EXTRA.get(name, set())}
        facts = {key: value for key, value in facts.items() if key in kept}
        if name in NEED_REASON:
            facts.setdefault("reason", "")
        if name == "merge":
            facts["target"] = self._target(request, facts)
        moved = getattr(lifecycle, name)(incident, actor=request.user, **facts)
        return self.answer(request, shapes.IncidentDetail, moved)

    def _target(self, request: Request, facts: dict[str, Any]) -> Incident:
        found = cases.by_reference(request.user, facts.get("target", "")).first()
        if found is None:
            raise ValidationError({"target": _("Name the case to merge into.")})
        return found


NEED_REASON = ("relapse", "reverify", "mark_false_alarm", "reopen")


class Timeline(CaseView):
    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="Lines after this number.")],
        responses=shapes.LineOut(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """The log as a change feed: lines after `after`, oldest first, at most 500."""
        incident = self.case(request, reference, working=False)
        asked = request.query_params.get("after", "0")
        if not cases.is_number(asked):
            raise ValidationError({"after": _("Give the number of a line.")})
        lines = log.lines(incident, request.user, after=int(asked), limit=LOG_PAGE)
        return self.listing(request, shapes.LineOut, lines)


def _act(
    name: str, shape: Any, run: Callable[..., Any], doc: str, *, working: bool = True
) -> type[CaseView]:
    """A view that does one thing to a case and answers with the case."""

    @extend_schema(request=shape, responses=shapes.IncidentDetail)
    def post(self: CaseView, request: Request, reference: str) -> Response:
        incident = self.case(request, reference, working=working)
        run(incident, request.user, **self.given(request, shape, incident))
        return self.answer(
            request, shapes.IncidentDetail, self.case(request, reference, working=working)
        )

    post.__doc__ = doc
    return type(name, (CaseView,), {"post": post, "__doc__": doc})


def _severity(incident: Incident, actor: Any, **given: Any) -> None:
    reason = given.get("reason", "")
    if given.get("scores") is not None:
        severity.score(
            incident,
            actor=actor,
            scores=given["scores"],
            overrides=given.get("overrides", ()),
            reason=reason,
        )
        return
    level = given["severity"]
    lower = incident.severity and severity.rank(level) < severity.rank(incident.severity)
    change = severity.lower_to if lower else severity.raise_to
    change(incident, level, actor=actor, reason=reason)


def _playbook(incident: Incident, actor: Any, **given: Any) -> None:
    slug = given.get("playbook")
    version = None
    if slug:
        published = playbooks.published(incident.brand_id)
        version = get_object_or_404(published, playbook__slug=slug)
    plan.choose(incident, version, actor=actor, reason=given.get("reason", ""))


def _lead(incident: Incident, actor: Any, **given: Any) -> None:
    chosen = given.get("person", actor)
    team.name_lead(incident, chosen, actor=actor, reason=given.get("reason", ""))


def _role(incident: Incident, actor: Any, **given: Any) -> None:
    team.give_role(incident, given["role"], given["person"], actor=actor)


def _propose(incident: Incident, actor: Any, **given: Any) -> None:
    lifecycle.propose(incident, given["kind"], actor=actor, reason=given["reason"])


def _acknowledge(incident: Incident, actor: Any) -> None:
    lifecycle.acknowledge(incident, actor=actor)


def _service(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda incident, actor, **given: service(incident, actor=actor, **given)


SeverityView = _act(
    "SeverityView",
    shapes.SeverityIn,
    _severity,
    "Score the five axes, or raise or lower the level with a reason.",
    working=False,
)
PlaybookView = _act(
    "PlaybookView", shapes.PlaybookIn, _playbook, "Pin a published playbook, or none with a reason."
)
LeadView = _act("LeadView", shapes.LeadIn, _lead, "Name the lead; without a person: oneself.")
RolesView = _act("RolesView", shapes.RoleIn, _role, "Give a person a role of the case.")
NotesView = _act("NotesView", shapes.NoteIn, _service(notes.add), "Write a note into the log.")
RemedyView = _act(
    "RemedyView", shapes.RemedyIn, _service(standing.set_remedy), "Write down the remedy."
)
CrisisView = _act(
    "CrisisView", shapes.ReasonIn, _service(standing.declare_crisis), "Declare a crisis."
)
ProposalsView = _act(
    "ProposalsView", shapes.ProposalIn, _propose, "Propose reopening, or a false alarm."
)


class AcknowledgeView(CaseView):
    @extend_schema(request=None, responses=shapes.IncidentDetail)
    def post(self, request: Request, reference: str) -> Response:
        """Take the case on."""
        incident = self.case(request, reference)
        require(request.user, "incidents.work", incident)
        _acknowledge(incident, request.user)
        return self.answer(request, shapes.IncidentDetail, self.case(request, reference))
