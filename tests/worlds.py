"""A world that the tests of one module share: built once, and each test finds it untouched.

Everything is written in one transaction that ends with the module; a test's own is taken back inside
of it. Rows are fetched anew by each test, for what a test changes in memory stays in memory. A module
whose tests have real transactions cannot share one.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

World = dict[str, tuple[type["Model"], int]]


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """Build inside; it stands until the block is left."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def kept(**rows: Model) -> World:
    """The world is whole: where its rows are, by name."""
    settle()
    return {name: (type(row), row.pk) for name, row in rows.items()}


def settle() -> None:
    """Check now what hangs on what: taken back with each test, it would be checked after each."""
    connection.check_constraints()


def again(name: str) -> Any:
    """A fixture: the row of this name in the module's fixture `shared`, fetched anew."""

    @pytest.fixture(name=name)
    def fetched(shared: World, db: None) -> Model:
        model, key = shared[name]
        return model._base_manager.get(pk=key)

    return fetched


def can_stand(request: pytest.FixtureRequest) -> bool:
    """Whether this module's tests are taken back one by one."""
    marks = getattr(request.module, "pytestmark", [])
    marks = marks if isinstance(marks, list) else [marks]
    return not any(mark.name == "django_db" and mark.kwargs.get("transaction") for mark in marks)
