"""Who is on duty in the demo: rotas by rule, what people can do, and a handover that was accepted."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import IncidentRole
from teams.models import CrewCard, Handover, HolidayRule, Membership, OwnState, Unit
from teams.rota.cover import stretches
from teams.rota.schedule import LOOKBACK, load
from teams.services import rotas

if TYPE_CHECKING:
    from teams.models import Brand, Rota, User

WEEKEND = [5, 6]
CARDS = (
    (("lead", "fact_lead"), ("điều phối", "an toàn thực phẩm")),
    (("writer", "social"), ("livestream", "ảnh")),
    (("lead", "spokesperson", "media_desk"), ("báo chí",)),
    (("legal",), ("luật quảng cáo",)),
    (("executive", "spokesperson"), ("truyền hình",)),
)


def seed(brand: Brand, lead: User, writer: User, manager: User, *others: User) -> None:
    """Twelve hours each by turns, the manager on weekend days; a spokesperson by the week."""
    if brand.rotas.exists():
        return
    admin = Membership.objects.get(brand=brand, role="admin").user
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    general = rotas.make(brand, actor=admin, name="Trực ngày đêm")
    rule = {"actor": admin, "starts_on": monday, "handover_time": time(7)}
    rotas.put_layer(
        general, users=[lead, writer], name="Luân phiên", unit=Unit.HOUR, length=12, **rule
    )
    rotas.put_layer(
        general, users=[manager], name="Ban ngày cuối tuần", position=2, unit=Unit.WEEK,
        weekdays=WEEKEND, hours_from=time(7), hours_until=time(19),
        holidays=HolidayRule.EXCEPT, **rule,
    )  # fmt: skip
    speaking = rotas.make(
        brand, actor=admin, name="Người phát ngôn", role=IncidentRole.SPOKESPERSON,
        needs_handover=False,
    )  # fmt: skip
    speakers = [manager, *others[1:2]]
    rotas.put_layer(speaking, users=speakers, name="Theo tuần", unit=Unit.WEEK, length=1, **rule)
    _cards(brand, [lead, writer, manager, *others])
    _handed_over(brand, general)


def _cards(brand: Brand, people: list[User]) -> None:
    for user, (roles, skills) in zip(people, CARDS, strict=False):
        place = Membership.objects.get(brand=brand, user=user)
        CrewCard.objects.get_or_create(
            membership=place,
            defaults={"roles": list(roles), "skills": list(skills), "languages": ["vi", "en"]},
        )


def _handed_over(brand: Brand, rota: Rota) -> None:
    """The duty that runs now was taken over as it should be."""
    moment = now()
    schedule = load(brand.pk, moment - LOOKBACK, moment, only=rota)
    before, last = stretches(schedule.spans(rota.pk, moment - LOOKBACK, moment))[-2:]
    Handover.objects.create(
        brand=brand,
        rota=rota,
        giver=schedule.able[before.user],
        taker=schedule.able[last.user],
        at=last.starts,
        open_work="Tin đồn về nhà máy: đã trả lời, chờ xem có lan tiếp không.",
        watch="Nhóm “Mẹ và bé” trên Facebook, Voz.",
        told="Chị Phượng, tổng đài.",
        own_state=OwnState.FINE,
        written_at=last.starts - timedelta(minutes=10),
        accepted_at=last.starts,
    )
