"""Letters speak the reader's language and say when something is only a drill."""

from __future__ import annotations

import pytest

from outbox import mail, ports, relay


def test_subject_is_one_line_and_both_bodies_are_there(letter):
    composed = mail.compose(letter(language="en"))

    assert composed.subject == "2 messages have not left the desk"
    assert "The oldest has waited 3 minutes." in composed.body
    assert "The oldest has waited 3 minutes." in composed.alternatives[0].content
    assert f"<title>{composed.subject}</title>" in composed.alternatives[0].content


def test_a_drill_says_so_in_the_subject_and_in_both_bodies(letter):
    composed = mail.compose(letter(language="en", drill=True))

    assert composed.subject.startswith("[DRILL] ")
    assert "THIS IS A DRILL" in composed.body
    assert "THIS IS A DRILL" in composed.alternatives[0].content


def test_the_path_of_a_page_becomes_a_whole_address(letter, settings):
    settings.PUBLIC_URL = "https://desk.example/"

    composed = mail.compose(letter(url="/incidents/INC-7/"))

    assert "https://desk.example/incidents/INC-7/" in composed.body
    assert 'href="https://desk.example/incidents/INC-7/"' in composed.alternatives[0].content


def test_hostile_words_stay_words(letter):
    composed = mail.compose(letter(url='/x/"><script>alert(1)</script>'))

    assert "<script>" not in composed.alternatives[0].content


def test_a_line_break_in_a_fact_does_not_become_a_header(letter, post_office):
    post_office.start()
    letter(count=2, url="/a\r\nBcc: everyone@evil.example")

    relay.deliver_due()

    (taken,) = post_office.letters
    assert taken["Bcc"] is None


def test_the_id_of_a_letter_depends_on_its_key_only():
    assert mail.message_id("one") == mail.message_id("one")
    assert mail.message_id("one") != mail.message_id("two")


def test_letters_about_one_incident_are_threaded(letter):
    message = letter()
    message.subject = "INC-204"

    assert mail.headers(message)["References"] == mail.message_id("INC-204")


def test_facts_that_must_not_be_stored_are_made_at_sending(letter, monkeypatch):
    monkeypatch.setitem(ports._fresh, "teams.outbox_late", lambda _facts: {"link": "https://x/y"})
    message = letter()

    assert "https://x/y" in mail.compose(message).body
    message.refresh_from_db()
    assert "link" not in message.facts


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_letter_names_its_language(letter, language):
    assert (
        f'<html lang="{language}">'
        in mail.compose(letter(language=language)).alternatives[0].content
    )
