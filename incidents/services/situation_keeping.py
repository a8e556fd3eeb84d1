"""Letters of people who were taken off the list: that one was sent stays, whose it was goes."""

from __future__ import annotations

from django.db import transaction

from crisisdesk.kernel.sweeping import each
from incidents.models import SituationLetter
from outbox.services import forget

ROUND = 200


def sweep() -> int:
    """Forget name and address of stakeholders whose entry is gone."""
    gone = SituationLetter.objects.filter(stakeholder=None, user=None).exclude(email="")
    return each(list(gone.order_by("id")[:ROUND]), _forget)


@transaction.atomic
def _forget(letter: SituationLetter) -> int:
    forget([letter.key])
    rows = SituationLetter.objects.filter(pk=letter.pk)
    return rows.update(name="", email="", detail="")
