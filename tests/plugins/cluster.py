"""Give tests a throw-away PostgreSQL where DATABASE_URL names none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from crisisdesk.embedded import lease, paths

LEASE = pytest.StashKey[lease.Lease]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the settings are read; workers of a divided run inherit the address."""
    if "DATABASE_URL" in os.environ:
        return
    data = Path(tempfile.mkdtemp(prefix="crisisdesk-test-"))
    early_config.stash[LEASE] = lease.acquire(data, fast=True, remove=True)
    os.environ["DATABASE_URL"] = paths.url(data)


def pytest_unconfigure(config: pytest.Config) -> None:
    held = config.stash.get(LEASE, None)
    if held:
        held.release_and_wait()
