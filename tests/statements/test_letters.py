"""Every topic this room tells of has its words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from outbox.mail import render
from outbox.models import OutboxMessage
from statements.services import review

#: Letters about answers and enquiries name no statement; `test_desk_letters` reads them. Those to
#: people outside name no reference and lead to no page of the desk; `test_press_mail` reads them.
OTHERS = ("answer_", "enquiry_", "press")
LETTERS = {p.name for p in Path(settings.BASE_DIR, "templates/statements/mail").iterdir()}
TOPICS = sorted(name for name in LETTERS if not name.startswith(OTHERS))
#: Posts on other networks go through the outbox too, and are no letters.
POSTS = {"publication"}
FACTS = {
    "subject": "INC-1",
    "title": "Sữa có mùi lạ",
    "statement": "ST-1",
    "by": "Minh",
    "second": "Yến",
    "reason": "fact",
    "link": "https://desk.example/x",
}


def test_every_topic_in_the_code_has_letters_and_none_is_left_over():
    source = "".join(
        path.read_text() for path in Path(settings.BASE_DIR, "statements").rglob("*.py")
    )
    told = set(re.findall(r'tell_about\(\s*\w+,\s*"(\w+)"', source))
    told |= set(re.findall(r'tell_signers\([^)]*?"(approval_\w+)"', source))
    told |= set(re.findall(r'"statements\.(promise_overdue)"', source))
    told |= set(
        re.findall(r'tell_(?:of_answer|about_enquiry)\([^)]*?"((?:answer|enquiry)_\w+)"', source)
    )
    told |= set(re.findall(r'TOPIC = "statements\.(\w+)"', source)) - POSTS
    assert told == LETTERS


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_letter_has_subject_text_and_html(topic, language):
    with translation.override(language):
        subject, text, html = render(f"statements.{topic}", FACTS)
    assert "ST-1" in subject and "\n" not in subject
    assert FACTS["link"] in text and FACTS["link"] in html


def test_a_signer_is_told_once(case, draft_of, minh, manager):
    review.submit(draft_of(case), actor=minh)
    told = OutboxMessage.objects.filter(topic="statements.approval_wanted")
    assert [row.address for row in told] == [manager.email]
    assert told.get().facts["url"] == "/statements/ST-1/"
