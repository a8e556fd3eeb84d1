"""Stored values in words, and nothing of a stored text becomes markup."""

import pytest
from django.utils import translation

from playbooks.templatetags.playbooks import gaps, playbook_name


def test_gaps_are_told_in_the_texts_language() -> None:
    with translation.override("vi"):
        assert gaps("Call {hotline}.", "en") == (
            '<p>Call <mark title="{hotline}">Hotline</mark>.</p>'
        )


def test_paragraphs_and_lines_stay() -> None:
    assert gaps("a\nb\n\nc", "vi") == "<p>a<br>b</p><p>c</p>"


@pytest.mark.parametrize("text", ["<script>", "a & b", '"x"', "{unknown}<i>"])
def test_markup_is_told_as_text(text: str) -> None:
    assert "<script>" not in gaps(text, "vi")
    assert "<i>" not in gaps(text, "vi")
    assert "<mark" not in gaps(text, "vi")


def test_an_unknown_playbook_keeps_its_identifier() -> None:
    assert playbook_name("flood", {"boycott": "Tẩy chay"}) == "flood"
