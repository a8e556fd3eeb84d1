"""What was said in earlier cases, for a new one of their kind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from statements.enums import Audience
from statements.models import Statement, StrategyChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incidents.models import Incident

#: The first words of a case tell how it began; the rest is a press away.
MOST_WORDS = 3


def recall(cases: Sequence[Incident]) -> None:
    """Hang on each case its first public words (`said`) and its last strategy (`strategy`).

    As many queries for one case as for many.
    """
    said: dict[int, list[Statement]] = defaultdict(list)
    words = (
        Statement.objects.said()
        .filter(incident__in=cases, audience=Audience.PUBLIC)
        .order_by("published_at", "id")
        .prefetch_related("versions")
    )
    for statement in words:
        said[statement.incident_id].append(statement)
    # A later choice takes the place of an earlier one.
    choices = StrategyChoice.objects.filter(incident__in=cases).order_by("id")
    chosen = {row.incident_id: str(row.get_chosen_display()) for row in choices}
    for case in cases:
        case.said = said[case.pk][:MOST_WORDS]
        case.strategy = chosen.get(case.pk, "")
