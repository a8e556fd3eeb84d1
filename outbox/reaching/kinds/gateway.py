"""Any provider of text messages or calls, described by its account: address, content, success.

Every call carries `X-Signature` (see `publishers.kinds.webhook`). A provider that tells about arrival
posts `{"id": …, "status": "delivered" | "failed"}` to the callback, signed in the same way.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from outbox.publishers.judging import answered, refused, unclear, words
from outbox.publishers.kinds.webhook import signature
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import PLACE, GatewayForm
from outbox.reaching.words import sms, spoken

if TYPE_CHECKING:
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

TAKEN = range(200, 300)
#: A signed call back may be so many seconds old.
FRESH = 300
ARRIVED, LOST = {"delivered", "answered"}, {"failed", "undelivered", "no-answer", "busy"}


class Gateway(Way):
    form = GatewayForm
    secrets = ("header_value", "secret")
    bound_to = ("url",)
    confirms = True
    checks = False

    def words(self, word: Word) -> str:
        raise NotImplementedError

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        places = {
            "to": address,
            "text": self.words(word),
            "id": hashlib.sha256(word.key.encode()).hexdigest()[:32],
            "language": word.language,
            "callback": word.callback,
            "secret": account.secrets.get("header_value", ""),
        }
        answer = _called(account, _filled(json.loads(account.options["template"]), places))
        if answer.status_code not in TAKEN:
            raise answered(answer, account)
        return Handed(id=_judged(answer, account))

    def arrived(
        self, account: Account, url: str, headers: dict[str, str], body: bytes
    ) -> bool | None:
        prove(body, headers.get("x-signature", ""), account.secrets["secret"])
        found = json.loads(body)
        status = found.get("status") if isinstance(found, dict) else None
        return True if status in ARRIVED else False if status in LOST else None


class SmsGateway(Gateway):
    kind, channel = "sms_gateway", "sms"
    label = __("Text messages by any gateway")
    about = __("eSMS, SpeedSMS, your own modem: whoever takes a web request.")

    def words(self, word: Word) -> str:
        return sms(word)


class VoiceGateway(Gateway):
    kind, channel = "voice_gateway", "voice"
    label = __("Calls by any gateway")
    about = __("Whoever takes a web request and reads a text aloud to a number.")

    def words(self, word: Word) -> str:
        return spoken(word)


def _filled(found: Any, places: dict[str, str]) -> Any:
    """The template with its places filled; a value stays inside of its own text."""
    if isinstance(found, dict):
        return {name: _filled(value, places) for name, value in found.items()}
    if isinstance(found, list):
        return [_filled(value, places) for value in found]
    if isinstance(found, str):
        return PLACE.sub(lambda place: places[place[1]], found)
    return found


def _called(account: Account, document: dict[str, Any]) -> Any:
    options, headers, more = account.options, {}, {}
    content = b""
    if options["method"] == "GET":
        more = {"params": document}
    elif options["body"] == "form":
        more = {"data": document}
    else:
        content = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        more, headers["Content-Type"] = {"data": content}, "application/json; charset=utf-8"
    if options.get("header") and account.secrets.get("header_value"):
        headers[options["header"]] = account.secrets["header_value"]
    headers["X-Signature"] = signature(content, account.secrets["secret"])
    return account.door.request(options["method"], options["url"], headers=headers, **more)


def _judged(answer: Any, account: Account) -> str:
    """The number of a message that was taken by the account's own rule."""
    rule, path = account.options.get("success"), account.options.get("id_path")
    if not rule and not path:
        return ""
    try:
        document = answer.json()
    except ValueError:
        if rule:
            raise unclear("not_understood", answer) from None
        return ""
    if rule:
        place, _sign, wanted = rule.partition("=")
        if str(_at(document, place)) != wanted:
            raise refused("refused", answer, words(answer, account.secrets))
    return str(_at(document, path) or "")[:100] if path else ""


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def prove(body: bytes, header: str, secret: str) -> None:
    """Pass, or ValueError: somebody else called, or this call was overheard long ago."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at, nonce = parts.get("t", ""), parts.get("n", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > FRESH:
        raise ValueError
    mac = hmac.new(secret.encode(), f"{at}.{nonce}.".encode() + body, hashlib.sha256)
    if not hmac.compare_digest(mac.hexdigest(), parts.get("v1", "")):
        raise ValueError
