"""Plans and policies: admins write, a second person puts in force, insiders read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from playbooks import services
from tests.journeys.rights.policy import (
    ADMIN,
    ADMINS,
    BRAND,
    HEAD,
    INSIDERS,
    LAWYER,
    LEGAL,
    MANAGER,
    PREPARING,
    SECOND_PERSON,
    STRANGER,
    SUGGESTING,
    only,
)
from tests.journeys.rights.rows import Rows, Stranger, get, post, put

OWN_INSIDERS = INSIDERS | {STRANGER}


def book(world: Any) -> dict[str, Any]:
    return {"slug": world.playbook.slug}


def same_risk(world: Any) -> dict[str, Any]:
    risk = world.risk
    fields = ("title", "why", "likelihood", "impact")
    return {"playbook": risk.playbook_id, **{name: getattr(risk, name) for name in fields}}


def draft_book(world: Any) -> dict[str, Any]:
    return {"slug": world.draft_book.slug}


def version(name: str, book: str) -> Any:
    return lambda w: {"slug": getattr(w, book).slug, "number": getattr(w, name).number}


in_force = version("published", "playbook")
draft = version("draft_version", "draft_book")
in_review = version("review_version", "review_book")


def move(name: str, at: Any) -> Any:
    return lambda world: {**at(world), "name": name}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def file(world: Any) -> dict[str, str]:
    return {"text": services.export_yaml(world.draft_version), "brand": world.brand.slug}


def parcel(world: Any) -> dict[str, str]:
    return {"yaml": services.export_yaml(world.draft_version), "brand": world.brand.slug}


def chain(_world: Any) -> dict[str, str]:
    return {"kind": "holding", "severity": "moderate", "lane": "full"}


STEPS = {
    "step-TOTAL_FORMS": "1", "step-INITIAL_FORMS": "0", "step-0-order": "1", "step-0-mode": "any",
    "step-0-holders": "comms_manager", "step-0-backup": "comms_head",
}  # fmt: skip


def handed_over(world: Any) -> dict[str, str]:
    """The lawyer signs as comms manager the week after next."""
    return {
        "brand": world.brand.slug, "office": "comms_manager", "reason": "nghỉ phép",
        "to": world.people[LEGAL].email,
        "starts_at": (now() + timedelta(days=14)).isoformat(),
        "ends_at": (now() + timedelta(days=15)).isoformat(),
    }  # fmt: skip


STAKEHOLDER = {"name": "Báo Mới", "order": "1", "organisation": "", "email": "", "phone": ""}
LEGAL_CLOCK = {
    "name_vi": "Trả lời thanh tra", "name_en": "Answer", "starts_from": "received",
    "owner_role": "legal", "hours": "24",
}  # fmt: skip
#: The admin who takes it back, or the second person who is not content.
RETURNING = ADMINS | SECOND_PERSON

ROWS: Rows = {
    "playbooks:list": [get(BRAND | {STRANGER}, lists=True)],
    "playbooks:import": [get(ADMINS), post(ADMINS, body=file)],
    "playbooks:timers": [get(OWN_INSIDERS), post(ADMINS, body={"warning_least": "2"})],
    "playbooks:reset_timers": [post(ADMINS, stranger=Stranger.OWN)],
    "playbooks:legal_clocks": [get(OWN_INSIDERS)],
    "playbooks:new_legal_clock": [get(ADMINS), post(ADMINS, body=LEGAL_CLOCK)],
    "playbooks:legal_clock": [
        get(ADMINS, row("legal_clock")), post(ADMINS, row("legal_clock")),
    ],
    "playbooks:confirm_legal_clock": [post(LAWYER, row("legal_clock"))],
    "playbooks:chains": [get(OWN_INSIDERS)],
    "playbooks:chain": [
        get(OWN_INSIDERS, chain, stranger=Stranger.OWN),
        post(ADMINS, chain, STEPS, stranger=Stranger.OWN),
    ],
    "playbooks:reset_chain": [post(ADMINS, chain, stranger=Stranger.OWN)],
    # Whoever holds no office is told so on the page; the service checks the office again.
    "playbooks:delegations": [
        get(OWN_INSIDERS), post(OWN_INSIDERS),
    ],
    # The giver, the delegate who gives it back, an admin.
    "playbooks:revoke_delegation": [post(only(MANAGER, LEGAL, ADMIN), row("delegation"))],
    "playbooks:deputies": [get(ADMINS), post(ADMINS)],
    "playbooks:stakeholders": [get(OWN_INSIDERS, lists=True)],
    "playbooks:new_stakeholder": [get(ADMINS), post(ADMINS, body=STAKEHOLDER)],
    "playbooks:stakeholder": [
        get(ADMINS, row("stakeholder")), post(ADMINS, row("stakeholder"), STAKEHOLDER),
    ],
    "playbooks:remove_stakeholder": [post(ADMINS, row("stakeholder"))],
    "playbooks:risks": [get(OWN_INSIDERS, lists=True)],
    "playbooks:new_risk": [get(PREPARING), post(PREPARING)],
    "playbooks:risk": [get(PREPARING, row("risk")), post(PREPARING, row("risk"), same_risk)],
    "playbooks:close_risk": [post(PREPARING, row("risk"))],
    "playbooks:answer": [
        get(ADMINS, row("suggestion")), post(ADMINS, row("suggestion"), {"answer": "Đã ghi"}),
    ],
    # The world's draft is open, so that taking over writes into it.
    "playbooks:proposal": [get(ADMINS, row("proposal")), post(ADMINS, row("proposal"))],
    "playbooks:take_proposal": [post(ADMINS, row("proposal"))],
    "playbooks:decline_proposal": [post(ADMINS, row("proposal"), {"reason": "Đã có"})],
    "playbooks:detail": [get(INSIDERS, book)],
    "playbooks:begin": [post(ADMINS, book)],
    "playbooks:edit": [get(ADMINS, draft_book), post(ADMINS, draft_book)],
    "playbooks:suggest": [post(SUGGESTING, book, {"text": "Thêm một câu hỏi"})],
    "playbooks:version": [get(INSIDERS, in_force), get(INSIDERS, draft, label="draft")],
    "playbooks:changes": [get(INSIDERS, draft)],
    "playbooks:preview": [get(INSIDERS, in_force)],
    "playbooks:compare": [get(INSIDERS, book)],
    "playbooks:export": [get(INSIDERS, in_force)],
    # Who is an admin of no other brand is told so on the page.
    "playbooks:copy": [get(INSIDERS, in_force), post(INSIDERS, in_force)],
    "playbooks:discard": [post(ADMINS, draft)],
    "playbooks:submit": [post(ADMINS, draft)],
    "playbooks:publish": [post(SECOND_PERSON, in_review)],
    "playbooks:return": [post(RETURNING, in_review, {"reason": "Thiếu số điện thoại"})],
    "playbooks:retire": [get(ADMINS, in_force), post(ADMINS, in_force, {"reason": "Gộp vào C7"})],
    "api-delegations": [
        get(BRAND | {STRANGER}), post(only(MANAGER, HEAD), body=handed_over, stranger=Stranger.NAMED),
    ],
    "api-revocation": [post(only(MANAGER, LEGAL, ADMIN), row("delegation"))],
    "api-legal-clocks": [get(BRAND | {STRANGER})],
    "api-legal-confirmation": [post(LAWYER, row("legal_clock"))],
    "api-playbooks": [get(BRAND | {STRANGER})],
    "api-playbook-import": [post(ADMINS, body=parcel, stranger=Stranger.NAMED)],
    "api-playbook": [get(BRAND, book)],
    "api-versions": [get(INSIDERS, book), post(ADMINS, book, {"note": "mới"})],
    "api-version": [
        get(INSIDERS, in_force),
        put(ADMINS, draft, lambda w: {"content": w.draft_version.content, "note": "sửa"}),
    ],
    "api-version-export": [get(INSIDERS, in_force)],
    "api-version-transition": [
        post(ADMINS, move("submit", draft), {}, label="submit"),
        post(SECOND_PERSON, move("publish", in_review), {}, label="publish"),
        post(RETURNING, move("return_to_draft", in_review), {"reason": "x"}, label="return"),
        post(ADMINS, move("retire", in_force), {"reason": "Gộp vào C7"}, label="retire"),
    ],
}  # fmt: skip
