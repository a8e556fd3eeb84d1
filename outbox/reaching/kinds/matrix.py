"""Matrix: the desk's account writes into a room with one person.

Plain calls of the client-server API: a message is one PUT under a transaction id that the home
server knows again, so that sending twice is once. Rooms are not encrypted; say so where it matters.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as __

from outbox.failures import Permanent
from outbox.publishers.judging import answered, clean, refused
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import MatrixForm
from outbox.reaching.words import chat

if TYPE_CHECKING:
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

OK = 200
MOST = 4000
FORBIDDEN = 403
#: Error codes of the API that say something about the key, and about the person.
NO_KEY = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"}


class Matrix(Way):
    kind = channel = "matrix"
    label = "Matrix"
    about = __("An account of its own on a home server.")
    form = MatrixForm
    secrets = ("access_token",)
    bound_to = ("service",)
    repeats = True

    def check(self, account: Account) -> str:
        return str(_ask(account, "GET", "account/whoami")["user_id"])

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        room = memory.get("room") or _new_room(account, address)
        try:
            made = _say(account, room, word)
        except Permanent as failure:
            if "room" not in memory or failure.answer != FORBIDDEN:
                raise
            # The person has left the old room, or it was closed.
            room = _new_room(account, address)
            made = _say(account, room, word)
        return Handed(id=str(made["event_id"]), memory={"room": room})


def _say(account: Account, room: str, word: Word) -> dict[str, Any]:
    number = hashlib.sha256(word.key.encode()).hexdigest()[:32]
    path = f"rooms/{quote(room, safe='')}/send/m.room.message/{number}"
    body = {"msgtype": "m.text", "body": chat(word, MOST)}
    return _ask(account, "PUT", path, json=body)


def _new_room(account: Account, person: str) -> str:
    """A room with one guest, who is asked in; a second one would be an oddity, not a harm."""
    asked = {"preset": "trusted_private_chat", "is_direct": True, "invite": [person]}
    with account.preparing():
        made = _ask(account, "POST", "createRoom", json={**asked, "name": "crisisdesk"})
    return str(made["room_id"])


def _ask(account: Account, method: str, path: str, **more: Any) -> dict[str, Any]:
    answer = account.door.request(
        method,
        f"{account.options['service']}/_matrix/client/v3/{path}",
        headers={"Authorization": f"Bearer {account.secrets['access_token']}"},
        **more,
    )
    if answer.status_code != OK:
        failure = answered(answer, account)
        code = failure.facts["code"]
        if code in {"login", "forbidden", "refused"}:
            raise _refusal(answer, account)
        raise failure
    return dict(answer.json())


def _refusal(answer: Any, account: Account) -> Permanent:
    try:
        document = answer.json()
    except ValueError:
        document = {}
    found = document if isinstance(document, dict) else {}
    said = clean(str(found.get("error", "")), account.secrets)
    code = "login" if found.get("errcode") in NO_KEY else "address_refused"
    return refused(code, answer, said)
