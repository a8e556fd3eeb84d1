"""What the demo shows of load: hard words that stay covered, and a pulse that is over.

Everything in it is invented, like the rest of the demo.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sealing import seal
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.load import pulse_weeks
from teams.models import Membership, PulseAnswer, User

if TYPE_CHECKING:
    from teams.models import Brand

HARSH = (
    "Lũ khốn nạn Suối Xanh, tao sẽ đốt nhà máy chúng mày",
    "Đồ chó má, uống sữa của chúng mày đi",
    "Suối Xanh burn in hell, I know where you live",
)
#: Answers of six people, of the week before last and of the last one.
ANSWERS = ((4, 4, 3, 5, 4, 4), (2, 2, 2, 1, 3, 2))
HERE_SINCE = timedelta(days=90)


def seed_load(brand: Brand) -> None:
    """Three hard mentions of this morning, and two weeks of answers; once."""
    if PulseAnswer.objects.filter(brand=brand).exists():
        return
    moment = now()
    items = [
        {
            "external_id": f"harsh-{number}",
            "source": "facebook",
            "author": f"khach{number}",
            "text": text,
            "posted_at": (moment - timedelta(hours=2 + number)).isoformat(),
            "url": f"https://facebook.example/harsh-{number}",
        }
        for number, text in enumerate(HARSH)
    ]
    take_in(items, brand=brand, actor=automation(), judge=False)
    _pulse(brand)


def _pulse(brand: Brand) -> None:
    places = Membership.objects.filter(brand=brand)
    places.update(created_at=now() - HERE_SINCE)
    people = User.objects.filter(pk__in=places.values("user"), is_automation=False).order_by("pk")
    monday = pulse_weeks.monday_of(timezone.localdate(now(), timezone.get_default_timezone()))
    PulseAnswer.objects.bulk_create(
        PulseAnswer(
            user=person,
            brand=brand,
            day=monday - pulse_weeks.WEEK * ago,
            sealed=seal(str(value)),
            shared=True,
            at=now() - pulse_weeks.WEEK * ago,
        )
        for ago, values in zip((2, 1), ANSWERS, strict=True)
        for person, value in zip(people, values, strict=False)
    )
    pulse_weeks.sweep()
