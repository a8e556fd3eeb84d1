"""What the demo shows after a case: a hot wash under way, and an ended case that tells the next one.

Everything in it is invented, like the rest of the demo.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from crisisdesk.kernel.clock import now
from desk.demo import DOMAIN
from desk.issuing.document import both
from incidents.enums_review import Naming
from incidents.models import (
    ActionItem,
    Incident,
    Lesson,
    Review,
    ReviewIssue,
    RoleAssignment,
    WashLine,
    WashVote,
)
from incidents.services import following
from incidents.timeline import record
from incidents.verbs import Verb
from teams.models import User

if TYPE_CHECKING:
    from teams.models import Brand

#: Kind, words, who wrote it and who found it important.
LINES = (
    ("well", "Tổng đài ghim câu trả lời tạm sau 9 phút.", "writer", ("lead", "manager")),
    ("badly", "Bản tiếng Anh chậm hơn bản tiếng Việt 40 phút vì không có mẫu.", "lead",
     ("manager", "legal", "writer")),
    ("badly", "Kho chỉ có một số điện thoại, gọi 25 phút mới gặp.", "manager", ("lead",)),
    ("surprise", "Một nhóm phụ huynh hỏi trước cả báo chí.", "legal", ()),
    ("idea", "Thêm số trực của kho vào danh sách gọi trong giờ đầu.", "writer", ("lead", "legal")),
)  # fmt: skip


@transaction.atomic
def seed_reviews(brand: Brand) -> None:
    """Once; nothing where a review stands already."""
    if Review.objects.filter(incident__brand=brand).exists():
        return
    names = ("lead", "writer", "manager", "legal")
    people = {name: User.objects.get(email=f"{name}@{DOMAIN}") for name in names}
    _ended(brand, people)
    _washed(brand, people)


def _case(brand: Brand, lead: User, days: int, **fields: Any) -> Incident:
    begun = now() - timedelta(days=days, hours=7)
    top = Incident.objects.aggregate(top=Max("number"))["top"] or 0
    case = Incident.objects.create(
        brand=brand, number=top + 1, lead=lead, created_by=lead, detected_at=begun,
        opened_at=begun, acknowledged_at=begun + timedelta(minutes=4),
        first_holding_at=begun + timedelta(minutes=41), round_started_at=begun,
        resolved_at=begun + timedelta(hours=6), remedy="Đã liên hệ từng khách", remedy_done=True,
        no_playbook_reason="Vụ mẫu", **fields,
    )  # fmt: skip
    RoleAssignment.objects.create(incident=case, role="lead", user=lead, assigned_at=begun)
    return case


def _ended(brand: Brand, people: dict[str, User]) -> None:
    """Last month's rumour: closed, with a published review."""
    case = _case(
        brand, people["lead"], 33, title="Tin đồn sữa chua Suối Xanh hết hạn được dán lại nhãn",
        kind="rumour_fake_news", status="closed", severity="moderate", peak_severity="moderate",
        closed_at=now() - timedelta(days=26),
    )  # fmt: skip
    manager = people["manager"]
    review = Review.objects.create(
        incident=case, round=1, reviewer=manager, signed_at=case.closed_at, signed_by=manager,
        started_at=case.resolved_at, helped="Biên bản của chi cục có sẵn trong 30 phút.",
        summary="Một ảnh cũ bị gắn với lô mới. Lời công khai đầu tiên ra sau 41 phút.",
        public_view="Ảnh hộp sữa chua với hai lớp nhãn, 300 lượt chia sẻ trong buổi sáng.",
    )  # fmt: skip
    said = {"review": review, "by": manager}
    Lesson.objects.create(
        **said, text="Ảnh cũ cần được tìm nguồn trước khi trả lời",
        outcome="no_change", reason="Đã là câu hỏi thứ hai của kịch bản.",
    )  # fmt: skip
    lesson = Lesson.objects.create(
        **said, text="Biên bản kiểm tra phải tìm được ngay", outcome="action_item"
    )
    item = ActionItem.objects.create(
        review=review, lesson=lesson, text="Lập thư mục biên bản kiểm tra theo lô",
        owner=people["writer"], due_on=timezone.localdate() + timedelta(days=4),
    )  # fmt: skip
    following.follow(item, case)
    ReviewIssue.objects.create(
        review=review, number=1, by=manager, at=case.closed_at, naming=Naming.ROLES,
        content=both(case, manager, Naming.ROLES),
    )  # fmt: skip


def _washed(brand: Brand, people: dict[str, User]) -> None:
    """Yesterday's complaint: its review has begun, and the hot wash is open."""
    lead = people["lead"]
    case = _case(
        brand, lead, 1, title="Clip khách chờ đổi sữa hai giờ ở quầy Vinh", kind="viral_complaint",
        status="post_mortem", severity="moderate", peak_severity="high",
    )  # fmt: skip
    for verb in (Verb.ACKNOWLEDGED, Verb.CONTAINED, Verb.RESOLVED, Verb.POST_MORTEM_BEGUN):
        record(case, verb, lead)
    Review.objects.create(incident=case, round=1)
    for kind, text, by, voters in LINES:
        line = WashLine.objects.create(incident=case, round=1, kind=kind, text=text, by=people[by])
        WashVote.objects.bulk_create(WashVote(line=line, by=people[name]) for name in voters)
