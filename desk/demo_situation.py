"""What the demo shows of reports: lists of stakeholders, a sent report, and what staff saw.

Everything in it is invented, like the rest of the demo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.demo import DOMAIN
from desk.situation.gathering import drafted
from incidents.services import situation, situation_links
from monitoring.services import signals, staff, staff_keeping
from playbooks.models import Stakeholder, StakeholderList
from teams.models import User

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import Brand

LISTS = {
    "Hội đồng quản trị": [
        ("Bà Nguyễn Thu Hà", "Hội đồng quản trị", "ha@suasuoixanh.example", "vi"),
        ("Mr Daniel Moreau", "Northwind Partners", "moreau@northwind.example", "en"),
    ],
    "Nhà phân phối": [
        ("Ông Trần Văn Lực", "Phân phối Miền Trung", "luc@phanphoi.example", "vi"),
    ],
}
SEEN = (
    ("Nhóm Facebook “Mẹ và bé Vinh”: có người nói sữa mình pha bột nhập.",
     "https://facebook.example/groups/mevabe/1", "Cửa hàng Vinh"),
    ("Khách ở quầy hỏi nhà máy Vinh đóng cửa thật không, bảo đọc trên TikTok.", "", "Quầy Vinh"),
)  # fmt: skip


def seed_situation(brand: Brand) -> None:
    """Once, beside the rumour of the quiet week; nothing where a list stands already."""
    if StakeholderList.objects.filter(brand=brand).exists():
        return
    case = brand.incidents.filter(is_drill=False).order_by("id").first()
    people = {name: User.objects.get(email=f"{name}@{DOMAIN}") for name in ("lead", "admin")}
    _lists(brand)
    staff_keeping.open_door(brand, actor=people["admin"])
    if case is not None:
        _staff(brand, case, people["lead"])
        _report(brand, case, people["lead"])


def _lists(brand: Brand) -> None:
    for name, people in LISTS.items():
        row = StakeholderList.objects.create(brand=brand, name=name)
        for who, where, email, language in people:
            order = brand.stakeholders.count() + 1
            person = Stakeholder.objects.create(
                brand=brand, name=who, organisation=where, email=email, language=language,
                order=order,
            )  # fmt: skip
            person.lists.add(row)


def _staff(brand: Brand, case: Incident, lead: User) -> None:
    """Two people of the shops saw the rumour; what they saw was linked to its case."""
    for number, (text, url, name) in enumerate(SEEN):
        told = staff.Told(once=f"demo-{number}", text=text, url=url, name=name, place="Vinh")
        report = staff.receive(brand, told)
        signals.link(report.signal, case, actor=lead)


def _report(brand: Brand, case: Incident, lead: User) -> None:
    report = situation.draft(case, drafted(case), actor=lead)
    board = StakeholderList.objects.get(brand=brand, name=next(iter(LISTS)))
    situation.send(report, actor=lead, edition=report.edition, lists=[board], people=[lead])
    follower = board.people.order_by("order")[0]
    situation_links.give(case, follower, actor=lead)
