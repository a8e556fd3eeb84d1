"""By what a question or task is known as a row of the playbook it was copied from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playbooks.models import PlaybookVersion


def row_key(version: PlaybookVersion, key: str, round_: int) -> str:
    """Unlike in every round, so that the rows of a round are asked anew."""
    suffix = "" if round_ == 1 else f"#{round_}"
    return f"{version.playbook.slug[:20]}.{key[:30]}{suffix}"
