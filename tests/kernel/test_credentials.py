"""Whoever changes where a key is sent gives the key anew; else an empty field keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.credentials import joined, parted
from crisisdesk.kernel.sealing import CannotOpen


class Mailbox:
    secrets = ("password", "token")
    bound_to = ("host",)


@dataclass
class Stored:
    kept: dict[str, Any] = field(default_factory=lambda: {"password": "old"})
    options: dict[str, Any] = field(default_factory=lambda: {"host": "mail.a.vn", "folder": "In"})
    lost: bool = False

    def secrets(self) -> dict[str, Any]:
        if self.lost:
            raise CannotOpen
        return self.kept


def test_the_answers_of_a_form_are_parted_in_three():
    values = {"name": "Desk", "host": "mail.a.vn", "password": "p", "token": ""}
    assert parted(Mailbox(), values, ("name",)) == (
        {"name": "Desk"},
        {"host": "mail.a.vn"},
        {"password": "p"},
    )


def test_an_empty_field_keeps_the_key_for_the_same_place():
    at = {"host": "mail.a.vn", "folder": "Other"}
    assert joined(Mailbox(), Stored(), at, {}) == {"password": "old"}
    assert joined(Mailbox(), Stored(), at, {"token": "t"}) == {"password": "old", "token": "t"}


def test_another_place_wants_every_stored_key_anew_and_no_other():
    at = {"host": "mail.evil.test"}
    with pytest.raises(ValidationError) as refused:
        joined(Mailbox(), Stored(), at, {"token": "t"})
    assert set(refused.value.message_dict) == {"password"}
    assert joined(Mailbox(), Stored(), at, {"password": "new"}) == {"password": "new"}


def test_what_cannot_be_opened_any_more_is_given_anew():
    row = Stored(lost=True)
    with pytest.raises(ValidationError) as refused:
        joined(Mailbox(), row, row.options, {"token": "t"})
    assert set(refused.value.message_dict) == {"password"}
    given = {"password": "new", "token": "t"}
    assert joined(Mailbox(), row, row.options, given) == given
