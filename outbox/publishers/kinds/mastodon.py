"""Mastodon and servers that speak like it. A repeated key is posted once, for an hour."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from outbox.publishers.base import Account, Post, Published, Publisher
from outbox.publishers.forms import MastodonForm

#: How far back one looks for a post.
NEWEST = 40
_BREAK = re.compile(r"<br\s*/?>|</p>")
_TAG = re.compile(r"<[^>]*>")


class Mastodon(Publisher):
    kind = "mastodon"
    label = "Mastodon"
    about = _("An access token of your own application on your server.")
    channel = "mastodon"
    form = MastodonForm
    secrets = ("access_token",)
    bound_to = ("instance",)
    can_look = True

    def place(self, options: dict[str, Any]) -> str:
        return self.host(options)

    def host(self, options: dict[str, Any]) -> str:
        return urlsplit(options["instance"]).hostname or ""

    def check(self, account: Account) -> str:
        return f"@{_client(account).account_verify_credentials()['acct']}@" + self.host(
            account.options
        )

    def publish(self, account: Account, post: Post) -> Published:
        answer = _client(account).status_post(
            post.text,
            visibility="public",
            language=post.language,
            in_reply_to_id=post.reply_to.get("id") or None,
            idempotency_key=hashlib.sha256(post.key.encode()).hexdigest(),
        )
        return _published(answer)

    def look(self, account: Account, post: Post) -> Published | None:
        client = _client(account)
        me = client.account_verify_credentials()["id"]
        rows = client.account_statuses(me, limit=NEWEST, exclude_reblogs=True)
        wanted = _bare(post.text)
        return next((_published(row) for row in rows if _bare(_plain(row)) == wanted), None)


def _client(account: Account) -> Any:
    from mastodon import Mastodon as Client  # noqa: PLC0415 -- only where it is used

    return Client(
        access_token=account.secrets["access_token"],
        api_base_url=account.options["instance"],
        session=account.door,
        ratelimit_method="throw",
        # Said once and for all: asking would be a request more.
        mastodon_version="4.0.0",
        version_check_mode="created",
        user_agent=account.door.headers["User-Agent"],
    )


def _published(answer: Any) -> Published:
    # The library fills in what an answer lacks.
    if not answer["id"] or not answer["uri"]:
        raise ValueError
    return Published(id=str(answer["id"]), url=str(answer["url"] or answer["uri"]))


def _plain(row: Any) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", row["content"])))


def _bare(text: str) -> str:
    """Without the white space that the server sets otherwise."""
    return "".join(text.split())
