"""What people do with a page: answer it, pass it on, put it off, say that they cannot; or end it.

An ended page has no step ahead and never gets one again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Severity
from teams import ports
from teams.models import Page, PageAct, PageEvent, PageState, StepKind, StepState
from teams.paging import firing, reaching
from teams.paging.timing import Place

if TYPE_CHECKING:
    from teams.models import User

#: A page may be put off so long at a time, by its severity, and so often.
LONGEST_PUT_OFF = {
    Severity.CRITICAL: timedelta(minutes=15),
    Severity.HIGH: timedelta(minutes=30),
    Severity.MODERATE: timedelta(hours=2),
    Severity.WATCH: timedelta(hours=8),
}
MOST_PUT_OFFS = 3
#: The clock of a form shows whole minutes.
SLACK = timedelta(minutes=1)


@transaction.atomic
def answer(page: Page, user: User) -> Page:
    """Somebody has it: nothing is called any more, whatever was on its way."""
    require(user, "teams.answer_page", page)
    page = _going(page)
    _end(page, PageState.ANSWERED, user)
    return page


@transaction.atomic
def cannot(page: Page, user: User) -> Page:
    """The person called cannot take it: the next step comes at once, without them."""
    require(user, "teams.answer_page", page)
    page = _going(page)
    if not page.calls.filter(user=user).exists():
        raise Blocked([Refusal("not_called", _("This page has not called you."))])
    step = _planned(page)
    _note(page, PageAct.CANNOT, user, number=step.number)
    step.due_at = now()
    step.save(update_fields=["due_at"])
    firing.fire(page, step)
    return page


@transaction.atomic
def pass_on(page: Page, targets: list[dict[str, Any]], *, actor: User) -> Page:
    """Call other people or teams at once; should they not answer, the chain goes on."""
    require(actor, "teams.answer_page", page)
    page = _going(page)
    people = reaching.allowed(page, targets)
    if not people:
        raise ValidationError({"to": _("This reaches nobody: choose somebody else.")})
    old = _planned(page)
    old.state, old.done_at = StepState.CALLED_OFF, now()
    old.save(update_fields=["state", "done_at"])
    step = firing.add(
        page,
        Place(old.turn, old.position),
        now(),
        kind=StepKind.PASSED_ON,
        targets=targets,
    )
    _note(page, PageAct.PASSED_ON, actor, number=step.number, old=old.number)
    named = [{"id": user.pk, "name": user.name} for user in people]
    ports.owner_of(page).happened(page, "passed_on", actor, {"people": named})
    firing.call_by_hand(page, step, people)
    return page


@transaction.atomic
def put_off(page: Page, until: datetime, *, actor: User) -> Page:
    """Rest until then, and go on by itself: not for long, not often, and never silently."""
    require(actor, "teams.answer_page", page)
    page = _going(page)
    longest = LONGEST_PUT_OFF[Severity(page.severity)]
    if not timedelta() < until - now() <= longest + SLACK:
        sentence = _("Put it off for at most %(minutes)s minutes.")
        raise ValidationError({"until": sentence % {"minutes": _minutes(longest)}})
    if page.events.filter(act=PageAct.PUT_OFF).count() >= MOST_PUT_OFFS:
        sentence = _("This page was put off %(most)s times already: answer it or pass it on.")
        raise Blocked([Refusal("put_off_enough", sentence % {"most": MOST_PUT_OFFS})])
    step = _planned(page)
    _note(page, PageAct.PUT_OFF, actor, number=step.number, until=until.isoformat())
    step.due_at = until
    step.save(update_fields=["due_at"])
    ports.owner_of(page).happened(page, "put_off", actor, {"due": iso(until)})
    return page


@transaction.atomic
def stop(page: Page, *, actor: User, reason: str) -> Page:
    """It is not needed any more: the case has ended, was merged, or a louder page follows."""
    page = firing.hold(page.pk) or page
    if page.is_going:
        _end(page, PageState.STOPPED, actor, reason)
    return page


@transaction.atomic
def stop_by_hand(page: Page, *, actor: User) -> Page:
    """A manager calls a page off."""
    require(actor, "teams.stop_page", page)
    page = _going(page)
    _end(page, PageState.STOPPED, actor, "by_hand")
    return page


def answer_about(about: str, about_id: int, *, actor: User, reason: str = "") -> int:
    """Answer every page of one thing: somebody took it on in another way."""
    return _every(about, about_id, PageState.ANSWERED, actor, reason)


def stop_about(about: str, about_id: int, *, actor: User, reason: str) -> int:
    """Stop every page of one thing."""
    return _every(about, about_id, PageState.STOPPED, actor, reason)


@transaction.atomic
def _every(about: str, about_id: int, state: PageState, actor: User, reason: str) -> int:
    rows = Page.objects.filter(about=about, about_id=about_id, state=PageState.GOING)
    ended = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        page = firing.hold(pk)
        if page is not None and page.is_going:
            _end(page, state, actor, reason)
            ended += 1
    return ended


def _going(page: Page) -> Page:
    """The page, locked; an ended one says who ended it."""
    held = firing.hold(page.pk)
    if held is None or not held.is_going:
        raise Blocked([over(held or page)])
    return held


def over(page: Page) -> Refusal:
    """The sentence about a page that has ended."""
    if page.state == PageState.ANSWERED and page.ended_by:
        sentence = _("%(person)s has answered this page already.")
        return Refusal("answered", sentence % {"person": page.ended_by.name})
    return Refusal("stopped", _("This page is over; it is not needed any more."))


def _planned(page: Page) -> Any:
    return page.steps.get(state=StepState.PLANNED)


def _end(page: Page, state: PageState, actor: User, reason: str = "") -> None:
    moment = now()
    step = _planned(page)
    step.state, step.done_at = StepState.CALLED_OFF, moment
    step.save(update_fields=["state", "done_at"])
    page.state, page.ended_at, page.ended_by, page.end_reason = state, moment, actor, reason
    page.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    act = PageAct.ANSWERED if state == PageState.ANSWERED else PageAct.STOPPED
    _note(page, act, actor)
    ports.owner_of(page).happened(page, act, actor, {"reason": reason})


def _note(page: Page, act: PageAct, by: User, **data: Any) -> None:
    PageEvent.objects.create(page=page, act=act, by=by, at=now(), data=data)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
