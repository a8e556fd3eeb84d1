"""Tasks, decisions and the review of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from incidents.api import serializers as shapes
from incidents.api.base import CREATED, CaseView, person
from incidents.models import ActionItem, Decision, Lesson, Review, Task
from incidents.services import decisions, review, tasks
from playbooks.models import Playbook

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from incidents.models import Incident


class Tasks(CaseView):
    @extend_schema(responses=shapes.TaskOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Every task of the case."""
        rows = self.case(request, reference).tasks.select_related("owner")
        return self.listing(request, shapes.TaskOut, rows)

    @extend_schema(request=shapes.TaskIn, responses={201: shapes.TaskOut})
    def post(self, request: Request, reference: str) -> Response:
        """Add a task."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.TaskIn, incident)
        made = tasks.add_task(incident, actor=request.user, **given)
        return self.answer(request, shapes.TaskOut, made, CREATED)


class TaskDone(CaseView):
    @extend_schema(request=shapes.TaskDoneIn, responses=shapes.TaskOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Finish a task, with what its step asks to be written down."""
        incident = self.case(request, reference)
        task = self.row(incident, Task, pk)
        given = self.given(request, shapes.TaskDoneIn, incident)
        done = tasks.finish_task(task, actor=request.user, **given)
        return self.answer(request, shapes.TaskOut, done)


class TaskSkip(CaseView):
    @extend_schema(request=shapes.ReasonIn, responses=shapes.TaskOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Skip a task with a reason."""
        incident = self.case(request, reference)
        task = self.row(incident, Task, pk)
        given = self.given(request, shapes.ReasonIn, incident)
        return self.answer(
            request, shapes.TaskOut, tasks.skip_task(task, actor=request.user, **given)
        )


class TaskReopen(CaseView):
    @extend_schema(request=None, responses=shapes.TaskOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Reopen a task."""
        task = self.row(self.case(request, reference), Task, pk)
        return self.answer(request, shapes.TaskOut, tasks.reopen_task(task, actor=request.user))


class Decisions(CaseView):
    @extend_schema(responses=shapes.DecisionOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Decisions with what was known then."""
        rows = self.case(request, reference).decisions.select_related("by")
        return self.listing(request, shapes.DecisionOut, rows)

    @extend_schema(request=shapes.DecisionIn, responses={201: shapes.DecisionOut})
    def post(self, request: Request, reference: str) -> Response:
        """Record a decision; `no_statement` needs `review_at`."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.DecisionIn, incident)
        made = decisions.decide(incident, actor=request.user, **given)
        return self.answer(request, shapes.DecisionOut, made, CREATED)


class DecisionReview(CaseView):
    @extend_schema(request=shapes.ReasonIn, responses=shapes.DecisionOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Look again at a decision; `reason` says what came of it."""
        incident = self.case(request, reference)
        decision = self.row(incident, Decision, pk)
        note = self.given(request, shapes.ReasonIn, incident)["reason"]
        looked = decisions.review_decision(decision, actor=request.user, note=note)
        return self.answer(request, shapes.DecisionOut, looked)


class ReviewView(CaseView):
    def _review(self, incident: Incident) -> Review:
        found = incident.reviews.filter(round=incident.round).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(responses=shapes.ReviewOut)
    def get(self, request: Request, reference: str) -> Response:
        """The review of the present round, with its figures."""
        incident = self.case(request, reference)
        return self.answer(request, shapes.ReviewOut, self._review(incident))

    @extend_schema(request=shapes.ReviewIn, responses=shapes.ReviewOut)
    def patch(self, request: Request, reference: str) -> Response:
        """Name the reviewer, write the sections."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.ReviewIn, incident)
        reviewer = given.pop("reviewer", None)
        if reviewer is not None:
            review.name_reviewer(incident, reviewer, actor=request.user)
        if given:
            review.write(incident, actor=request.user, **given)
        return self.answer(request, shapes.ReviewOut, self._review(incident))


class ReviewSign(CaseView):
    @extend_schema(request=None, responses=shapes.ReviewOut)
    def post(self, request: Request, reference: str) -> Response:
        """The reviewer signs."""
        made = review.sign(self.case(request, reference), actor=request.user)
        return self.answer(request, shapes.ReviewOut, made)


class Lessons(CaseView):
    @extend_schema(request=shapes.LessonIn, responses={201: shapes.LessonOut})
    def post(self, request: Request, reference: str) -> Response:
        """Write down a lesson."""
        incident = self.case(request, reference)
        given = self.given(request, shapes.LessonIn, incident)
        made = review.add_lesson(incident, actor=request.user, **given)
        return self.answer(request, shapes.LessonOut, made, CREATED)


class LessonSettle(CaseView):
    @extend_schema(request=shapes.LessonSettleIn, responses=shapes.LessonOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """End a lesson in a playbook change, an action item, or a reasoned no."""
        incident = self.case(request, reference)
        lesson = self.row(incident, Lesson, pk, "review__incident")
        given = self.given(request, shapes.LessonSettleIn, incident)
        facts = {**given, "playbook": self._playbook(incident, given.get("playbook"))}
        if action := given.get("action"):
            facts["action"] = self._action(incident, dict(action))
        settled = review.settle_lesson(lesson, actor=request.user, **facts)
        return self.answer(request, shapes.LessonOut, settled)

    def _playbook(self, incident: Incident, slug: str | None) -> Playbook | None:
        if slug is None:
            return None
        found = Playbook.objects.filter(brand=incident.brand_id, slug=slug).first()
        if found is None:
            raise ValidationError({"playbook": _("Unknown here.")})
        return found

    def _action(self, incident: Incident, action: dict[str, Any]) -> dict[str, Any]:
        if action.get("owner") is not None:
            action["owner"] = person(incident, action["owner"], "owner")
        return action


class ItemDone(CaseView):
    @extend_schema(request=None, responses=shapes.ActionItemOut)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Finish an action item."""
        incident = self.case(request, reference)
        item = get_object_or_404(ActionItem, pk=pk, review__incident=incident)
        return self.answer(
            request, shapes.ActionItemOut, review.finish_item(item, actor=request.user)
        )
