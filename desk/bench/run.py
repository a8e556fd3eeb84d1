"""Which benchmarks there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desk.bench import detect, pages, storm, transition
from desk.bench.scratch import scratch_database
from monitoring import bench as monitoring
from monitoring import bench_claims, bench_duplicates, bench_sentiment

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHES: dict[str, Callable[[], dict[str, Any]]] = {
    "ingest": monitoring.ingest,
    "claims": bench_claims.claims,
    "near_duplicates": bench_duplicates.near_duplicates,
    "sentiment": bench_sentiment.sentiment,
    "detect": detect.run,
    "transition": transition.run,
    "pages": pages.run,
    "storm": storm.run,
}


def run(name: str) -> dict[str, Any]:
    """One benchmark on a scratch database."""
    with scratch_database():
        return BENCHES[name]()
