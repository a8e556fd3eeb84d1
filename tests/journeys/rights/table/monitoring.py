"""What the desk hears: signals, mentions, watches, sources."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import BRAND, PUBLIC, RUNNING, STRANGER, TAKING_IN, WORKING
from tests.journeys.rights.rows import Rows, Stranger, get, patch, post

SIGNED_IN = BRAND | {STRANGER}
OWN = {"stranger": Stranger.OWN}
NAMED = {"stranger": Stranger.NAMED}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def in_brand(**data: Any) -> Any:
    return lambda world: {"brand": world.brand.slug, **data}


def heard(world: Any) -> list[dict[str, Any]]:
    said = {"text": "lạ quá", "posted_at": now().isoformat(), "external_id": "n1"}
    return [{"brand": world.brand.slug, **said}]


def attached(world: Any) -> dict[str, Any]:
    return {"mention": [world.mention.pk], "incident": world.case.number}


def table(_world: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.csv", b"text,posted_at\nla,2026-01-01T00:00\n")}


def columns(world: Any) -> dict[str, str]:
    return {name: str(column) for name, column in world.job.mapping.items()}


def later(_world: Any) -> dict[str, str]:
    return {"review_at": (now() + timedelta(hours=4)).isoformat()}


signal = row("signal")
source = row("source")
WATCH = {"name": "Sữa", "words": "sữa", "sensitivity": "normal", "min_count": "10",
         "active": "on"}  # fmt: skip
MENTION = {"text": "Sữa lạ", "platform": "facebook"}
SPAM = {"reason": "spam"}

ROWS: Rows = {
    "monitoring:signals": [get(SIGNED_IN, lists=True)],
    # F5: everyone of the brand may raise a signal.
    "monitoring:raise": [
        get(SIGNED_IN), post(SIGNED_IN, body={"title": "Có chuyện"}),
    ],
    "monitoring:signal": [get(BRAND, signal)],
    "monitoring:signal-open": [get(WORKING, signal), post(WORKING, signal, {"title": "Sữa"})],
    "monitoring:signal-link": [
        get(WORKING, signal), post(WORKING, signal, lambda w: {"incident": w.case.number}),
    ],
    "monitoring:signal-watch": [get(WORKING, signal), post(WORKING, signal, {"hours": "4"})],
    "monitoring:signal-dismiss": [get(WORKING, signal), post(WORKING, signal, SPAM)],
    "monitoring:signal-wake": [post(WORKING, row("watched"))],
    "monitoring:mentions": [get(SIGNED_IN, query="?period=all", lists=True)],
    "monitoring:attach": [post(WORKING, body=attached, stranger=Stranger.OWN)],
    "monitoring:enter": [get(TAKING_IN | {STRANGER}), post(TAKING_IN | {STRANGER}, body=MENTION)],
    "monitoring:label": [post(WORKING, row("mention"), {"label": "neutral"})],
    "monitoring:import": [get(TAKING_IN | {STRANGER}), post(TAKING_IN | {STRANGER}, body=table)],
    "monitoring:import-file": [get(TAKING_IN, row("job")), post(TAKING_IN, row("job"), columns)],
    "monitoring:import-faults": [get(TAKING_IN, row("job"))],
    "monitoring:sources": [get(SIGNED_IN, lists=True)],
    "monitoring:source-new": [
        get(RUNNING | {STRANGER}),
        post(RUNNING | {STRANGER}, body={"name": "Nghe", "kind": "webhook", "platform": ""}),
    ],
    "monitoring:source": [get(RUNNING, source), post(RUNNING, source, {"name": "Nghe"})],
    "monitoring:source-token": [post(RUNNING, source)],
    "monitoring:source-secret": [post(RUNNING, source)],
    "monitoring:source-unsigned": [post(RUNNING, source)],
    "monitoring:watches": [get(SIGNED_IN, lists=True)],
    "monitoring:watch-new": [
        get(RUNNING | {STRANGER}), post(RUNNING | {STRANGER}, body=WATCH),
    ],
    "monitoring:watch": [get(RUNNING, row("watch")), post(RUNNING, row("watch"), WATCH)],
    "monitoring:watch-trial": [get(BRAND, row("watch"))],
    "monitoring:watch-apply": [
        post(RUNNING, row("watch"), {"sensitivity": "high", "min_count": "12"}),
    ],
    "monitoring:tuning-undo": [post(RUNNING, row("tuning"))],
    "monitoring:rules": [
        get(RUNNING | {STRANGER}), post(RUNNING | {STRANGER}, body={"big_source": "50000"}),
    ],
    "api-watch-trial": [get(BRAND, row("watch"))],
    "api-mentions": [
        get(SIGNED_IN, lists=True),
        # Item by item: a brand that one may not feed is one bad item among good ones.
        post(SIGNED_IN, body=heard),
    ],
    # The address is the key.
    "api-intake": [post(PUBLIC, lambda w: {"token": w.source_token}, heard)],
    "api-signals": [
        get(SIGNED_IN, lists=True), post(BRAND, body=in_brand(title="Có chuyện"), **NAMED),
    ],
    "api-signal": [get(BRAND, signal)],
    "api-signal-open": [post(WORKING, signal, {})],
    "api-signal-link": [post(WORKING, signal, lambda w: {"incident": w.case.reference})],
    "api-signal-watch": [post(WORKING, signal, later)],
    "api-signal-dismiss": [post(WORKING, signal, SPAM)],
    "api-watches": [
        get(SIGNED_IN, lists=True),
        post(RUNNING, body=in_brand(name="Sữa", words=["sữa"]), **NAMED),
    ],
    "api-watch": [get(BRAND, row("watch")), patch(RUNNING, row("watch"), {"active": False})],
    "api-sources": [
        get(SIGNED_IN, lists=True),
        post(RUNNING, body=in_brand(name="Nghe", kind="webhook"), **NAMED),
    ],
    "api-source": [get(BRAND, source), patch(RUNNING, source, {"active": False})],
}  # fmt: skip
