"""One browser for each worker; every test gets windows of its own, and they are closed after it.

Starting a browser and its driver takes longer than most of what is tried in it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds; a loaded machine needs longer than Playwright's five seconds.
PATIENCE = 15_000

Started = tuple["Browser", asyncio.AbstractEventLoop]


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Started]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: the tests in the browser are skipped")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield program, loop
        asyncio._set_running_loop(loop)
        program.close()


def close_windows(program: Browser) -> None:
    for context in program.contexts:
        context.close()


@pytest.fixture
def browser(_chromium: Started, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The driver runs a loop in this thread: whatever uses no browser must not meet it."""
    program, loop = _chromium
    # The tests themselves still ask the database from here.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    asyncio._set_running_loop(loop)
    try:
        yield program
        close_windows(program)
        # Those opened under the driver's loop are others than those that the database closes.
        connections.close_all()
    finally:
        asyncio._set_running_loop(None)
