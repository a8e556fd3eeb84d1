"""How hard a property is tried: some examples in the usual run, many where long tests run as well.

Examples that have a row in the database cost a transaction each; twenty tests of them took half a
minute of every run. `@tried(10, 100)` stands where Hypothesis' `@settings` would.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_thorough = False


def pytest_configure(config: pytest.Config) -> None:
    """Before the tests are collected, here and in each worker."""
    global _thorough  # noqa: PLW0603 -- a run is one or the other
    _thorough = "not long" not in config.option.markexpr
    # A loaded machine is slow, and that is no fault of what is tried.
    settings.register_profile(
        "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("patient")


def thorough() -> bool:
    """Whether long tests run as well."""
    return _thorough


def tried(few: int, many: int) -> Any:
    """The settings of a property whose rows are taken back by the test."""
    return settings(
        max_examples=many if _thorough else few,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
