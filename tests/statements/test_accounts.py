"""Accounts on other networks: sealed, tried without posting, one for each channel."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.errors import Forbidden
from statements.accounts import account_for
from statements.models import PublishingAccount
from statements.services import accounts


@pytest.mark.parametrize("who", ["minh", "phuong", "lan", "nghia", "khoa", "vy"])
def test_only_an_admin_of_the_brand_connects_accounts(brand, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        accounts.add(brand, actor=person, kind="telegram", values={})


def test_keys_are_sealed(connect):
    network = connect("telegram")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statements_publishingaccount")
        stored = str(cursor.fetchall())
    assert network.secrets["bot_token"] not in stored
    assert PublishingAccount.objects.get().secrets() == network.secrets


def test_the_sign_in_is_tried_without_posting(connect, admin_person):
    network = connect("mastodon")
    account = PublishingAccount.objects.get()

    account = accounts.check(account, actor=admin_person)
    assert (account.checked_as, account.problem) == ("@saomai@127.0.0.1", "")

    account.keep_secrets({"access_token": "wrong"})
    account.save()
    account = accounts.check(account, actor=admin_person)
    assert (account.checked_as, account.problem) == ("", "login")
    assert account.facts["said"] == "The access token is invalid"
    assert network.posts == []


def test_settings_can_be_tried_before_they_are_saved(connect, brand, admin_person):
    network = connect("telegram")
    known = {"actor": admin_person, "kind": "telegram"}

    good = accounts.try_out(brand, values=network.values(), **known)
    bad = accounts.try_out(brand, values=network.values(bot_token="9:wrong"), **known)

    assert (good["who"], good["problem"]) == ("@saomai_bot → Sao Mai", "")
    assert bad["problem"]
    assert PublishingAccount.objects.count() == 1


def test_a_channel_has_one_account_in_use(connect, brand, admin_person):
    network = connect("telegram")
    first = PublishingAccount.objects.get()
    with pytest.raises(ValidationError):
        accounts.add(brand, actor=admin_person, kind="telegram", values=network.values())

    accounts.switch(first, actor=admin_person, on=False)
    assert account_for(brand.pk, "telegram") is None
    second = accounts.add(brand, actor=admin_person, kind="telegram", values=network.values())

    assert account_for(brand.pk, "telegram") == second
    with pytest.raises(ValidationError):
        accounts.switch(first, actor=admin_person, on=True)


def test_keys_stay_only_while_they_go_to_the_same_place(connect, admin_person):
    network = connect("mastodon")
    account = PublishingAccount.objects.get()
    empty = {"access_token": ""}

    account = accounts.change(
        account, actor=admin_person, values=network.values(name="Tên mới", **empty)
    )
    assert (account.name, account.secrets()) == ("Tên mới", network.secrets)
    with pytest.raises(ValidationError) as refused:
        accounts.change(
            account, actor=admin_person,
            values=network.values(instance="https://elsewhere.example", **empty),
        )  # fmt: skip
    assert list(refused.value.message_dict) == ["access_token"]


def test_an_account_needs_its_keys(brand, admin_person):
    values = {"name": "x", "language": "vi", "chat": "@saomai", "service": "https://t.example"}
    with pytest.raises(ValidationError) as refused:
        accounts.add(brand, actor=admin_person, kind="telegram", values=values)
    assert list(refused.value.message_dict) == ["bot_token"]


def test_a_lost_key_of_the_desk_is_told(connect, admin_person, settings):
    connect("telegram")
    settings.CREDENTIALS_KEYS = ["another-key-of-the-desk"]

    account = accounts.check(PublishingAccount.objects.get(), actor=admin_person)

    assert account.problem == "sealed"
