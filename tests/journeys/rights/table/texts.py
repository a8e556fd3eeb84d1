"""The library of prepared words: insiders read, managers and lawyers approve, admins may revoke."""

from __future__ import annotations

from typing import Any

from playbooks import texts
from tests.journeys.rights.policy import ADMIN, HEAD, INSIDERS, LEGAL, MANAGER, STRANGER, only
from tests.journeys.rights.rows import Rows, Stranger, get, post

APPROVING = only(MANAGER, HEAD, LEGAL)
OWN_INSIDERS = INSIDERS | {STRANGER}


def text(world: Any) -> dict[str, str]:
    return {"slug": world.playbook.slug, "key": "holding"}


def approved(world: Any) -> dict[str, Any]:
    template = next(t for t in world.published.plan.templates if t.key == "holding")
    return {"languages": ["vi"], "days": 90, "digest_vi": texts.digest(template, "vi")}


def approval(world: Any) -> dict[str, int]:
    return {"pk": world.playbook.text_approvals.get(key="holding", language="vi", ended_at=None).pk}


ROWS: Rows = {
    "texts:library": [get(OWN_INSIDERS)],
    "texts:coverage": [get(OWN_INSIDERS)],
    "texts:print": [get(OWN_INSIDERS, lists=True)],
    "texts:text": [get(INSIDERS, text)],
    "texts:approve": [post(APPROVING, text, approved)],
    "texts:revoke": [post(APPROVING | {ADMIN}, approval, {"reason": "Sai số lô"})],
    "api-templates": [get(INSIDERS, query="?brand=sao-mai", stranger=Stranger.UNSEEN)],
    "api-text-approvals": [get(INSIDERS, query="?brand=sao-mai", stranger=Stranger.UNSEEN)],
}
