"""A signature asks again who one is; a link in a letter never signs."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from crisisdesk.kernel.clock import now
from outbox import mail
from outbox.models import OutboxMessage
from statements.enums import State
from statements.models import Statement
from statements.services import emergency, review
from tests.statements.helpers import body, url

PASSWORD = "một câu khá dài để nhớ"


@pytest.fixture
def waiting(case, draft_of, minh, manager):
    manager.set_password(PASSWORD)
    manager.save()
    return review.submit(draft_of(case), actor=minh)


def sign(client: Client, words: Statement, name: str = "approve"):
    client.get(url(words))
    return client.post(url(words, "act", name), {"expected_version": 1})


def status(words: Statement) -> str:
    return Statement.objects.get(pk=words.pk).status


def test_signing_asks_for_the_password_and_then_signs_what_was_sent(waiting, client_of, manager):
    client = client_of(manager)

    asked = sign(client, waiting)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert status(waiting) == State.IN_REVIEW

    form = {"password": PASSWORD, "next": url(waiting, "act", "approve")}
    done = client.post(reverse("account_reauthenticate"), form)
    assert done.url == url(waiting)
    assert status(waiting) == State.APPROVED


def test_a_wrong_password_signs_nothing(waiting, client_of, manager):
    client = client_of(manager)
    sign(client, waiting)

    form = {"password": "sai rồi", "next": url(waiting, "act", "approve")}
    client.post(reverse("account_reauthenticate"), form)

    assert status(waiting) == State.IN_REVIEW


def test_a_fresh_sign_in_counts_for_five_minutes(waiting, manager):
    client = Client()
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    with time_machine.travel(time.time() + 301):
        assert sign(client, waiting).url.startswith(reverse("account_reauthenticate"))
    with time_machine.travel(time.time() + 290):
        assert sign(client, waiting).url == url(waiting)
    assert status(waiting) == State.APPROVED


def test_whoever_may_not_sign_is_told_so_and_not_asked(waiting, client_of, minh, lan):
    for person in (minh, lan):
        assert sign(client_of(person), waiting).status_code == 403


def test_an_account_without_any_proof_signs_nothing(waiting, client_of, manager):
    manager.set_unusable_password()
    manager.save()

    assert sign(client_of(manager), waiting).status_code == 403
    assert status(waiting) == State.IN_REVIEW


def test_what_went_stale_meanwhile_is_refused_after_the_password(
    waiting, client_of, approve_by, manager, phuong
):
    client = client_of(manager)
    sign(client, waiting)
    approve_by(waiting, phuong)

    form = {"password": PASSWORD, "next": url(waiting, "act", "approve")}

    assert client.post(reverse("account_reauthenticate"), form).status_code == 409


@pytest.mark.parametrize("name", ["confirm", "publish_emergency", "ratify"])
def test_the_emergency_signatures_ask_too(
    make_case, template_draft, client_of, minh, lead, phuong, nghia, name
):
    for person in (minh, lead, phuong):
        person.set_password(PASSWORD)
        person.save()
    words = review.submit(template_draft(make_case("critical")), actor=minh)
    with time_machine.travel(now() + timedelta(minutes=16)):
        if name != "confirm":
            emergency.confirm(words, actor=minh)
        if name == "ratify":
            emergency.publish_emergency(words, actor=lead)
        person = {"confirm": minh, "publish_emergency": lead, "ratify": phuong}[name]

        answer = client_of(person).post(url(words, "act", name))

    assert answer.url.startswith(reverse("account_reauthenticate"))
    words.refresh_from_db()
    assert not words.signatures.exists() or name != "confirm"
    assert words.ratified_at is None
    assert words.is_said == (name == "ratify")


def test_a_link_in_a_letter_leads_to_the_page_and_never_signs(waiting, signer_of, manager):
    letter = OutboxMessage.objects.get(topic="statements.approval_wanted", address=manager.email)
    _subject, text, html = mail.render(letter.topic, mail.facts_for(letter))
    links = set(re.findall(r"https?://[^\s\"<>]+", text + html))
    client = signer_of(manager)

    paths = [re.sub(r"https?://[^/]+", "", link) for link in links]
    assert url(waiting) in paths
    for path in [*paths, url(waiting, "act", "approve"), url(waiting) + "?approve=1"]:
        client.get(path)
        client.head(path)

    assert status(waiting) == State.IN_REVIEW
    assert not waiting.steps.get().approvals.exists()


def test_without_a_sign_in_the_link_leads_to_the_door(waiting):
    assert Client().get(url(waiting)).url.startswith(reverse("account_login"))


def test_through_the_api_a_token_signs_and_a_mere_session_does_not(
    waiting, api_of, client_of, signer_of, manager
):
    path = reverse("api-statement-move", args=[waiting.reference, "approve"])
    client = client_of(manager)
    client.get(url(waiting))

    refused = client.post(path, {}, content_type="application/json")
    assert (refused.status_code, status(waiting)) == (403, State.IN_REVIEW)
    assert "password" in body(refused) or "mật khẩu" in body(refused)
    assert api_of(manager).post(path, {}).status_code == 200
    assert status(waiting) == State.APPROVED


def test_a_confirmed_session_signs_through_the_api(waiting, signer_of, manager):
    client = signer_of(manager)
    client.get(url(waiting))
    path = reverse("api-statement-move", args=[waiting.reference, "approve"])

    assert client.post(path, {}, content_type="application/json").status_code == 200
