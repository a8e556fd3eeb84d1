"""Every state × transition × person against the table of handbook F4."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.state import take
from incidents.models import Incident
from statements.enums import State
from statements.models import TRANSITIONS, ApprovalStep, Statement, StatementVersion
from statements.models.machine import PATHS
from statements.services import briefs, review

SOURCES = {
    "submit": {"draft"},
    "approve": {"in_review"},
    "request_changes": {"in_review"},
    "reject": {"in_review"},
    "recall": {"in_review"},
    "revise": {"approved", "changes_requested", "expired"},
    "publish": {"approved"},
    "publish_emergency": {"in_review"},
    "expire": {"approved"},
    "supersede": {"published", "corrected"},
    "correct": {"published", "superseded"},
    "retract": {"published", "corrected", "superseded"},
    "discard": {"draft"},
}
WRITERS = {"author", "member", "lead", "manager", "head", "legal"}
PUBLISHERS = {"author", "member", "lead", "manager", "head"}
SIGNERS = {"manager", "head"}
WHO = {
    "submit": WRITERS,
    "approve": SIGNERS | {"bot"},
    "request_changes": SIGNERS,
    "reject": SIGNERS,
    "recall": WRITERS | {"bot"},
    "revise": WRITERS | {"bot"},
    "publish": PUBLISHERS,
    "publish_emergency": {"lead"},
    "expire": {"bot"},
    "supersede": {"bot"},
    "correct": PUBLISHERS,
    "retract": PUBLISHERS,
    "discard": WRITERS | {"bot"},
}
#: Needs a critical case past its time and a second signature; test_emergency holds the rest.
NEVER_RIPE = {"publish_emergency"}


@pytest.fixture
def people(minh, lead, manager, phuong, lan, nghia, admin_person, khoa, vy, bot, make_person):
    return {
        "author": minh,
        "member": make_person("Tú"),
        "lead": lead,
        "manager": manager,
        "head": phuong,
        "legal": lan,
        "executive": nghia,
        "admin": admin_person,
        "viewer": khoa,
        "stranger": vy,
        "bot": bot,
    }


@pytest.fixture
def words_in(case: Incident, minh, lead):
    """A text in a state, ripe for every way out of it."""
    numbers = iter(range(100, 200))
    briefs.waive(case, actor=lead, reason="thử")

    def make(status: str, **fields) -> Statement:
        said = status in State.public
        words = Statement.objects.create(
            incident=case,
            brand=case.brand,
            number=next(numbers),
            status=status,
            current_version=1,
            author=minh,
            last_editor=minh,
            channels=["newsroom"],
            **{
                "kind": "holding",
                "next_update_at": now() + timedelta(hours=2),
                "published_at": now() if said else None,
                "published_version": 1 if said else None,
                **fields,
            },
        )
        version = StatementVersion(
            statement=words, number=1, text_vi="Chữ.", text_en="Words.", author=minh
        )
        version.channels = ["newsroom"]
        version.digest = version.seal()
        version.save()
        ripen(words, version)
        return words

    def ripen(words: Statement, version: StatementVersion) -> None:
        if words.status == "in_review":
            ApprovalStep.objects.create(
                statement=words,
                version=version,
                digest=version.digest,
                order=1,
                holders=["comms_manager"],
                backups=["comms_head"],
                opened_at=now(),
            )
        if words.status == "approved":
            words.approved_at, words.approved_hash = now(), version.digest
            words.save()

    return make


def facts_of(name: str, actor, successor) -> dict:
    return {
        "submit": {"lane": "full"},
        "approve": {"last": True, "digest": "x"},
        "publish": {"by": actor, "slug": "s"},
        "publish_emergency": {"by": actor, "slug": "s"},
        "supersede": {"successor": successor},
    }.get(name, {})


def outcome(words: Statement, name: str, actor) -> str:
    try:
        take(getattr(words, name), actor, **facts_of(name, actor, words))
    except Forbidden:
        return "forbidden"
    except Blocked as refused:
        return "blocked" if refused.reasons else "blocked without a reason"
    return "done"


def allowed(state: str, name: str, who: str) -> set[str]:
    if state not in SOURCES[name]:
        return {"blocked", "forbidden"}
    if who not in WHO[name]:
        return {"forbidden"}
    return {"blocked"} if name in NEVER_RIPE else {"done"}


@pytest.mark.parametrize("state", State.values)
def test_the_table_holds(state, people, words_in):
    words = words_in(state)
    for kind, aim in (("correction_own", "corrects"), ("retraction", "retracts")):
        if state in State.public:
            words_in("approved", kind=kind, **{aim: words})
    for person in people.values():
        review.view(words.version, person)

    # A step is taken on a copy and never saved, so that everybody finds the same words.
    words = Statement.objects.select_related("incident").get(pk=words.pk)
    assert words.version.number == 1
    found = {
        (name, who): outcome(copy(words), name, person)
        for name in TRANSITIONS
        for who, person in people.items()
    }

    assert {at: how for at, how in found.items() if how not in allowed(state, *at)} == {}
    assert len(found) == len(TRANSITIONS) * len(people)


def test_the_database_knows_the_same_paths():
    targets = {
        "submit": {"in_review"},
        "approve": {"approved"},
        "request_changes": {"changes_requested"},
        "reject": {"rejected"},
        "recall": {"draft"},
        "revise": {"draft"},
        "publish": {"published"},
        "publish_emergency": {"published"},
        "expire": {"expired"},
        "supersede": {"superseded"},
        "correct": {"corrected"},
        "retract": {"retracted"},
        "discard": {"discarded"},
    }
    ways = {
        (source, target)
        for name, sources in SOURCES.items()
        for source in sources
        for target in targets[name]
    }
    assert {(str(a), str(b)) for a, b in PATHS} == ways
