"""Cases and the pages about them: who opened it wakes people, who takes it on ends that.

`CASE` pages ask for the case to be taken on, so that answering acknowledges it; `MATTER` pages are
about one matter of the case. Both end with the case. Lock order: the case, then its pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Language, Severity
from incidents.enums import ClockKind
from incidents.models import Incident
from incidents.services import clocks
from incidents.services.common import work_on
from incidents.timeline import record
from incidents.verbs import Verb
from teams import paging
from teams.models import Page, PageAct
from teams.paging import freezing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crisisdesk.kernel.errors import Sentence
    from teams.models import EscalationPolicy, User

CASE, MATTER = "case", "matter"
#: Whoever takes the lead has answered; acknowledging the case stays an act of its own.
LEAD = "lead"
#: What makes a case one that only those know whom it names.
CLOSED = ("restricted", "is_drill")

VERBS = {
    "sent": Verb.PAGE_SENT,
    "unanswered": Verb.PAGE_UNANSWERED,
    PageAct.PASSED_ON: Verb.PAGE_PASSED_ON,
    PageAct.PUT_OFF: Verb.PAGE_PUT_OFF,
    PageAct.ANSWERED: Verb.PAGE_ANSWERED,
    PageAct.STOPPED: Verb.PAGE_STOPPED,
}


class Cases:
    """What `teams.ports` asks about pages of a case."""

    def hold(self, page: Page, *, skip: bool) -> bool:
        rows = Incident.objects.select_for_update(of=("self",), skip_locked=skip)
        return bool(rows.filter(pk=page.about_id).order_by().values_list("pk", flat=True))

    def hears(self, page: Page, people: list[User]) -> list[User]:
        rows = Incident.objects.filter(pk=page.about_id).order_by()
        found = list(rows.values_list(*CLOSED, "lead", "allowed"))
        if not any(found[0][: len(CLOSED)]):
            return people
        named = {who for row in found for who in row[len(CLOSED) :]}
        return [user for user in people if user.pk in named]

    def shown(self, pages: list[Page], user: User) -> list[Page]:
        rows = Incident.objects.prefetch_related("allowed")
        cases = rows.in_bulk([page.about_id for page in pages])
        return [page for page in pages if _knows(cases[page.about_id], user)]

    def happened(self, page: Page, act: str, actor: User, facts: dict[str, Any]) -> None:
        case = lock(Incident(pk=page.about_id))
        record(case, VERBS[act], actor, **_told(act, facts))
        takes_on = act == PageAct.ANSWERED and page.about == CASE and facts["reason"] != LEAD
        if takes_on and case.acknowledged_at is None:
            note_acknowledged(case)
            record(case, Verb.ACKNOWLEDGED, actor)


def _knows(case: Incident, user: User) -> bool:
    """A restricted case and a drill are known to those they name."""
    if not any(getattr(case, name) for name in CLOSED):
        return True
    return user.pk == case.lead_id or user in case.allowed.all()


def _told(act: str, facts: dict[str, Any]) -> dict[str, Any]:
    return facts if act in {"sent", PageAct.PASSED_ON, PageAct.PUT_OFF} else {}


def note_acknowledged(incident: Incident) -> None:
    """Somebody has the case: once and for good, whatever happens later."""
    if incident.acknowledged_at is None:
        incident.acknowledged_at = now()
        incident.save(update_fields=["acknowledged_at"])
        clocks.meet(incident, ClockKind.ACKNOWLEDGE)


def wake(incident: Incident, *, actor: User) -> Page:
    """Page the people on duty about this round of the case."""
    return _start(incident, CASE, key=f"case:{incident.pk}:{incident.round}", actor=actor)


def woken(page: Page | None) -> set[int]:
    """Whom the page has called: a second message about the same would be one too many."""
    return set(page.calls.values_list("user", flat=True)) if page else set()


def taken_on(incident: Incident, actor: User) -> None:
    """The case was acknowledged in another way: nobody needs to be woken any more."""
    paging.answer_about(CASE, incident.pk, actor=actor)


def led(incident: Incident, actor: User) -> None:
    """Somebody took the lead: nobody else is woken for it."""
    paging.answer_about(CASE, incident.pk, actor=actor, reason=LEAD)


def over(incident: Incident, actor: User) -> None:
    """The case left the open states."""
    for about in (CASE, MATTER):
        paging.stop_about(about, incident.pk, actor=actor, reason="case_over")


def merged(incident: Incident, target: Incident, actor: User) -> None:
    """Followed after a merge: the other case has pages of its own."""
    for about in (CASE, MATTER):
        paging.stop_about(about, incident.pk, actor=actor, reason="merged")


def severity_changed(incident: Incident, old: str | None, actor: User) -> None:
    """Critical, and nobody has taken it on: page anew, by the waits of a critical case."""
    waiting = incident.is_open and incident.acknowledged_at is None
    if incident.severity != Severity.CRITICAL or not waiting:
        return
    paging.stop_about(CASE, incident.pk, actor=actor, reason="raised")
    _start(incident, CASE, key=f"case:{incident.pk}:{incident.last_seq}:critical", actor=actor)


def page_about(
    incident: Incident, people: Iterable[User], said: Sentence, *, key: str, what: str = ""
) -> Page | None:
    """Wake particular people about one matter of the case, until one of them answers.

    `said` is a lazy sentence, kept in both languages; `what` names the thing behind it.
    """
    if not (targets := [freezing.person(user) for user in people]):
        return None
    words = {language: _in(language, said, what) for language in Language.values}
    return _start(incident, MATTER, key=key, words=words, targets=targets)


def settle(incident: Incident, key: str, *, actor: User) -> None:
    """The matter of this page is settled without an answer to it."""
    for page in Page.objects.filter(key=key, about=MATTER, about_id=incident.pk):
        paging.stop(page, actor=actor, reason="settled")


def _in(language: str, said: Sentence, what: str) -> str:
    with override(language):
        return f"{said}: {what}" if what else str(said)


@transaction.atomic
def page_by_hand(
    incident: Incident,
    *,
    actor: User,
    words: str,
    targets: list[dict[str, Any]],
    policy: EscalationPolicy | None = None,
) -> Page:
    """Anyone who works on the case may wake somebody, and says why."""
    require(actor, "incidents.work", incident)
    if not words.strip():
        raise ValidationError({"words": _("Say what it is about: the message shows these words.")})
    incident = work_on(incident)
    chain = {"policy": policy} if policy else {"targets": targets}
    return _start(
        incident,
        MATTER,
        key=f"hand:{incident.pk}:{_number(incident)}",
        words=words.strip(),
        actor=actor,
        **chain,
    )


def _number(incident: Incident) -> int:
    """How many pages the case had; the case is locked, so that no two get the same."""
    return Page.objects.filter(about__in=(CASE, MATTER), about_id=incident.pk).count()


def _start(
    incident: Incident,
    about: str,
    *,
    key: str,
    words: str | dict[str, str] = "",
    actor: User | None = None,
    **chain: Any,
) -> Page:
    players = list(incident.allowed.all()) if incident.is_drill else None
    spoken = words if isinstance(words, dict) else {"vi": words or incident.title}
    return paging.start(
        incident.brand,
        subject=incident.reference,
        url=incident.get_absolute_url(),
        severity=incident.severity,
        key=key,
        is_drill=incident.is_drill,
        players=players,
        words=spoken["vi"],
        facts={"words_en": spoken.get("en", "")},
        about=(about, incident.pk),
        actor=actor,
        **chain,
    )
