"""Pages above the rooms: everyone's own, made of what they may see."""

from __future__ import annotations

from tests.journeys.rights.policy import BRAND, INSIDERS, PREPARING, RUNNING, STRANGER
from tests.journeys.rights.rows import Rows, get, post

SIGNED_IN = BRAND | {STRANGER}

POLICY = {
    "critical_days": 7, "high_days": 7, "moderate_days": 7, "watch_days": 7, "warn_days": 1,
    "escalate_days": 3,
}  # fmt: skip

ROWS: Rows = {
    "desk:home": [get(SIGNED_IN, lists=True)],
    "desk:notices": [get(SIGNED_IN)],
    "desk:notices-read": [post(SIGNED_IN)],
    "desk:search": [get(SIGNED_IN, query="?q=sao+mai", lists=True)],
    "desk:reports": [get(SIGNED_IN)],
    "desk:reports-csv": [get(SIGNED_IN)],
    "desk:reports-xlsx": [get(SIGNED_IN)],
    "desk:reports-print": [get(SIGNED_IN)],
    "desk:reports-targets": [get(PREPARING | {STRANGER}), post(PREPARING | {STRANGER})],
    "api-metrics": [get(SIGNED_IN)],
    # Empty for viewers, to whom reviews are not shown.
    "desk:action-items": [get(SIGNED_IN)],
    "desk:action-items-print": [get(SIGNED_IN)],
    "desk:lessons": [get(SIGNED_IN)],
    "desk:past-cases": [get(SIGNED_IN)],
    "desk:follow-up": [
        get(INSIDERS | {STRANGER}),
        post(RUNNING | {STRANGER}, body=POLICY),
    ],
}
