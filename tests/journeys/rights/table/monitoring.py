"""What the desk hears: signals, mentions, watches, sources."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMINS,
    BRAND,
    INSIDERS,
    MEMBER,
    PUBLIC,
    RUNNING,
    STRANGER,
    TAKING_IN,
    WORKING,
)
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
    return {"act": "attach", "mention": [world.mention.pk], "incident": world.case.number}


def searched(world: Any) -> dict[str, Any]:
    return {"name": "Tiêu cực", "query": "label=negative"}


def given(world: Any) -> dict[str, Any]:
    return {"to": world.people[MEMBER].email}


def platforms(_world: Any) -> dict[str, Any]:
    return {"active": "on", "negative": "on", "platforms": ["facebook"], "min_reach": "0"}


#: The same act again and again: the answer is taken back after each call.
REPLY = {"reply": "Chúng tôi đang kiểm tra"}


def table(_world: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.csv", b"text,posted_at\nla,2026-01-01T00:00\n")}


def columns(world: Any) -> dict[str, str]:
    return {name: str(column) for name, column in world.job.mapping.items()}


def named_columns(world: Any) -> dict[str, str]:
    return {**columns(world), "save_as": "Công cụ nghe"}


def later(_world: Any) -> dict[str, str]:
    return {"review_at": (now() + timedelta(hours=4)).isoformat()}


def match(world: Any) -> dict[str, int]:
    return {"pk": world.known.pk, "match": world.match.pk}


def decided(world: Any) -> dict[str, int]:
    return {"match": world.match.pk}


def claimed(world: Any) -> dict[str, Any]:
    return {"incident": world.case.number, "text": "Sữa sắp bị cấm"}


def answered(_world: Any) -> dict[str, str]:
    return {"platform": "facebook", "at": now().strftime("%Y-%m-%dT%H:%M")}


signal = row("signal")
source = row("source")
cluster = row("cluster")
polled = row("polled")
FIELDS = {"text": "items[].message", "posted_at": "items[].at"}
WATCH = {"name": "Sữa", "words": "sữa", "sensitivity": "normal", "min_count": "10",
         "active": "on"}  # fmt: skip
MENTION = {"text": "Sữa lạ", "platform": "facebook"}
ERASED = {"handle": "@nguoi_la", "reason": "thư ngày 3/3", "texts": "keep"}
SPAM = {"reason": "spam"}
FEED = {"name": "Báo", "url": "http://127.0.0.1/rss"}

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
    "monitoring:shares": [get(SIGNED_IN, query="?period=all")],
    "monitoring:bulk": [
        post(WORKING, body=attached, stranger=Stranger.OWN, label="attach"),
        post(WORKING, body=lambda w: {"act": "ask", "mention": [w.mention.pk]}, **OWN, label="ask"),
    ],
    "monitoring:export": [
        get(INSIDERS, query="?period=all"), post(INSIDERS, query="?period=all", lists=True),
    ],
    "monitoring:search-save": [post(SIGNED_IN, body=searched)],
    # Her own, shared: the others see it and may not delete it, but for those who run the desk.
    "monitoring:search-delete": [post(RUNNING | {MEMBER}, row("search"))],
    "monitoring:mention": [get(BRAND, row("mention"))],
    "monitoring:mention-triage": [post(WORKING, row("mention"), {"act": "close"})],
    "monitoring:mention-answer": [post(WORKING, row("mention"), REPLY)],
    "monitoring:mention-reopen": [post(WORKING, row("settled"))],
    "monitoring:inbox": [get(SIGNED_IN, lists=True)],
    "monitoring:watch-answers": [
        get(RUNNING, row("watch")), post(RUNNING, row("watch"), platforms),
    ],
    "monitoring:clusters": [get(SIGNED_IN, lists=True)],
    "monitoring:cluster-attach": [
        get(WORKING, cluster), post(WORKING, cluster, lambda w: {"incident": w.case.number}),
    ],
    "monitoring:cluster-dismiss": [post(WORKING, cluster)],
    "monitoring:cluster-restore": [post(WORKING, cluster)],
    "monitoring:note-rung": [post(WORKING, lambda w: {"reference": w.case.reference})],
    "monitoring:enter": [get(TAKING_IN | {STRANGER}), post(TAKING_IN | {STRANGER}, body=MENTION)],
    # The picture shows who said it.
    "monitoring:screenshot": [get(INSIDERS, row("shot"))],
    "monitoring:label": [post(WORKING, row("mention"), {"label": "neutral"})],
    # F5 "see public and internal items": what is false about a brand, its insiders know.
    "monitoring:claims": [get(INSIDERS | {STRANGER}, lists=True)],
    "monitoring:claims-review": [get(INSIDERS | {STRANGER}, lists=True)],
    "monitoring:claims-decide": [post(WORKING, row("mention"), decided)],
    "monitoring:claim": [get(INSIDERS, row("known"))],
    "monitoring:claim-expect": [
        get(WORKING, row("known")), post(WORKING, row("known"), {"expected_reach": "900"}),
    ],
    "monitoring:claim-answer": [
        get(WORKING, row("known")), post(WORKING, row("known"), answered),
    ],
    "monitoring:claim-answer-edit": [
        get(WORKING, row("answer")), post(WORKING, row("answer"), answered),
    ],
    "monitoring:claim-from-mention": [
        get(WORKING, row("mention")), post(WORKING, row("mention"), claimed),
    ],
    "monitoring:sentiment": [get(SIGNED_IN, lists=True)],
    "monitoring:sentiment-shipped": [post(RUNNING | {STRANGER}, stranger=Stranger.OWN)],
    "monitoring:sentiment-use": [post(RUNNING, row("judge"))],
    "monitoring:import": [get(TAKING_IN | {STRANGER}), post(TAKING_IN | {STRANGER}, body=table)],
    "monitoring:import-file": [get(TAKING_IN, row("job")), post(TAKING_IN, row("job"), columns)],
    "monitoring:import-faults": [get(TAKING_IN, row("job"))],
    "monitoring:import-sheet": [
        post(TAKING_IN, row("job"), {"sheet": "", "header_line": "1"}),
    ],
    "monitoring:import-cancel": [post(TAKING_IN, row("job"))],
    "monitoring:mapping": [
        get(TAKING_IN, row("mapping")), post(TAKING_IN, row("mapping"), named_columns),
    ],
    "monitoring:mapping-forget": [post(TAKING_IN, row("mapping"))],
    "monitoring:sources": [get(SIGNED_IN, lists=True)],
    "monitoring:source-new": [
        get(RUNNING | {STRANGER}),
        post(RUNNING | {STRANGER}, body={"name": "Nghe", "kind": "webhook", "platform": ""}),
    ],
    "monitoring:connection-new": [
        get(RUNNING | {STRANGER}, lambda _w: {"kind": "rss"}),
        post(RUNNING | {STRANGER}, lambda _w: {"kind": "rss"}, FEED),
    ],
    "monitoring:connection": [get(RUNNING, polled), post(RUNNING, polled, FEED)],
    "monitoring:source-test": [post(RUNNING, polled)],
    "monitoring:source-poll": [post(RUNNING, polled)],
    "monitoring:source": [get(RUNNING, source), post(RUNNING, source, {"name": "Nghe"})],
    "monitoring:source-token": [post(RUNNING, source)],
    "monitoring:source-secret": [post(RUNNING, source)],
    "monitoring:source-unsigned": [post(RUNNING, source)],
    # Texts go by the admin's rule; an author is erased by whoever runs the desk.
    "monitoring:retention": [get(RUNNING | {STRANGER})],
    "monitoring:retention-months": [
        get(ADMINS), post(ADMINS, body={"keep_months": "12"}),
    ],
    "monitoring:erase": [
        get(RUNNING | {STRANGER}), post(RUNNING | {STRANGER}, body=ERASED),
    ],
    "monitoring:source-fields": [get(RUNNING, source), post(RUNNING, source, FIELDS)],
    "monitoring:source-fields-drop": [post(RUNNING, source)],
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
    "api-mention": [get(BRAND, row("mention"))],
    "api-mention-answers": [get(BRAND, row("mention"))],
    "api-inbox": [get(SIGNED_IN, lists=True)],
    "api-inbox-item": [get(BRAND, row("settled")), post(WORKING, row("mention"), {})],
    "api-inbox-assign": [post(WORKING, row("mention"), given)],
    "api-inbox-answer": [post(WORKING, row("mention"), REPLY)],
    "api-inbox-close": [post(WORKING, row("mention"), {})],
    "api-inbox-reopen": [post(WORKING, row("settled"), {})],
    # The address is the key.
    "api-intake": [post(PUBLIC, lambda w: {"token": w.source_token}, heard)],
    "api-clusters": [get(SIGNED_IN, lists=True)],
    "api-cluster": [get(BRAND, cluster)],
    "api-signals": [
        get(SIGNED_IN, lists=True), post(BRAND, body=in_brand(title="Có chuyện"), **NAMED),
    ],
    "api-signal": [get(BRAND, signal)],
    "api-signal-open": [post(WORKING, signal, {})],
    "api-signal-link": [post(WORKING, signal, lambda w: {"incident": w.case.reference})],
    "api-signal-watch": [post(WORKING, signal, later)],
    "api-signal-dismiss": [post(WORKING, signal, SPAM)],
    "api-known-claims": [
        get(INSIDERS | {STRANGER}, lists=True, roles=tuple(INSIDERS | {STRANGER})),
        post(WORKING, body=lambda w: {"incident": w.case.reference, "text": "Sai"}, **NAMED),
    ],
    "api-known-claim": [get(INSIDERS, row("known"), seen_by=INSIDERS)],
    "api-known-claim-matches": [get(INSIDERS, row("known"), seen_by=INSIDERS)],
    "api-known-claim-confirm": [post(WORKING, match, {}, seen_by=INSIDERS)],
    "api-known-claim-refuse": [post(WORKING, match, {}, seen_by=INSIDERS)],
    "api-watches": [
        get(SIGNED_IN, lists=True),
        post(RUNNING, body=in_brand(name="Sữa", words=["sữa"]), **NAMED),
    ],
    "api-watch": [get(BRAND, row("watch")), patch(RUNNING, row("watch"), {"active": False})],
    "api-sources": [
        get(SIGNED_IN, lists=True),
        post(RUNNING, body=in_brand(name="Nghe", kind="webhook"), **NAMED),
    ],
    "api-source-poll": [post(RUNNING, polled)],
    "api-source-test": [post(RUNNING, polled)],
    "api-source": [get(BRAND, source), patch(RUNNING, source, {"active": False})],
}  # fmt: skip
