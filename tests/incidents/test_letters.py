"""Letters and notices of a case say which task, which deadline, which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from crisisdesk.kernel.clock import now
from incidents.services import questions, tasks, team
from outbox.mail import compose
from outbox.models import OutboxMessage
from teams.models import Notice
from teams.selectors import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def told(person: User, topic: str, language: str = "vi") -> tuple[str, str]:
    """The notice as the person reads it, and the letter that says the same."""
    with translation.override(language):
        notice = words_of(Notice.objects.get(user=person, topic=topic))
    message = OutboxMessage.objects.get(address=person.email, topic=topic)
    message.language = language
    letter = compose(message)
    assert letter.subject == notice
    return notice, letter.body


def test_a_task_is_told_by_its_words_in_the_readers_language(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    case = make_case()
    tasks.add_task(
        case, actor=lead, owner=minh, title_vi='Gọi "tổng đài" & kho', title_en="Call the hotline"
    )
    notice, body = told(minh, "incidents.task_assigned")
    assert notice == f'{case.reference}: việc của bạn: Gọi "tổng đài" & kho'
    assert 'Gọi "tổng đài" & kho' in body
    english, _body = told(minh, "incidents.task_assigned", "en")
    assert english == f"{case.reference}: your task: Call the hotline"


def test_a_question_without_english_is_told_in_vietnamese(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    case = make_case()
    questions.ask(case, actor=lead, owner=minh, text_vi="Lô nào?")
    notice, _body = told(minh, "incidents.question_assigned", "en")
    assert notice == f"{case.reference}: please find out: Lô nào?"


def test_a_role_is_named(make_case: Callable[..., Incident], lead: User, minh: User) -> None:
    case = make_case()
    team.give_role(case, "spokesperson", minh, actor=lead)
    notice, body = told(minh, "incidents.role_given")
    assert notice == f"{case.reference}: vai trò của bạn: Người phát ngôn"
    assert "Người phát ngôn" in body


@pytest.mark.parametrize(
    ("topic", "facts", "said", "named"),
    [
        ("clock_breached", {"clock": "holding"}, "quá hạn: ", "Tuyên bố tạm thời đầu tiên"),
        ("severity_changed", {"severity": "critical"}, "mức độ nay là ", "Khẩn cấp"),
        ("proposed", {"proposal": "false_alarm"}, "có đề xuất: ", "Báo động giả"),
        ("action_item_due", {"about": {"vi": "Sửa mẫu", "en": "Mend"}}, "đến hạn: ", "Sửa mẫu"),
    ],
)
def test_a_letter_names_what_it_is_about(
    topic: str, facts: dict[str, object], said: str, named: str, minh: User
) -> None:
    message = OutboxMessage(
        topic=f"incidents.{topic}",
        address=minh.email,
        subject="INC-7",
        language="vi",
        key=topic,
        facts={"title": "Sữa có mùi lạ", "drill": False, "url": "/incidents/INC-7/", **facts},
        planned_at=now(),
        available_at=now(),
    )
    letter = compose(message)
    assert letter.subject == f"INC-7: {said}{named}"
    html = str(letter.alternatives[0].content)
    assert named in letter.body
    assert named in html
