"""The first admin and the first token come from the command line."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from teams.models import ApiToken, Brand, Membership, Role, User


def answer_of(capsys, *words):
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_first_admin_gets_a_link_that_opens_the_desk(db, capsys):
    answer = answer_of(capsys, "create_admin", "First@Example.com", "--brand", "Cà phê Đồi Sương")

    browser = Client()
    form = browser.get(answer["link"].removeprefix("http://localhost:8000"), follow=True)
    browser.post(
        form.redirect_chain[-1][0],
        {"password1": "một câu thật là dài", "password2": "một câu thật là dài"},
    )
    assert answer["brand"] == "ca-phe-doi-suong"
    assert browser.get("/people/").status_code == 200
    assert Membership.objects.get().role == Role.ADMIN


def test_create_admin_twice_makes_nothing_double(db, capsys):
    for _time in range(2):
        answer_of(capsys, "create_admin", "first@example.com", "--brand", "Sao Mai")

    assert (User.objects.count(), Brand.objects.count(), Membership.objects.count()) == (1, 1, 1)


def test_create_admin_refuses_what_is_no_address(db):
    with pytest.raises(CommandError):
        call_command("create_admin", "nobody")


def test_a_token_is_printed_once_and_stored_as_a_hash(minh, capsys):
    answer = answer_of(
        capsys, "create_token", minh.email, "--scope", "read", "--scope", "mentions:write"
    )

    row = ApiToken.objects.get()
    assert row.scopes == ["mentions:write", "read"]
    assert answer["token"] not in {row.digest, row.prefix}
    client = APIClient(headers={"authorization": f"Bearer {answer['token']}"})
    assert client.get("/api/v1/me/").data["email"] == minh.email


def test_a_token_needs_a_known_scope_and_a_person(minh, bot):
    with pytest.raises(CommandError):
        call_command("create_token", minh.email, "--scope", "everything")
    with pytest.raises(CommandError):
        call_command("create_token", "nobody@example.com", "--scope", "read")
    with pytest.raises(CommandError):
        call_command("create_token", bot.email, "--scope", "read")
