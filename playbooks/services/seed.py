"""Filling a brand with the shipped plans and policies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_noop

from crisisdesk.kernel.clock import now
from playbooks import common_data, schema
from playbooks.enums import VersionState
from playbooks.models import ApprovalChain, LegalClock, Playbook, PlaybookVersion, TimerPolicy
from playbooks.models.plan import COMMON, next_review
from teams.automation import automation

if TYPE_CHECKING:
    from teams.models import Brand, User

NOTE = gettext_noop("Shipped with the desk; no person has looked it over yet.")

COMMON_PLAN: dict[str, Any] = {
    "slug": COMMON,
    "code": "C0",
    "name": {"vi": "Giờ đầu tiên và mẫu chung", "en": "First hour and general texts"},
    "summary": {
        "vi": "Việc phải làm trong giờ đầu của mọi vụ việc và các mẫu dùng khi kịch bản không có "
        "mẫu riêng.",
        "en": "What every incident needs in its first hour, and texts for when the playbook has "
        "none of its own.",
    },
}


@transaction.atomic
def seed(brand: Brand, only: set[str] | None = None) -> None:
    """Give a brand every shipped plan and policy it does not have yet; safe to repeat.

    `only` names the types that are wanted; the common plan comes in any case.
    """
    _plans(brand, only)
    TimerPolicy.objects.bulk_create(_timers(brand), ignore_conflicts=True)
    ApprovalChain.objects.bulk_create(_chains(brand), ignore_conflicts=True)
    LegalClock.objects.bulk_create(_legal_clocks(brand), ignore_conflicts=True)


@cache
def shipped_plans() -> list[dict[str, Any]]:
    """Contents of the shipped plans, the common one, then C1 to C18; never change them."""
    files = (common_data.SEED / "types").glob("*.yaml")
    types = [schema.clean(common_data.read_yaml(path)) for path in files]
    return [common_plan(), *sorted(types, key=lambda plan: int(plan["code"][1:]))]


def common_plan() -> dict[str, Any]:
    """The common first hour and general texts in the form of a plan."""
    source = common_data.document()
    steps = [
        {name: row[name] for name in schema.STEP if name in row} for row in source["first_hour"]
    ]
    parts = {"sections": source.get("sections"), "steps": steps, "templates": source["templates"]}
    return schema.clean({**COMMON_PLAN, **parts})


def _plans(brand: Brand, only: set[str] | None) -> None:
    """Each that is missing, with its first version; of two who seed at once one writes it."""
    there = set(Playbook.objects.filter(brand=brand).values_list("slug", flat=True))
    wanted = {
        plan["slug"]: plan for plan in shipped_plans() if only is None or plan["slug"] in only
    }
    wanted[COMMON] = shipped_plans()[0]
    known = there | set(wanted)
    missing = {s: _among(plan, known) for s, plan in wanted.items() if s not in there}
    Playbook.objects.bulk_create(
        [_book(brand, content) for content in missing.values()], ignore_conflicts=True
    )
    books = Playbook.objects.filter(brand=brand, slug__in=missing, versions=None)
    hand = automation()
    PlaybookVersion.objects.bulk_create(
        [_first_version(book, missing[book.slug], hand) for book in books.order_by("pk")]
    )


def _among(plan: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """The plan without its ways over to types that the brand did not take."""
    ways = plan.get("cross_over", [])
    kept = [way for way in ways if way["to"] in known]
    return plan if kept == ways else {**plan, "cross_over": kept}


def _book(brand: Brand, content: dict[str, Any]) -> Playbook:
    name = content["name"]
    return Playbook(
        brand=brand,
        slug=content["slug"],
        code=content["code"],
        name_vi=name["vi"],
        name_en=name["en"],
    )


def _first_version(book: Playbook, content: dict[str, Any], hand: User) -> PlaybookVersion:
    return PlaybookVersion(
        playbook=book,
        number=1,
        state=VersionState.PUBLISHED,
        content=content,
        author=hand,
        edited_by=hand,
        published_by=hand,
        published_at=now(),
        review_due_at=next_review(),
        note=NOTE,
    )


def _timers(brand: Brand) -> list[TimerPolicy]:
    return [
        TimerPolicy(
            brand=brand,
            key=timer.key,
            severity=level,
            minutes=minutes,
            working=level in timer.working,
            hard_minutes=timer.hard.get(level),
        )
        for timer in common_data.timers().values()
        for level, minutes in timer.minutes.items()
    ]


def _chains(brand: Brand) -> list[ApprovalChain]:
    return [
        ApprovalChain(brand=brand, kind=kind, severity=level, lane=lane, steps=steps)
        for (kind, level, lane), steps in common_data.chains().items()
    ]


def _legal_clocks(brand: Brand) -> list[LegalClock]:
    return [
        LegalClock(
            brand=brand,
            key=row["key"],
            name_vi=row["name"]["vi"],
            name_en=row["name"]["en"],
            starts_from=row["starts_from"],
            hours=row["hours"],
            owner_role=row["owner_role"],
            types=row["types"],
            note_vi=row["note"]["vi"],
            note_en=row["note"]["en"],
            source_url=row["source_url"],
        )
        for row in common_data.document()["legal_clocks"]
    ]
