"""Web push: a browser that has allowed it, also of a phone with the desk on its home screen.

The library encrypts (RFC 8291) and signs (RFC 8292); what it sends goes over the desk's own door.
A push service replaces what waits under the same `Topic`, and the browser what it shows under the
same tag: sending again does no harm.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from outbox.publishers.judging import answered, refused
from outbox.reaching.base import Handed, Way

if TYPE_CHECKING:
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

OK = range(200, 203)
GONE = {404, 410}
#: Seconds that the push service keeps it for a phone that is switched off.
KEEPS, KEEPS_CALL = 86_400, 3_600
LASTS = 12 * 3_600
#: Letters; the encrypted message may have 4096 bytes.
MOST = 600


class WebPush(Way):
    kind = channel = "push"
    label = __("Push message")
    about = __("On a phone or computer whose browser has allowed it. Nothing to connect.")
    secrets = ("private_key",)
    repeats = True
    checks = False

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        from pywebpush import WebPusher  # noqa: PLC0415 -- only workers encrypt

        subscription = json.loads(address)
        headers = {
            **_signed(account, subscription["endpoint"]),
            "Topic": hashlib.sha256(word.key.encode()).hexdigest()[:32],
            "Urgency": "high" if word.wake else "normal",
        }
        answer = WebPusher(subscription, requests_session=account.door).send(
            json.dumps(_shown(word), ensure_ascii=False),
            headers,
            ttl=KEEPS_CALL if word.wake else KEEPS,
        )
        if answer.status_code in GONE:
            raise refused("gone", answer)
        if answer.status_code not in OK:
            raise answered(answer, account)
        return Handed(id=answer.headers.get("Location", "")[-200:])


def _shown(word: Word) -> dict[str, Any]:
    """What the service worker turns into a notification."""
    return {
        "title": word.title[:MOST],
        "body": "\n".join(word.more)[:MOST],
        "url": word.link,
        "answer": {"url": word.answer, "label": _("I take it")} if word.answer else None,
        "tag": hashlib.sha256(word.key.encode()).hexdigest()[:32],
        "wake": word.wake,
        "lang": word.language,
    }


def _signed(account: Account, endpoint: str) -> dict[str, str]:
    from py_vapid import Vapid02  # noqa: PLC0415 -- only workers sign

    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + LASTS,
        "sub": _owner(),
    }
    signer = Vapid02.from_string(account.secrets["private_key"])
    return dict(signer.sign(claims))


def _owner() -> str:
    """Whom a push service may complain to."""
    if settings.PUBLIC_URL.startswith("https://"):
        return str(settings.PUBLIC_URL)
    return f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def new_keys() -> tuple[str, str]:
    """A private key, and the public one that browsers subscribe with; both base64url."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 -- once in a life
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415
    from py_vapid.utils import b64urlencode  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    return b64urlencode(number), b64urlencode(point)
