"""One press on many mentions, from the page to the services, and what came of it in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from crisisdesk.kernel.rights import require
from monitoring.enums import InboxState
from monitoring.models import Mention
from monitoring.selectors import mentions as selectors
from monitoring.selectors.inbox import listed
from monitoring.services import inbox
from monitoring.services import mentions as services
from monitoring.services.triage import BLANK, Outcome, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitoring.inbox_forms import ActForm, BulkForm
    from teams.models import Brand, User

#: How many mentions one press may change; a correction counts anew, mention by mention.
MOST, MOST_LABELS = 5_000, 500


@dataclass(frozen=True)
class Told:
    """What is said to whoever pressed."""

    done: str
    overtaken: list[str] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


def most(act: str) -> int:
    """The bound of this act."""
    return MOST_LABELS if act == "label" else MOST


def chosen(form: BulkForm, user: User) -> tuple[list[int], bool]:
    """Ids of all that fit the filters, newest first, and whether they are more than the bound.

    Of what waits in the inbox the oldest: whoever clears it away can press again.
    """
    if form.cleaned_data["scope"] == "waiting":
        return _waiting(form, user), False
    filters = form.filters()
    if not filters.is_valid():
        return [], False
    found = selectors.find(selectors.visible(user, form.brand), filters.search())
    if as_of := form.cleaned_data["as_of"]:
        found = found.filter(received_at__lte=as_of)
    bound = most(form.cleaned_data["act"])
    ids = list(found.values_list("pk", flat=True)[: bound + 1])
    return ids[:bound], len(ids) > bound


def _waiting(form: BulkForm, user: User) -> list[int]:
    if (who := form.whose()) is None:
        return []
    rows = listed(user, form.brand, InboxState.WAITING, who)
    if as_of := form.cleaned_data["as_of"]:
        rows = rows.filter(entered_at__lte=as_of)
    ids = rows.values_list("mention_id", flat=True)
    return list(ids[: most(form.cleaned_data["act"])])


def carry_out(form: ActForm, ids: Iterable[int], *, actor: User, page: Page = BLANK) -> Told:
    """Do what was pressed."""
    data = form.cleaned_data
    return ACTS[data["act"]](list(ids), form.brand, data, actor, page)


def page_of(ticks: dict[int, int | None], as_of: datetime | None) -> Page:
    """How the rows looked to whoever pressed."""
    return Page({pk: seq for pk, seq in ticks.items() if seq is not None}, as_of)


def _ask(ids: list[int], brand: Brand, data: Any, actor: User, page: Page) -> Told:
    outcome = inbox.ask(brand, ids, actor=actor, page=page)
    done = ngettext(
        "%(count)s mention waits for an answer now.",
        "%(count)s mentions wait for an answer now.",
        outcome.done,
    )
    return _told(done, outcome)


def _close(ids: list[int], brand: Brand, data: Any, actor: User, page: Page) -> Told:
    outcome = inbox.close(brand, ids, actor=actor, page=page)
    done = ngettext(
        "%(count)s mention needs no answer.", "%(count)s mentions need no answer.", outcome.done
    )
    return _told(done, outcome)


def _assign(ids: list[int], brand: Brand, data: Any, actor: User, page: Page) -> Told:
    to = data["to"]
    outcome = inbox.assign(brand, ids, to=to, actor=actor, page=page)
    if to is None:
        done = ngettext(
            "%(count)s mention belongs to nobody now.",
            "%(count)s mentions belong to nobody now.",
            outcome.done,
        )
    else:
        done = ngettext(
            "%(count)s mention assigned to %(name)s.",
            "%(count)s mentions assigned to %(name)s.",
            outcome.done,
        )
    return _told(done, outcome, name=to.name if to else "")


def _attach(ids: list[int], brand: Brand, data: Any, actor: User, page: Page) -> Told:
    case = data["incident"]
    count = services.attach(ids, case, actor=actor)
    done = ngettext(
        "%(count)s mention attached to %(case)s.", "%(count)s mentions attached to %(case)s.", count
    )
    return Told(done % {"count": count, "case": case.reference})


def _label(ids: list[int], brand: Brand, data: Any, actor: User, page: Page) -> Told:
    require(actor, "monitoring.correct", brand)
    rows = Mention.objects.filter(brand=brand, pk__in=ids).exclude(
        label=data["label"], uncertain=False
    )
    count = 0
    for mention in rows.order_by("pk"):
        services.correct_label(mention, label=data["label"], actor=actor)
        count += 1
    done = ngettext("%(count)s label corrected.", "%(count)s labels corrected.", count)
    return Told(done % {"count": count})


def _told(sentence: str, outcome: Outcome, **more: Any) -> Told:
    faster = [
        ngettext(
            "%(name)s was faster with %(count)s of them; it stays as %(name)s left it.",
            "%(name)s was faster with %(count)s of them; they stay as %(name)s left them.",
            count,
        )
        % {"name": name, "count": count}
        for name, count in outcome.overtaken.items()
    ]
    return Told(sentence % {"count": outcome.done, **more}, faster, outcome)


ACTS: dict[str, Callable[[list[int], Any, Any, Any, Page], Told]] = {
    "ask": _ask,
    "close": _close,
    "assign": _assign,
    "attach": _attach,
    "label": _label,
}
