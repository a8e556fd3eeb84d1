"""Reading lists that begin with the newest, without losing what lies behind the first page.

The mark stands at the newest row of the last complete reading. A new reading starts at the top
and goes down page by page, each saved on its own, until it meets the mark; only then the mark
moves up. Whoever dies on the way goes on from the page they had come to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import iso, now

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Networks index late and out of order; this much is read twice.
OVERLAP = timedelta(minutes=10)
#: Networks leave out what a reader must not see, whole pages of it too; after so many of them in
#: a row a list counts as read.
MOST_EMPTY = 100


@dataclass
class Descent:
    """One reading from the newest down to the mark."""

    mark: datetime
    page: str = ""
    newest: datetime | None = None
    #: Pages without a row since the last one that had any.
    empty: int = 0

    @classmethod
    def resume(cls, cursor: dict[str, Any], since: datetime) -> Descent:
        mark, newest = cursor.get("mark"), cursor.get("newest")
        return cls(
            datetime.fromisoformat(mark) if mark else since,
            cursor.get("page", ""),
            datetime.fromisoformat(newest) if newest else None,
            cursor.get("empty", 0),
        )

    @property
    def floor(self) -> datetime:
        """Rows older than this are known."""
        return self.mark - OVERLAP

    def step(self, times: Iterable[datetime], page: str | None) -> tuple[dict[str, Any], bool]:
        """The next cursor, and whether there is more, after a page with rows of these times."""
        rows = list(times)
        # A date in the future must not put the mark past what is still to come.
        newest = min(max([*rows, self.newest or self.mark]), now())
        empty = 0 if rows else self.empty + 1
        deeper = min(rows) > self.floor if rows else empty < MOST_EMPTY
        if page and page != self.page and deeper:
            new = {"mark": iso(self.mark), "page": page, "newest": iso(newest)}
            return new | ({"empty": empty} if empty else {}), True
        return {"mark": iso(newest)}, False
