"""Your own program, told by one signed POST; it posts where it likes.

`X-Signature: t=<unix seconds>,n=<nonce>,v1=<hex>` is the HMAC-SHA256 of `<t>.<nonce>.<body>` under
the account's secret: what the desk itself asks of those who call it.
`X-Crisisdesk-Delivery` stays the same when a text is sent again, so that it can be told apart.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets as chance
import time
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso
from outbox.publishers.base import Account, Post, Published, Publisher
from outbox.publishers.forms import WebhookForm
from outbox.publishers.judging import answered

TAKEN = range(200, 300)
LONGEST = 1000


class SignedWebhook(Publisher):
    kind = "webhook"
    label = _("Signed webhook")
    about = _("A program of yours that posts on a channel the desk does not know.")
    form = WebhookForm
    secrets = ("secret",)
    bound_to = ("url",)
    replies = False

    def place(self, options: dict[str, Any]) -> str:
        return urlsplit(options["url"]).hostname or ""

    def host(self, options: dict[str, Any]) -> str:
        """Known by its channel alone."""
        return ""

    def check(self, account: Account) -> str:
        _send(account, {"type": "ping"}, "")
        return self.place(account.options)

    def publish(self, account: Account, post: Post) -> Published:
        document = {
            "type": "publication",
            "channel": account.options["channel"],
            "at": iso(post.at),
            "language": post.language,
            "title": post.title,
            "text": post.text,
            "link": post.link,
            "reply_to": post.reply_to.get("url", ""),
        }
        answer = _send(account, document, hashlib.sha256(post.key.encode()).hexdigest()[:32])
        return _published(answer)


def _send(account: Account, document: dict[str, Any], delivery: str) -> Any:
    content = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Signature": signature(content, account.secrets["secret"]),
    }
    if delivery:
        headers["X-Crisisdesk-Delivery"] = delivery
    answer = account.door.post(account.options["url"], data=content, headers=headers)
    if answer.status_code not in TAKEN:
        raise answered(answer, account)
    return answer


def signature(content: bytes, secret: str, at: int | None = None, nonce: str = "") -> str:
    """Bound to a moment and used once: an overheard call cannot be repeated."""
    at, nonce = at or int(time.time()), nonce or chance.token_hex(16)
    mac = hmac.new(secret.encode(), f"{at}.{nonce}.".encode() + content, hashlib.sha256)
    return f"t={at},n={nonce},v1={mac.hexdigest()}"


def _published(answer: Any) -> Published:
    """It may answer with the id and the address of what it made; it need not."""
    try:
        document = answer.json()
    except ValueError:
        return Published()
    if not isinstance(document, dict):
        return Published()
    url = str(document.get("url") or "")
    safe = url if url.startswith("https://") and len(url) <= LONGEST else ""
    return Published(id=str(document.get("id") or "")[:200], url=safe)
