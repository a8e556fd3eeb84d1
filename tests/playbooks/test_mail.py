"""Letters and notices of the room have words in both languages."""

import pytest
from django.utils import translation

from outbox import mail
from outbox.models import OutboxMessage
from playbooks.services import publish, return_to_draft
from playbooks.services.suggestions import answer, suggest_change


def letter(topic: str, language: str) -> tuple[str, str, str]:
    message = OutboxMessage.objects.filter(topic=f"playbooks.{topic}").first()
    with translation.override(language):
        return mail.render(message.topic, mail.facts_for(message))


@pytest.fixture
def sent(phuong, submitted, admin_person, minh) -> None:
    """One letter of every kind."""
    wish = suggest_change(submitted.playbook, "Thêm <b>Zalo</b> & Viber", actor=minh)
    answer(wish, "Đã thêm & cảm ơn", actor=admin_person)
    returned = return_to_draft(submitted, actor=phuong, reason="Thiếu 'hotline' & <giờ>")
    from playbooks.services import submit

    publish(submit(returned, actor=admin_person), actor=phuong)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("submitted", "Shorter summary"),
        ("returned", "Thiếu 'hotline' & <giờ>"),
        ("published", ""),
        ("suggested", "Thêm <b>Zalo</b> & Viber"),
        ("answered", "Đã thêm & cảm ơn"),
    ],
)
@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Tin đồn, tin giả"), ("en", "Rumour and fake news")]
)
def test_every_letter_names_plan_and_words(sent, topic, said, language, name) -> None:
    subject, text, html = letter(topic, language)

    assert name in subject
    assert name in text and said in text
    assert "/playbooks/rumour_fake_news/" in text
    assert "<b>Zalo</b>" not in html and "<giờ>" not in html


def test_the_two_languages_differ(sent) -> None:
    for topic in ("submitted", "returned", "published", "suggested", "answered"):
        assert letter(topic, "vi")[1] != letter(topic, "en")[1]
