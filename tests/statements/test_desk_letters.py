"""Every letter about an answer or an enquiry has its words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from outbox.mail import render

LETTERS = Path(settings.BASE_DIR, "templates/statements/mail")
TOPICS = sorted(
    path.name for path in LETTERS.iterdir() if path.name.startswith(("answer_", "enquiry_"))
)
FACTS = {
    "subject": "INC-1",
    "title": "Sữa có mùi lạ",
    "row": "PR-7",
    "outlet": "Báo Ngày Mới",
    "deadline": "2026-11-30T09:00:00+00:00",
    "about": {"vi": "Sữa có uống được không?", "en": "May I drink it?"},
    "link": "https://desk.example/x",
}


def test_every_topic_in_the_code_has_letters_and_none_is_left_over():
    services = Path(settings.BASE_DIR, "statements/services")
    source = "".join(path.read_text() for path in services.glob("*.py"))
    told = re.findall(r'tell_(?:about_enquiry|of_answer)\(\s*\w+,\s*"(\w+)"', source)

    assert sorted(set(told)) == TOPICS


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_letter_has_subject_text_and_html(topic, language):
    with translation.override(language):
        subject, text, html = render(f"statements.{topic}", FACTS)

    named = FACTS["about"][language] if topic.startswith("answer") else FACTS["outlet"]
    assert "PR-7" in subject and named in subject and "\n" not in subject
    assert FACTS["link"] in text and FACTS["link"] in html
    assert named in text and named in html
