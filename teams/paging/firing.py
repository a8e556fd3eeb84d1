"""Firing what is due. Step, calls, messages and the plan of the next step are one transaction.

Whoever is killed in between has fired nothing; whoever comes second finds the row no longer
planned. The lock order is: what the page is about, then the page, then its steps.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from crisisdesk.kernel.sweeping import each
from outbox import watch
from teams import ports
from teams.automation import automation
from teams.models import Page, PageCall, PageState, PageStep, StepKind, StepState, User
from teams.notify import tell
from teams.paging import reaching, timing
from teams.paging.timing import Place

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

#: So many pages one sweep takes up; the next one comes in seconds.
BATCH = 500
TOPIC = "teams.paged"


def sweep() -> int:
    """Fire every step that is due; returns how many."""
    watch.beat("pages")
    due = (
        PageStep.objects.filter(state=StepState.PLANNED, due_at__lte=now())
        .order_by("due_at")
        .values_list("page_id", flat=True)[:BATCH]
    )
    return each(list(due), fire_due)


@transaction.atomic
def fire_due(page_id: int) -> int:
    """Fire the due step of one page, unless another sweeper has it or it is not due any more."""
    page = hold(page_id, skip=True)
    if page is None or not page.is_going:
        return 0
    step = planned(page)
    if step is None or step.due_at > now():
        return 0
    return fire(page, step)


def hold(page_id: int, *, skip: bool = False) -> Page | None:
    """Lock what the page is about and then the page; None if `skip` and somebody has it."""
    page = Page.objects.get(pk=page_id)
    if not ports.owner_of(page).hold(page, skip=skip):
        return None
    rows = Page.objects.select_for_update(of=("self",), skip_locked=skip)
    return rows.select_related("brand").filter(pk=page_id).first()


def planned(page: Page) -> PageStep | None:
    """The one step ahead."""
    return page.steps.filter(state=StepState.PLANNED).first()


def fire(page: Page, step: PageStep) -> int:
    """Call whom the step reaches; empty steps are skipped at once, and nobody at all falls back."""
    passed, moment = 0, now()
    while True:
        people = reaching.reached(page, targets_of(page, step))
        if people:
            return _call(page, step, people, moment)
        _done(step, StepState.SKIPPED, moment)
        passed += 1
        place = _after(page, step)
        if passed >= len(page.policy["steps"]) or timing.is_tail(page.policy, place):
            return _fall_back(page, step, moment)
        step = add(page, place, moment)


def targets_of(page: Page, step: PageStep) -> list[dict[str, Any]]:
    if step.kind == StepKind.CHAIN:
        return page.policy["steps"][step.position]["targets"]
    return step.targets


def add(page: Page, place: Place, due_at: datetime, **fields: Any) -> PageStep:
    """The next row of the page's steps."""
    numbers = page.steps.order_by("-number").values_list("number", flat=True)
    number = fields.pop("number", 0) or (numbers.first() or 0) + 1
    return PageStep.objects.create(
        page=page,
        number=number,
        turn=place.turn,
        position=place.position,
        due_at=due_at,
        **fields,
    )


def _after(page: Page, step: PageStep) -> Place:
    """A step passed on by a person lends its place: the chain goes on where it stood."""
    place = Place(step.turn, step.position)
    return place if step.kind == StepKind.PASSED_ON else timing.following(page.policy, place)


def call_by_hand(page: Page, step: PageStep, people: list[User]) -> None:
    """A step that a person made: it calls whom they chose, who declined before or not."""
    _call(page, step, people, now())


def _call(page: Page, step: PageStep, people: list[User], moment: datetime) -> int:
    _done(step, StepState.FIRED, moment)
    PageCall.objects.bulk_create(
        [
            PageCall(page=page, step=step, user=user, at=moment, key=key_of(page, step))
            for user in people
        ]
    )
    for user in people:
        _tell(page, step, user)
    wait = timing.wait_of(page.policy, Place(step.turn, step.position))
    add(page, _after(page, step), timing.due(page.policy, moment, wait))
    _report(page, step, people)
    return 1


def _fall_back(page: Page, last: PageStep, moment: datetime) -> int:
    """The chain reaches nobody: managers, then admins; and if there is none, try again later."""
    step = add(page, Place(last.turn, last.position), moment, kind=StepKind.FALLBACK)
    if people := reaching.fallback(page):
        return _call(page, step, people, moment)
    _done(step, StepState.SKIPPED, moment)
    log.error("Page %s reaches nobody at all", page.pk)
    add(page, _after(page, last), timing.due(page.policy, moment, page.policy["keep"]))
    return 0


def _done(step: PageStep, state: StepState, moment: datetime) -> None:
    step.state, step.done_at = state, moment
    step.save(update_fields=["state", "done_at"])


def key_of(page: Page, step: PageStep) -> str:
    """Names the call in the outbox: one message a person, channel and step."""
    return f"page:{page.pk}:{step.number}"


def _tell(page: Page, step: PageStep, user: User) -> None:
    tell(
        [user],
        TOPIC,
        key=key_of(page, step),
        subject=page.subject,
        url=reverse("teams:page", args=[page.pk]),
        severity=page.severity,
        urgent=True,
        page=page.pk,
        of_brand=page.brand_id,
        page_id=page.pk,
        person=user.pk,
        words=page.words,
        words_en=page.facts.get("words_en", ""),
        drill=page.is_drill,
        again=step.number > 1,
    )


def _report(page: Page, step: PageStep, people: list[User]) -> None:
    """The owner writes its log: each call of the chain, and that the chain is over; no more then,
    or the nights would fill it.
    """
    owner, place = ports.owner_of(page), Place(step.turn, step.position)
    if timing.is_tail(page.policy, place):
        first = page.policy["repeats"] + 1
        if place.turn == first and step.kind != StepKind.PASSED_ON:
            owner.happened(page, "unanswered", automation(), {})
        return
    named = [{"id": user.pk, "name": user.name} for user in people]
    owner.happened(page, "sent", automation(), {"people": named})


def state_of(page_id: int) -> str | None:
    """The page's state as it stands now."""
    return Page.objects.filter(pk=page_id).values_list("state", flat=True).first()


def objection(facts: dict[str, Any]) -> str:
    """Asked at the moment of sending, on every channel: nobody is called for a page that has
    ended, and nobody who has left or may not know of it any more.
    """
    state = state_of(facts["page_id"])
    if state != PageState.GOING:
        return f"The page is over: {state}."
    page = Page.objects.select_related("brand").get(pk=facts["page_id"])
    person = User.objects.filter(pk=facts["person"], is_active=True).first()
    if person is None or not may(person, "teams.answer_page", page):
        return "This person cannot answer the page any more."
    return ""
