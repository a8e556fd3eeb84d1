"""Whether an answer that was written down is one that the real thing gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def unlike(written: Any, real: Any) -> list[str]:
    """Places of the written answer that no part of the real one has, or has of another kind."""
    return sorted(set(_places(written)) - set(_places(real)))


def _places(part: Any, path: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from _places(inner, f"{path}.{name}")
    elif isinstance(part, list):
        for inner in part:
            yield from _places(inner, f"{path}[]")
    else:
        yield f"{path} {type(part).__name__}"
