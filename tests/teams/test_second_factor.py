"""Passkeys, apps and codes: a second factor counts more than a password, and nothing is silent."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client

from outbox import mail
from outbox.models import OutboxMessage
from teams import second_factor

PASSWORD = "mười hai chữ cái dài"


def code_of(secret: str, steps: int = 0) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30 + steps):06d}"


@pytest.fixture
def secret():
    return generate_totp_secret()


@pytest.fixture
def guarded(minh, secret):
    """Minh with a password and an app on the phone."""
    minh.set_password(PASSWORD)
    minh.save()
    TOTP.activate(minh, secret)
    return minh


def password_given(email, client=None):
    client = client or Client()
    return client, client.post("/account/login/", {"login": email, "password": PASSWORD})


def letters_to(user) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(address=user.email, topic="teams.second_factor"))


def signed_by(client, user, method: str):
    session = client.session
    shown = {"method": method, "at": time.time(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [shown]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def test_the_password_alone_does_not_open_a_guarded_account(guarded):
    client, answer = password_given(guarded.email)

    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("steps", [-1, 0])
def test_the_code_of_the_app_does_even_if_its_clock_is_a_little_off(guarded, secret, steps):
    client, _answer = password_given(guarded.email)

    answer = client.post("/account/2fa/authenticate/", {"code": code_of(secret, steps)})

    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_works_once(guarded, secret):
    client, _answer = password_given(guarded.email)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    thief, _answer = password_given(guarded.email)

    answer = thief.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert "Mã hoặc khóa không đúng." in answer.content.decode()


def test_a_recovery_code_opens_once(guarded):
    RecoveryCodes.activate(guarded)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    first, _answer = password_given(guarded.email)
    opened = first.post("/account/2fa/authenticate/", {"code": code})
    second, _answer = password_given(guarded.email)
    refused = second.post("/account/2fa/authenticate/", {"code": code})

    assert (opened.status_code, refused.status_code) == (302, 200)


def test_the_secret_of_an_app_lies_sealed_in_the_database(guarded, secret):
    row = Authenticator.objects.get(user=guarded)

    assert secret not in str(row.data)


def test_setting_up_an_app_shows_recovery_codes_once_and_writes_a_letter(
    minh, client_of, django_capture_on_commit_callbacks
):
    client = client_of(minh)
    signed_by(client, minh, "password")
    page = client.get("/account/2fa/totp/activate/").content.decode()
    shown = re.search(r'<code class="num">([A-Z2-7]+)</code>', page)[1]

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": code_of(shown)})
    codes = client.get(answer["Location"]).content.decode()
    later = client.get("/account/2fa/recovery-codes/").content.decode()

    assert "data:image/svg+xml" in page
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert "<code>" not in later
    (letter,) = letters_to(minh)
    assert "Đã cài ứng dụng xác thực." in mail.compose(letter).body


def test_a_signature_asks_a_guarded_person_for_more_than_the_password(guarded, client_of, rf):
    from teams.identity import is_fresh

    client = client_of(guarded)
    signed_by(client, guarded, "password")
    request = rf.get("/")
    request.user, request.session = guarded, client.session
    by_password = is_fresh(request)
    signed_by(client, guarded, "mfa")
    request.session = client.session

    assert (by_password, is_fresh(request)) == (False, True)


def test_who_has_no_second_factor_is_asked_for_the_password(minh, client_of, rf):
    from teams.identity import is_fresh

    client = client_of(minh)
    signed_by(client, minh, "password")
    request = rf.get("/")
    request.user, request.session = minh, client.session

    assert is_fresh(request)


def test_the_way_by_password_is_closed_to_a_guarded_person(guarded, client_of):
    answer = client_of(guarded).get("/account/reauthenticate/")

    assert answer["Location"].startswith("/account/2fa/reauthenticate/")


def test_nobody_sees_or_removes_the_key_of_another(guarded, lan, client_of):
    key = Authenticator.objects.create(user=guarded, type="webauthn", data={"name": "YubiKey"})
    client = client_of(lan)
    signed_by(client, lan, "password")

    statuses = [
        client.get(f"/account/2fa/webauthn/keys/{key.pk}/{act}/").status_code
        for act in ("edit", "remove")
    ]

    assert statuses == [404, 404]
    assert "YubiKey" not in client.get("/account/2fa/").content.decode()


def test_an_operator_frees_an_account_and_its_owner_hears_of_it(guarded):
    call_command("forget_second_factor", guarded.email)

    assert not second_factor.is_set_up(guarded)
    assert [row.facts["change"] for row in letters_to(guarded)] == ["forgotten"]


def test_freeing_an_unknown_account_is_refused(db):
    with pytest.raises(CommandError, match="nobody@saomai.example"):
        call_command("forget_second_factor", "nobody@saomai.example")
