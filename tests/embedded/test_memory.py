"""The embedded PostgreSQL takes its part of the memory, of a container's where that is less."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from crisisdesk.embedded import cluster, memory

GIGABYTE = 1 << 30


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of so much memory, and what its container may use."""

    def of(size: int, limit: str | None = None) -> None:
        sizes = {"SC_PHYS_PAGES": size // 4096, "SC_PAGE_SIZE": 4096}
        monkeypatch.setattr(memory.os, "sysconf", sizes.get)
        file = tmp_path / "memory.max"
        if limit is not None:
            file.write_text(f"{limit}\n")
        monkeypatch.setattr(memory, "LIMITS", (file,))

    return of


@pytest.mark.parametrize(
    ("gigabytes", "taken"),
    [(1, "256MB"), (2, "256MB"), (4, "512MB"), (8, "1024MB"), (64, "1024MB")],
)
def test_an_eighth_within_borders(machine, gigabytes, taken):
    machine(gigabytes * GIGABYTE)

    assert memory.shared_buffers() == taken


@pytest.mark.parametrize(
    ("limit", "taken"), [(str(4 * GIGABYTE), "512MB"), ("max", "1024MB"), ("", "1024MB")]
)
def test_a_container_is_smaller_than_its_machine(machine, limit, taken):
    machine(64 * GIGABYTE, limit)

    assert memory.shared_buffers() == taken


def test_throw_away_clusters_stay_small(machine):
    machine(64 * GIGABYTE)
    # A test's own folder may be too long for a socket, which would then ask for another.
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        who = cluster.identity.for_cluster(data)

        assert "shared_buffers=256MB" in cluster.Cluster(data, fast=True)._options(who)
        assert "shared_buffers=1024MB" in cluster.Cluster(data)._options(who)
