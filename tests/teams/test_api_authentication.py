"""Tokens open exactly what their scopes and their person may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.test import APIClient

from crisisdesk.kernel.clock import now
from teams import tokens
from teams.models import ApiToken


def calls(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get("/api/v1/me/").status_code


def test_a_token_is_stored_as_a_hash_only(minh):
    row, token = tokens.make(minh, name="x", scopes=["read"])

    stored = [str(value) for value in ApiToken.objects.values_list().get()]
    assert token not in stored
    assert len(token) >= 40
    assert calls(token) == 200
    assert tokens.find(row.digest) is None


@pytest.mark.parametrize("token", ["", "x", "Bearer", "ấ", "a b"])
def test_an_unknown_token_is_refused(db, token):
    assert calls(token) == 401


def test_a_revoked_or_expired_token_is_refused(minh, nghia):
    row, token = tokens.make(minh, name="x", scopes=["read"], lasts=timedelta(days=1))
    assert calls(token) == 200
    assert not tokens.revoke(nghia, row.pk)

    ApiToken.objects.update(expires_at=now() - timedelta(seconds=1))
    assert calls(token) == 401
    ApiToken.objects.update(expires_at=None)
    assert tokens.revoke(minh, row.pk)
    assert calls(token) == 401


def test_the_token_of_a_deactivated_person_is_refused(minh):
    _row, token = tokens.make(minh, name="x", scopes=["read"])
    minh.is_active = False
    minh.save()

    assert calls(token) == 401


def test_the_last_use_is_noted(minh):
    row, token = tokens.make(minh, name="x", scopes=["read"])
    calls(token)

    row.refresh_from_db()
    assert now() - row.last_used_at < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("scopes", "needed", "covered"),
    [
        (["read"], "read", True),
        (["read"], "write", False),
        (["write"], "read", False),
        (["write"], "mentions:write", True),
        (["mentions:write"], "mentions:write", True),
        (["mentions:write"], "write", False),
        (["mentions:write"], "mentions:read", False),
        (["read"], "mentions:read", True),
        (["write", "read"], "metrics", False),
        (["metrics"], "metrics", True),
        ([], "read", False),
    ],
)
def test_scopes_cover_what_they_name(scopes, needed, covered):
    assert tokens.holds(scopes, needed) is covered


def test_a_read_token_does_not_write(admin_person, api_of):
    api = api_of(admin_person, "read")

    assert api.patch("/api/v1/brands/sao-mai/", {"hotline": "1"}).status_code == 403


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "root"]])
def test_a_token_has_known_scopes(minh, scopes):
    with pytest.raises(ValidationError):
        tokens.make(minh, name="x", scopes=scopes)


def test_a_browser_session_reads_and_needs_the_csrf_token_to_write(admin_person):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin_person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert browser.get("/api/v1/brands/").status_code == 200
    answer = browser.patch(
        "/api/v1/brands/sao-mai/", {"hotline": "1"}, content_type="application/json"
    )
    assert answer.status_code == 403
