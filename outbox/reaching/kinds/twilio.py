"""Twilio: text messages and calls, with signed word about their arrival (API 2010-04-01)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from django.utils.translation import gettext_lazy as __

from outbox.publishers.judging import answered, refused, words
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import TwilioForm, TwilioVoiceForm
from outbox.reaching.words import sms, spoken

if TYPE_CHECKING:
    from outbox.failures import DeliveryError
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

MADE = {200, 201}
#: Error codes of the API about the number that was called, not about us.
NO_NUMBER = {21211, 21214, 21217, 21219, 21610, 21612, 21614, 13223, 13224}
ARRIVED = {"delivered", "read", "in-progress", "answered", "completed"}
LOST = {"failed", "undelivered", "busy", "no-answer", "canceled"}
VOICES = {"vi": "vi-VN", "en": "en-US"}


class Twilio(Way):
    secrets = ("auth_token",)
    bound_to = ("service", "account_sid")
    confirms = True
    resource = ""

    def check(self, account: Account) -> str:
        answer = account.door.get(_address(account) + ".json", auth=_key(account))
        if answer.status_code not in MADE:
            raise answered(answer, account)
        return str(answer.json()["friendly_name"])

    def said(self, account: Account, word: Word) -> dict[str, str]:
        raise NotImplementedError

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        fields = {"To": address, **self.said(account, word)}
        if word.callback.startswith("https://"):
            fields["StatusCallback"] = word.callback
        answer = account.door.post(
            f"{_address(account)}/{self.resource}.json", data=fields, auth=_key(account)
        )
        if answer.status_code not in MADE:
            raise _failure(answer, account)
        return Handed(id=str(answer.json()["sid"]))

    def arrived(
        self, account: Account, url: str, headers: dict[str, str], body: bytes
    ) -> bool | None:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        wanted = signed(url, fields, account.secrets["auth_token"])
        if not hmac.compare_digest(wanted, headers.get("x-twilio-signature", "")):
            raise ValueError
        status = fields.get("MessageStatus") or fields.get("CallStatus")
        return True if status in ARRIVED else False if status in LOST else None


class TwilioSms(Twilio):
    kind, channel = "twilio_sms", "sms"
    label = __("Text messages by Twilio")
    about = __("An account there, with a number or a registered brand name.")
    form = TwilioForm
    resource = "Messages"

    def said(self, account: Account, word: Word) -> dict[str, str]:
        sender = account.options["sender"]
        field = "MessagingServiceSid" if sender.startswith("MG") else "From"
        return {field: sender, "Body": sms(word)}


class TwilioVoice(Twilio):
    kind, channel = "twilio_voice", "voice"
    label = __("Calls by Twilio")
    about = __("An account there, with a number that may call.")
    form = TwilioVoiceForm
    resource = "Calls"

    def said(self, account: Account, word: Word) -> dict[str, str]:
        language = VOICES.get(word.language, VOICES["en"])
        words = f'<Say language="{language}">{escape(spoken(word))}</Say>'
        return {"From": account.options["sender"], "Twiml": f"<Response>{words}</Response>"}


def _address(account: Account) -> str:
    return f"{account.options['service']}/2010-04-01/Accounts/{account.options['account_sid']}"


def _key(account: Account) -> tuple[str, str]:
    return account.options["account_sid"], account.secrets["auth_token"]


def _failure(answer: Any, account: Account) -> DeliveryError:
    try:
        number = answer.json().get("code")
    except (ValueError, AttributeError):
        number = None
    if number in NO_NUMBER:
        return refused("address_refused", answer, words(answer, account.secrets))
    return answered(answer, account)


def signed(url: str, fields: dict[str, str], token: str) -> str:
    """What Twilio signs its calls with: the address, then all fields by name (their rule)."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(token.encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()
