"""Cells of tables that the desk hands out."""

from __future__ import annotations

from typing import Any


def harmless(cell: Any) -> Any:
    """A spreadsheet must not take somebody's text for a formula, not even behind white space."""
    if not (isinstance(cell, str) and cell):
        return cell
    risky = cell[0] in "\t\r\n" or cell.lstrip()[:1] in {"=", "+", "-", "@", "|", "%"}
    return f"'{cell}" if risky else cell
