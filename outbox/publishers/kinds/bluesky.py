"""Bluesky. The record's name is chosen by us, so that one post has one place and can be looked up."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from outbox.publishers.base import Account, Post, Published, Publisher
from outbox.publishers.forms import BlueskyForm
from outbox.publishers.judging import answered

if TYPE_CHECKING:
    from datetime import datetime

POSTS = "app.bsky.feed.post"
NOT_FOUND = {400, 404}
#: Sign-in with a wrong password is answered so.
NO_SIGN_IN = {400, 401}
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+")
#: What ends a sentence rather than an address.
_ENDINGS = ".,;:!?…'’"


class Bluesky(Publisher):
    kind = "bluesky"
    label = "Bluesky"
    about = _("A handle and an app password.")
    channel = "bluesky"
    form = BlueskyForm
    secrets = ("app_password",)
    bound_to = ("service", "handle")
    can_look = True

    def place(self, options: dict[str, Any]) -> str:
        return f"@{options['handle']}"

    def host(self, options: dict[str, Any]) -> str:
        """Posts are read in the network's own app, whatever server holds them."""
        return "bsky.app"

    def check(self, account: Account) -> str:
        return f"@{session(_signed_in(account)).handle}"

    def publish(self, account: Account, post: Post) -> Published:
        with account.preparing():
            client = _signed_in(account)
        made = client.com.atproto.repo.put_record(
            {"repo": session(client).did, "collection": POSTS, "rkey": name_of(post),
             "record": record(post)}
        )  # fmt: skip
        return _published(session(client).did, made.uri, str(made.cid), post)

    def look(self, account: Account, post: Post) -> Published | None:
        client = _signed_in(account)
        account.door.last = None
        try:
            found = client.com.atproto.repo.get_record(
                {"repo": session(client).did, "collection": POSTS, "rkey": name_of(post)}
            )
        except Exception:
            if _says_not_found(account):
                return None
            raise
        # Under our name stand other words: whatever that is, it is not this post.
        if getattr(found.value, "text", post.text) != post.text:
            return None
        return _published(session(client).did, found.uri, str(found.cid), post)


def _signed_in(account: Account) -> Any:
    from atproto_client import Client  # noqa: PLC0415 -- takes seconds to load

    from outbox.carriers import bluesky_request  # noqa: PLC0415

    client = Client(account.options["service"], request=bluesky_request(account.door))
    try:
        client.login(
            account.options["handle"], account.secrets["app_password"], fetch_bsky_profile=False
        )
    except Exception as error:
        last = account.door.last
        if last is not None and last.status_code in NO_SIGN_IN:
            last.status_code = 401
            raise answered(last, account) from error
        raise
    return client


def session(client: Any) -> Any:
    """Who we are to the network."""
    return client._session  # noqa: SLF001 -- `me` asks once more, and answers no more than this


def _says_not_found(account: Account) -> bool:
    last = account.door.last
    if last is None or last.status_code not in NOT_FOUND:
        return False
    try:
        return "notfound" in str(last.json().get("error", "")).lower().replace(" ", "")
    except (ValueError, AttributeError):
        return False


def name_of(post: Post) -> str:
    """A name of the kind the network asks for (TID): the moment, and ten bits of our key."""
    moment = int(post.at.timestamp() * 1_000_000)
    mark = int.from_bytes(hashlib.sha256(post.key.encode()).digest()[:2]) & 0x3FF
    number = (moment << 10) | mark
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(60, -1, -5))


def record(post: Post) -> dict[str, Any]:
    """The post as the network stores it; the same words give the same record."""
    found = {
        "$type": POSTS,
        "text": post.text,
        "createdAt": _stamp(post.at),
        "langs": [post.language],
    }
    if facets := _links(post):
        found["facets"] = facets
    if post.reply_to.get("cid"):
        parent = {"uri": post.reply_to["id"], "cid": post.reply_to["cid"]}
        found["reply"] = {"root": post.reply_to.get("root") or parent, "parent": parent}
    return found


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _links(post: Post) -> list[dict[str, Any]]:
    """Addresses are links only where the record says so, counted in bytes."""
    found = []
    for match in _ADDRESS.finditer(post.text):
        url, begin = _without_marks(match[0]), len(post.text[: match.start()].encode())
        if url.endswith("//"):
            continue
        index = {"byteStart": begin, "byteEnd": begin + len(url.encode())}
        features = [{"$type": "app.bsky.richtext.facet#link", "uri": url}]
        found.append({"index": index, "features": features})
    return found


def _without_marks(url: str) -> str:
    """The address alone; a bracket may be part of it."""
    while url[-1] in _ENDINGS or (url[-1] == ")" and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


def _published(did: str, uri: str, cid: str, post: Post) -> Published:
    url = f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}"
    me = {"uri": uri, "cid": cid}
    root = post.reply_to.get("root") if post.reply_to.get("cid") else None
    if root is None and post.reply_to.get("cid"):
        root = {"uri": post.reply_to["id"], "cid": post.reply_to["cid"]}
    return Published(id=uri, url=url, more={"cid": cid, "root": root or me})
