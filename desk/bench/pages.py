"""Server time and queries of the main pages at two sizes, beside an empty view on the same server."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.bench import people, rows
from desk.bench.timing import figures
from monitoring.models import Signal

SIZES = ((2_000, 100_000), (20_000, 1_000_000))
ROUNDS = 15
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def run() -> dict[str, Any]:
    """Median and p95 in milliseconds and the query count of each page, small and large."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    brand, person = people.brand_with_manager()
    figure, limit = {}, {}
    have = (0, 0)
    for cases, mentions in SIZES:
        rows.fill(brand, person, cases - have[0], mentions - have[1], after=have)
        have = (cases, mentions)
        client = Client()
        client.force_login(person, backend=BACKEND)
        name = f"{cases} incidents, {mentions} mentions"
        figure[name] = {page: _page(client, url) for page, url in _pages(brand).items()}
        limit[f"empty view, {name}"] = _page(client, "/healthz")
    return {"figure": figure, "limit": limit}


def _pages(brand: Any) -> dict[str, str]:
    return {
        "home": "/",
        "incident list": "/incidents/",
        "war room": f"/incidents/INC-{rows.NEWEST}/",
        "approvals": "/statements/approvals/",
        "mentions explorer": "/monitoring/mentions/",
        "mentions by word": "/monitoring/mentions/?q=sua",
        "inbox": "/monitoring/inbox/",
        "clusters": "/monitoring/clusters/",
        "claims": "/monitoring/claims/",
        "claims review": "/monitoring/claims/review/",
        "signals": "/monitoring/signals/",
        "signal": f"/monitoring/signals/{Signal.objects.get(brand=brand).pk}/",
        "search": "/search/?q=sua",
        "newsroom": f"/newsroom/{brand.slug}/",
    }


def _page(client: Client, url: str) -> dict[str, Any]:
    answer = client.get(url)
    if answer.status_code != 200:  # noqa: PLR2004 -- anything else is no page
        message = f"{url} answered {answer.status_code}."
        raise RuntimeError(message)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    # Counted at once: the next request clears the log.
    count = len(queries)
    taken = []
    for _number in range(ROUNDS):
        begun = time.perf_counter()
        client.get(url)
        taken.append((time.perf_counter() - begun) * 1000)
    return {**figures(taken), "queries": count}
