"""Lists of words: of a case, of a person, of everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from playbooks.roster import Roster
from statements.chain import steps_open_to
from statements.enums import Audience, PromiseState, State, StepState
from statements.models import ApprovalStep, FactUse, Promise, Statement, StatementVersion
from teams.roles import brand_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from incidents.models import Incident
    from teams.models import Brand, User

#: Everything that a row of a list shows, read at once.
ROW = ("incident", "brand", "author", "superseded_by")


def with_rows(found: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with their steps, signatures and channels."""
    return found.select_related(*ROW).prefetch_related(
        "steps__approvals__by", "publications", Prefetch("versions", _titles())
    )


def _titles() -> QuerySet[StatementVersion]:
    return StatementVersion.objects.defer("text_vi", "text_en", "placeholders")


def of_incident(incident: Incident, viewer: User) -> QuerySet[Statement]:
    """The words of a case that the person may see, newest first."""
    return with_rows(incident.statements.visible_to(viewer))


def listing(viewer: User, wanted: Mapping[str, str]) -> QuerySet[Statement]:
    """All statements by the filters of the address: state, kind, incident, q, drill."""
    found = with_rows(Statement.objects.visible_to(viewer))
    found = found.filter(incident__is_drill=wanted.get("drill") == "1")
    state = wanted.get("state", "")
    if state in State.values:
        found = found.filter(status=state)
    elif state == "live":
        found = found.live()
    elif state == "said":
        found = found.said()
    if kind := wanted.get("kind", ""):
        found = found.filter(kind=kind)
    if words := wanted.get("q", "").strip():
        found = _by_words(found, words)
    return found


def _by_words(found: QuerySet[Statement], words: str) -> QuerySet[Statement]:
    number = words.upper().removeprefix("ST-")
    if number.isdecimal() and len(number) < 10:  # noqa: PLR2004 -- what an integer column holds
        return found.filter(number=int(number))
    titles = StatementVersion.objects.filter(
        Q(title_vi__icontains=words) | Q(title_en__icontains=words)
    )
    return found.filter(Q(pk__in=titles.values("statement")) | Q(incident__title__icontains=words))


def waiting_for(user: User) -> list[ApprovalStep]:
    """Signatures that wait for this person, the most urgent first.

    Each row has `statement`, `statement.incident`, `version` and `waiting_minutes`.
    """
    uses = FactUse.objects.select_related("fact")
    rows = (
        ApprovalStep.objects.filter(
            state=StepState.WAITING,
            opened_at__isnull=False,
            statement__in=Statement.objects.visible_to(user).filter(
                status=State.IN_REVIEW, brand_id__in=brand_ids(user)
            ),
        )
        .exclude(Q(statement__author=user) | Q(statement__last_editor=user))
        .select_related("version", "statement__incident__brand", "statement__brand")
        .prefetch_related(
            "statement__steps__approvals",
            Prefetch("version__fact_uses", uses),
        )
    )
    mine: list[ApprovalStep] = []
    rosters: dict[int, Roster] = {}
    for row in rows:
        # The version is at hand: the office "owner of the fact" asks for it.
        row.statement.version = row.version
        # One roster for all rows of a brand: who stands in is read once.
        brand = row.statement.brand_id
        vars(row.statement)["roster"] = rosters.setdefault(brand, Roster(brand))
        if any(step.pk == row.pk for step in steps_open_to(row.statement, user)):
            mine.append(row)
    return sorted(mine, key=_urgency)


def _urgency(step: ApprovalStep) -> tuple[bool, float, int]:
    """What is due first; where nothing is due, the worse case first."""
    due = step.due_at.timestamp() if step.due_at else 0.0
    return step.due_at is None, due, -step.statement.incident.rank


def open_promises(incident: Incident) -> QuerySet[Promise]:
    """Promises of a case that are still to be kept, the next one first."""
    return (
        incident.promises.filter(state=PromiseState.OPEN)
        .select_related("owner", "statement")
        .order_by("due_at", "id")
    )


def for_newsroom(brand: Brand | None = None) -> QuerySet[Statement]:
    """What the public may read: said to the public, on the newsroom, never of a drill."""
    found = _in_newsroom().filter(incident__is_drill=False, brand__is_sample=False)
    return found if brand is None else found.filter(brand=brand)


def for_rehearsal(incident: Incident) -> QuerySet[Statement]:
    """What the public would have read of a drill; of a real case nothing."""
    return _in_newsroom().filter(incident=incident, incident__is_drill=True)


def _in_newsroom() -> QuerySet[Statement]:
    found = Statement.objects.said().filter(
        audience=Audience.PUBLIC, publications__channel="newsroom"
    )
    return (
        found.select_related(
            "brand", "incident__merged_into", "superseded_by", "corrects", "retracts"
        )
        .prefetch_related(
            "versions",
            Prefetch("corrections", _notices()),
            Prefetch("retractions", _notices()),
            Prefetch("promises", Promise.objects.filter(is_next_update=True), "words_promised"),
        )
        .order_by("-published_at", "-id")
    )


def _notices() -> QuerySet[Statement]:
    return (
        Statement.objects.said()
        .select_related("brand")
        .prefetch_related("versions")
        .order_by("published_at")
    )
