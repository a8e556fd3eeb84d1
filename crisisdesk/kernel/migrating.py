"""Migrations that build their models once a step instead of once an operation.

Django builds a model and all that hang together with it anew after every operation. With more than
a hundred models that is nearly all the time a fresh desk waits. Here operations that follow each
other and need no state in between make one step; the SQL is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

#: What comes with the table when its model is created in the same step.
_WITH_TABLE = (migrations.AddField, migrations.AddConstraint, migrations.AddIndex)
_SIMPLE = (
    migrations.CreateModel,
    *_WITH_TABLE,
    migrations.AlterField,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    AddTrigger,
)


class Migration(migrations.Migration):
    """Its operations, taken together where they can be."""

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        self.operations = list(steps(self.operations))


def steps(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Runs of operations as one, all others as they are."""
    run: list[Operation] = []
    for operation in operations:
        if run and not _may_follow(run, operation):
            yield Step(run)
            run = []
        if isinstance(operation, _SIMPLE):
            run.append(operation)
        else:
            yield operation
    if run:
        yield Step(run)


def _may_follow(run: Sequence[Operation], operation: Operation) -> bool:
    """Whether it needs nothing that only the end of the run would bring about."""
    if not isinstance(operation, _SIMPLE):
        return False
    if isinstance(operation, (migrations.CreateModel, *_WITH_TABLE)):
        return True
    # A new table, and a field that is added or altered a second time, must be there first.
    return all(
        not isinstance(earlier, migrations.CreateModel) or earlier.name_lower != _model(operation)
        for earlier in run
    ) and all(_place(earlier) != _place(operation) for earlier in run)


def _model(operation: Any) -> str:
    return operation.model_name.lower()


def _place(operation: Any) -> tuple[str, str]:
    """The model and the field, constraint, index or trigger that it is about."""
    if isinstance(operation, migrations.CreateModel):
        return operation.name_lower, ""
    named = getattr(operation, "constraint", getattr(operation, "index", operation))
    named = getattr(operation, "trigger", named)
    return _model(operation), named.name.lower()


class Step(Operation):
    """Several operations from one state to another."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        self._created = {
            one.name_lower for one in self.operations if isinstance(one, migrations.CreateModel)
        }

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        with _built_once(state):
            for one in self.operations:
                one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for one in self._of_their_own():
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for one in reversed(self._of_their_own()):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def _of_their_own(self) -> list[Operation]:
        """Those that do not come or go with their table."""
        return [
            one
            for one in self.operations
            if not (isinstance(one, _WITH_TABLE) and _model(one) in self._created)
        ]

    def describe(self) -> str:
        return "; ".join(one.describe() for one in self.operations)


@contextmanager
def _built_once(state: ProjectState) -> Iterator[None]:
    """Note which models the operations change, and build them at the end."""
    changed: set[tuple[str, str]] = set()

    def one(app_label: str, model_name: str, delay: bool = False) -> None:
        changed.add((app_label, model_name))

    def several(models: Any, delay: bool = True) -> None:
        changed.update(models)

    _shadow(state, reload_model=one, reload_models=several)
    try:
        yield
    finally:
        del state.reload_model, state.reload_models
    state.reload_models(changed, delay=False)


def _shadow(state: ProjectState, **methods: Callable[..., None]) -> None:
    vars(state).update(methods)
