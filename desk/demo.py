"""The demo desk: an invented milk brand, its people, plans, duty and a quiet week of mentions.

Everything in it is made up for the tour; no brand, person or post of it exists.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import now
from desk import demo_duty
from drills import services as drills
from monitoring import demo as stream
from monitoring.models import Mention
from monitoring.replay import player
from monitoring.services import watches
from playbooks.services.seed import seed
from teams import roles
from teams.models import Brand, Membership, Role, Team, Title, User
from teams.paging import policies

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSWORD = "crisisdesk-demo"  # noqa: S105 -- published on purpose, see the contract
DOMAIN = "demo.crisisdesk.test"
#: Mail name, person, role and title.
PEOPLE = (
    ("lead", "Ngô Hải Yến", Role.MEMBER, Title.NONE),
    ("writer", "Đỗ Quang Minh", Role.MEMBER, Title.NONE),
    ("manager", "Trần Minh Phượng", Role.MANAGER, Title.COMMS_HEAD),
    ("legal", "Phạm Thị Lan", Role.LEGAL, Title.NONE),
    ("executive", "Lê Trọng Nghĩa", Role.EXECUTIVE, Title.CEO),
    ("admin", "Bùi Thanh An", Role.ADMIN, Title.NONE),
    ("viewer", "Vũ Đăng Khoa", Role.VIEWER, Title.NONE),
)
OUTSIDER = ("outsider", "Đặng Tường Vy", Role.MANAGER, Title.COMMS_HEAD)
MAIN = {
    "slug": "sua-suoi-xanh",
    "name": "Sữa Suối Xanh",
    "short_name": "Suối Xanh",
    "hotline": "1900 0123",
    "official_channel": "facebook.com/suasuoixanh.example",
    "press_contact": "baochi@suasuoixanh.example",
    "quiet_minutes": 2,
    "is_demo": True,
}
OTHER = {
    "slug": "hang-khong-sao-mai",
    "name": "Hàng không Sao Mai",
    "short_name": "Sao Mai",
    "hotline": "1900 0456",
    "official_channel": "saomai.example/thong-bao",
    "quiet_minutes": 2,
    "is_demo": True,
}


@transaction.atomic
def seed_desk() -> tuple[Brand, Brand]:
    """Brands, people, plans and duty; a second run adds nothing."""
    brand, _made = Brand.objects.get_or_create(slug=MAIN["slug"], defaults=MAIN)
    other, _made = Brand.objects.get_or_create(slug=OTHER["slug"], defaults=OTHER)
    team = [_person(brand, row) for row in PEOPLE]
    _person(other, OUTSIDER)
    for owner in (brand, other):
        seed(owner)
        drills.seed(owner)
        policies.seed(owner)
    crew, _made = Team.objects.get_or_create(brand=brand, name="Đội ứng phó")
    crew.members.set(team[:4])
    if not brand.shifts.exists():
        demo_duty.seed(brand, *team[:5])
    return brand, other


def seed_mentions(brand: Brand, other: Brand) -> int:
    """The quiet week of the one brand and a few words about the other; nothing if there are any.

    The week ends where a storm that is played now begins, so that the tour's recording meets a
    detector that knows what normal is.
    """
    if Mention.objects.filter(brand__in=(brand, other)).exists():
        return 0
    until = now() - stream.STORM_LASTS - timedelta(minutes=10)
    weeks = (
        (brand, stream.WATCH_WORDS, chain(stream.quiet_week(until), stream.rumour(until))),
        (other, stream.SECOND_WORDS, stream.second_brand(until)),
    )
    return sum(_play(owner, words, rows) for owner, words, rows in weeks)


def _play(brand: Brand, words: Iterable[str], rows: Iterable[dict[str, Any]]) -> int:
    if not brand.watches.exists():
        manager = roles.people(brand, {Role.MANAGER})[0]
        watches.create(brand, actor=manager, name=brand.name, words=list(words), excluded=[])
    numbered = ((number, brand.slug, row) for number, row in enumerate(rows, 1))
    return player.play(player.load(numbered, brand=brand.slug)).accepted


def _person(brand: Brand, row: tuple[str, str, str, str]) -> User:
    mail, name, role, title = row
    email = f"{mail}@{DOMAIN}"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, PASSWORD, name=name, phone="0900 000 000")
    Membership.objects.get_or_create(
        user=person, brand=brand, defaults={"role": role, "title": title}
    )
    return person
