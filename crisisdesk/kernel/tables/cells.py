"""Cells of tables that the desk hands out."""

from __future__ import annotations

from typing import Any

FORMULA = frozenset("=+-@|%")


def harmless(cell: Any) -> Any:
    """A spreadsheet must not take somebody's text for a formula, not even behind white space."""
    return f"'{cell}" if isinstance(cell, str) and _risky(cell) else cell


def as_meant(cell: str) -> str:
    """The cell without the sign that says it is no formula."""
    return cell[1:] if cell[:1] == "'" and _risky(cell[1:]) else cell


def _risky(cell: str) -> bool:
    return cell[:1] in {"\t", "\r", "\n"} or cell.lstrip()[:1] in FORMULA
