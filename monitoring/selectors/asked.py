"""What people ask in public about a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from monitoring.models import Mention
from monitoring.services.answer_rules import ASKING

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User

MOST = 1000


def questions_of(incident: Incident, viewer: User, most: int = MOST) -> list[str]:
    """The newest mentions of the case that ask something, as they were written."""
    asking = Q(text__contains="?") | Q(text_key__regex=ASKING)
    found = Mention.objects.visible_to(viewer).filter(asking, incident=incident)
    return list(found.order_by("-posted_at", "-pk").values_list("text", flat=True)[:most])
