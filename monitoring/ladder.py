"""How far a story has climbed (handbook D1), as far as mentions show it.

A post or an exposé group, then large pages, a forum digest, an online newspaper, an authority or
television. A rung counts as reached with the first mention that shows it; what is told by word of
mouth, and a letter from an authority, no mention shows: the rung is a proposal, a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, Min, Q, Value, When

from monitoring.enums import Platform
from playbooks.common_data import spread_ladder

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from monitoring.models import Mention
    from playbooks.common_data import Rung

#: From this reach on a page counts as large. "A million likes" is its following; one post of such
#: a page reaches about a tenth of it.
LARGE = 100_000
#: Places of authorities and of television, by the end of their address.
OFFICIAL = r"^https?://([^/]*\.)?(gov\.vn|quochoi\.vn|vtv\.vn|vtc\.vn|htv\.com\.vn)([/:?#]|$)"
#: The rung that a mention stands on; the first condition that holds decides.
RUNG = Case(
    When(url__iregex=OFFICIAL, then=Value("authority_tv")),
    When(platform=Platform.NEWS, then=Value("online_newspaper")),
    When(platform=Platform.FORUM, then=Value("forum_digest")),
    When(Q(reach__gte=LARGE), then=Value("large_pages")),
    default=Value("first_post"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung, how many mentions stand on it, and when the first did."""

    rung: Rung
    count: int = 0
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs from the ground up."""

    steps: list[Step]

    @property
    def top(self) -> Step | None:
        """The highest rung that was reached."""
        return next((step for step in reversed(self.steps) if step.count), None)


def climb(mentions: QuerySet[Mention]) -> Ladder:
    """The rungs that these mentions show."""
    sums = mentions.order_by().values(on=RUNG).annotate(n=Count("id"), first=Min("posted_at"))
    found = {row["on"]: (row["n"], row["first"]) for row in sums}
    return Ladder([Step(rung, *found.get(rung.key, ())) for rung in spread_ladder()])
