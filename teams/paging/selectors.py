"""What pages and API ask about pages: whom, when, by which way, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from outbox.models import OutboxMessage
from outbox.services import short
from teams import ports
from teams.models import Page, PageCall, PageState, PageStep, StepState
from teams.paging import timing
from teams.paging.timing import Place
from teams.roles import INSIDERS, has_role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from teams.models import Brand, User

#: Steps after the planned one that a page foretells.
FORETOLD = 3


@dataclass(frozen=True)
class Told:
    """One call of one person, with its messages in the outbox."""

    call: PageCall
    messages: list[OutboxMessage]


@dataclass(frozen=True)
class StepShown:
    """One step as a page shows it: what it was to do, what came of it."""

    step: PageStep
    targets: list[dict[str, Any]]
    calls: list[Told]


@dataclass(frozen=True)
class Foretold:
    """A step that follows, should nobody answer."""

    due_at: datetime
    targets: list[dict[str, Any]]


def calls_of(
    users: Iterable[User], since: datetime, until: datetime
) -> list[tuple[int, datetime, bool]]:
    """When which person was called: (person's id, moment, whether it was a drill), oldest first."""
    rows = PageCall.objects.filter(user__in=list(users), at__gte=since, at__lt=until)
    return list(rows.order_by("at", "pk").values_list("user_id", "at", "page__is_drill"))


def pages_of(brand: Brand, user: User) -> QuerySet[Page]:
    """The brand's pages, newest first; a drill's only for its players."""
    rows = Page.objects.filter(brand=brand).select_related("ended_by", "started_by")
    if not has_role(user, brand.pk, INSIDERS):
        return rows.none()
    return rows


def visible(pages: Iterable[Page], user: User) -> list[Page]:
    """Those of the pages whose matter this person may know."""
    open_to = [page for page in pages if page.only is None or user.pk in page.only]
    seen = {
        page.pk
        for kind in {page.about for page in open_to}
        for page in ports.owner(kind).shown([one for one in open_to if one.about == kind], user)
    }
    return [page for page in open_to if page.pk in seen]


def about(kinds: Iterable[str], number: int) -> list[Page]:
    """Pages of one thing, newest first."""
    rows = Page.objects.filter(about__in=list(kinds), about_id=number)
    return list(rows.select_related("ended_by", "started_by"))


def with_calls(pages: QuerySet[Page], user: User, back: str) -> list[Page]:
    """Pages with the step ahead, who was called, and whether this person may answer; in three
    queries for any number of pages.
    """
    ahead = Prefetch("steps", PageStep.objects.filter(state=StepState.PLANNED), to_attr="planned")
    rows = list(pages.prefetch_related(ahead, "calls"))
    for page in rows:
        page.ahead = next(iter(page.planned), None)
        page.called = {call.user_id for call in page.calls.all()}
        page.called_me = user.pk in page.called
        page.answers = has_role(user, page.brand_id, INSIDERS)
        page.back = {"back": back}
    return rows


def going_for(user: User) -> QuerySet[Page]:
    """Pages that wait for an answer and have called this person."""
    return Page.objects.filter(state=PageState.GOING, calls__user=user).distinct()


def steps_shown(page: Page) -> list[StepShown]:
    """Every step that fired, was skipped or called off, with its calls; in five queries at most."""
    steps = list(page.steps.all())
    calls = list(page.calls.select_related("user"))
    messages = _messages(calls)
    return [
        StepShown(
            step,
            targets_of(page, step),
            [Told(call, messages.get(call.pk, [])) for call in calls if call.step_id == step.pk],
        )
        for step in steps
    ]


def targets_of(page: Page, step: PageStep) -> list[dict[str, Any]]:
    if step.kind == "chain":
        return page.policy["steps"][step.position]["targets"]
    return step.targets


def _messages(calls: list[PageCall]) -> dict[int, list[OutboxMessage]]:
    """Messages by call. A message's key is its channel, the call's key and the person."""
    ends = {f":{call.key}:{call.user_id}": call.pk for call in calls}
    if not calls:
        return {}
    found: dict[int, list[OutboxMessage]] = {}
    for message in OutboxMessage.objects.filter(key__in=_keys(calls)).order_by("pk"):
        channel, _colon, rest = message.key.partition(":")
        if (pk := ends.get(f":{rest}")) is not None and channel:
            found.setdefault(pk, []).append(message)
    return found


def _keys(calls: list[PageCall]) -> list[str]:
    from outbox.models import Channel  # noqa: PLC0415 -- read late: rooms add channels

    ways = {"mail", *Channel.values}
    return [short(f"{way}:{call.key}:{call.user_id}") for call in calls for way in sorted(ways)]


def foretold(page: Page) -> list[Foretold]:
    """What follows the planned step, should nobody answer."""
    step = page.steps.filter(state=StepState.PLANNED).first()
    if step is None:
        return []
    place = Place(step.turn, step.position)
    return [
        Foretold(at, page.policy["steps"][place.position]["targets"])
        for place, at in timing.ahead(page.policy, place, step.due_at, FORETOLD)
    ]


def next_step(page: Page) -> PageStep | None:
    return page.steps.filter(state=StepState.PLANNED).first()
