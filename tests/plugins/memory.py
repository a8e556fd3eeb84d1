"""Spare the collector of cyclic garbage what never becomes garbage.

Modules, models and collected tests are a million objects that live to the end. Walking through
them again and again took nine of twenty seconds of collecting, and a twelfth of the rest.
"""

from __future__ import annotations

import gc

import pytest

#: Allocations between two looks at the youngest objects; Python's 700 are for small programs.
BETWEEN_LOOKS = 50_000


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Nothing of what is imported and collected from here on goes away."""
    gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """In a divided run also where nothing was collected."""
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS, 10, 10)
    gc.enable()
