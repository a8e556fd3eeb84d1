"""Zalo: an Official Account writes a consultation message to somebody who has written to it.

Its access token lasts about a day and its refresh token is good once: renewing gives new ones for
both. It is done in one place (`renewed`), by whoever holds the account's lease, never while sending.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from crisisdesk.kernel.clock import now
from outbox.publishers.judging import answered, clean, not_yet, refused, unclear
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import ZaloForm
from outbox.reaching.words import chat

if TYPE_CHECKING:
    from outbox.failures import DeliveryError
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

OK = 200
MOST = 2000
#: Numbers that the API gives in `error`; 0 is success. An unknown one is a refusal that is shown.
EXPIRED = {-216, -124}
TOO_MANY = {-32}
QUOTA = {-211, -224}
NO_PERSON = {-213, -217, -227}
NOT_LATELY = {-230, -232}
BUSY = {-200}
RENEWED_IN = timedelta(seconds=20)


class Zalo(Way):
    kind = channel = "zalo"
    label = "Zalo"
    about = __("An Official Account and the app that may write in its name.")
    form = ZaloForm
    secrets = ("secret_key", "refresh_token", "access_token")
    bound_to = ("service", "sign_in")

    def check(self, account: Account) -> str:
        answer = account.door.get(
            f"{account.options['service']}/v2.0/oa/getoa",
            headers={"access_token": account.secrets["access_token"]},
        )
        return str(_data(answer, account).get("name") or "Zalo OA")

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        answer = account.door.post(
            f"{account.options['service']}/v3.0/oa/message/cs",
            headers={"access_token": account.secrets["access_token"]},
            json={"recipient": {"user_id": address}, "message": {"text": chat(word, MOST)}},
        )
        return Handed(id=str(_data(answer, account).get("message_id") or ""))


def renewed(account: Account) -> dict[str, Any]:
    """New tokens for old ones, and the seconds they last; the old refresh token is dead then."""
    answer = account.door.post(
        f"{account.options['sign_in']}/v4/oa/access_token",
        headers={"secret_key": account.secrets["secret_key"]},
        data={
            "refresh_token": account.secrets["refresh_token"],
            "app_id": account.options["app_id"],
            "grant_type": "refresh_token",
        },
    )
    if answer.status_code != OK:
        raise answered(answer, account)
    found = answer.json()
    if not found.get("access_token") or not found.get("refresh_token"):
        said = clean(str(found.get("error_description") or found.get("error_name") or ""), {})
        raise refused("login", answer, said)
    return {
        "access_token": str(found["access_token"]),
        "refresh_token": str(found["refresh_token"]),
        "lasts": int(found.get("expires_in") or 0),
    }


def _data(answer: Any, account: Account) -> dict[str, Any]:
    if answer.status_code != OK:
        raise answered(answer, account)
    document = answer.json()
    if document["error"] != 0:
        said = clean(str(document.get("message", "")), account.secrets)
        raise _failure(document["error"], said, answer)
    return dict(document.get("data") or {})


def _failure(number: int, said: str, answer: Any) -> DeliveryError:
    if number in EXPIRED:
        return not_yet("renewing", answer, "", now() + RENEWED_IN)
    if number in TOO_MANY:
        return not_yet("rate", answer, said)
    if number in BUSY:
        return unclear("server", answer, said)
    kinds = (("no_interaction", NOT_LATELY), ("quota", QUOTA), ("address_refused", NO_PERSON))
    code = next((code for code, numbers in kinds if number in numbers), "refused")
    return refused(code, answer, f"{said} ({number})")
