"""One row of a plan's content: finding it, and putting a proposal's row in its place."""

from __future__ import annotations

from copy import deepcopy
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from playbooks.enums import ChangeKind

if TYPE_CHECKING:
    from playbooks.models import Proposal

Row = dict[str, Any]
#: Early signs whose words are so alike are taken for one that was reworded.
ALIKE = 0.5


def identity(row: Row) -> str:
    return str(row.get("key") or row["vi"])


def found(content: dict[str, Any], part: str, wanted: str) -> Row | None:
    """The row of a part that is known by this identifier or these words."""
    rows = content.get(part, [])
    return next((row for row in rows if wanted and identity(row) == wanted), None)


def applied(content: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """The content with the proposal in it."""
    content = deepcopy(content)
    rows = content[proposal.part]
    if proposal.kind == ChangeKind.ADD:
        rows.append(proposal.row)
        return content
    at = next(n for n, row in enumerate(rows) if identity(row) == proposal.stood)
    rows[at : at + 1] = [proposal.row] if proposal.kind == ChangeKind.CHANGE else []
    return content


def carried(content: dict[str, Any], before: dict[str, Any], proposal: Proposal) -> Row | None:
    """The row that stands for the proposal in a version, as it was worded in the end.

    For a row to be taken out it is the row that is gone. None where the version does not carry
    the change: it was undone in the draft.
    """
    old = found(before, proposal.part, proposal.stood)
    if proposal.kind == ChangeKind.REMOVE:
        gone = found(content, proposal.part, proposal.stood) is None
        return (old or proposal.before) if gone else None
    row = found(content, proposal.part, proposal.identity) or _reworded(content, before, proposal)
    return None if row == old else row


def _reworded(content: dict[str, Any], before: dict[str, Any], proposal: Proposal) -> Row | None:
    """The row after somebody gave it another identifier in the draft, or polished its words.

    One with an identifier is known by its words then, one without by words that are close.
    """
    known = {identity(row) for row in before.get(proposal.part, [])}
    rows = [row for row in content.get(proposal.part, []) if identity(row) not in known]
    if proposal.key:
        return next((row for row in rows if _same_words(row, proposal.row or {})), None)
    fresh = [identity(row) for row in rows]
    close = get_close_matches(proposal.identity, fresh, 1, ALIKE)
    return found(content, proposal.part, close[0]) if close else None


def _same_words(row: Row, other: Row) -> bool:
    return all(row[code] == other.get(code) for code in ("vi", "en"))
