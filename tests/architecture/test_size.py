"""Files and functions that can be read at one sitting, and say what they do."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings

from tests.architecture.source import ROOT, Module, modules

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
MOST_STATEMENTS_OF_A_TASK = 8


@pytest.mark.parametrize("module", modules(), ids=str)
def test_no_file_is_longer_than_one_reads(module: Module) -> None:
    assert module.lines <= MOST_LINES


def test_no_function_is_longer_than_one_grasps() -> None:
    long = {
        f"{module}: {function.name}": length
        for module in modules()
        for function in module.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }

    assert long == {}


def test_tasks_hand_on_to_a_service() -> None:
    tasks = {
        f"{module}: {function.name}": statements(function)
        for module in modules()
        if module.name == f"{module.room}/tasks.py"
        for function in module.functions()
        if any("task" in ast.unparse(mark) for mark in function.decorator_list)
    }

    assert len(tasks) >= 5
    assert {name: n for name, n in tasks.items() if n > MOST_STATEMENTS_OF_A_TASK} == {}


def statements(function: ast.AST) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def test_every_public_service_says_what_it_does() -> None:
    silent = [
        f"{module}: {node.name}"
        for module in modules()
        if module.is_service
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_every_migration_is_named_by_its_intent() -> None:
    unnamed = [
        path.relative_to(ROOT).as_posix()
        for room in settings.ROOMS
        for path in (ROOT / room / "migrations").glob("*_auto_*.py")
    ]

    assert unnamed == []
