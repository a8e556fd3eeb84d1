"""The project's own Python, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: Texts and code that are data, made by a tool or kept as they were when they ran.
NOT_CODE = {"migrations", "seed", "corpus"}


@dataclass(frozen=True, eq=False)
class Module:
    """One file of the project."""

    name: str
    text: str
    tree: ast.Module

    def __repr__(self) -> str:
        return self.name

    @property
    def room(self) -> str:
        return self.name.partition("/")[0]

    @property
    def is_service(self) -> bool:
        return "/services/" in self.name or self.name.endswith("/services.py")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, walked once for all who ask."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every constant text."""
        constants = (node.value for node in self.nodes if isinstance(node, ast.Constant))
        return frozenset(value for value in constants if isinstance(value, str))

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Call):
                found.setdefault(called(node), []).append(node)
        return found

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of functions or methods of these names."""
        for name in dict.fromkeys(names):
            yield from self._calls.get(name, [])


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


@cache
def modules() -> tuple[Module, ...]:
    """Every file of every room, without tests and what is not code."""
    found = [path for room in [*settings.ROOMS, "tools"] for path in (ROOT / room).rglob("*.py")]
    return tuple(_read(path) for path in sorted(found) if not NOT_CODE & set(path.parts))


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
