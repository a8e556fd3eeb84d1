"""The five networks on loopback, in the shapes of their public documentation.

Each keeps what it took in `posts` and refuses keys it does not know. `odd` is an answer, or a
function of the question, that it gives to the posting call instead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from urllib.parse import parse_qs

from tests.monitoring.connectors.web import Answer

JSON = {"Content-Type": "application/json; charset=utf-8"}


def reply(document, status=200, **headers):
    named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps(document).encode(), status, named)


class Network:
    """One network; `path` is where it takes posts."""

    kind = ""
    path = ""
    secrets: dict = {}
    #: What its own words for a refusal look like, and the very words.
    refusal: tuple = ({}, "")

    def __init__(self, web) -> None:
        self.web, self.posts, self.odd = web, [], None
        self.hold = threading.Event()
        web.says(self.path, self.take)
        self.prepare()

    def prepare(self) -> None:
        """Say what other addresses answer."""

    @property
    def options(self) -> dict:
        return {"service": self.web.url}

    def values(self, **more) -> dict:
        """What a person types to connect it."""
        return {"name": "Sao Mai", "language": "vi", **self.options, **self.secrets, **more}

    def calls(self) -> int:
        """How often something was to be posted."""
        return len(self.web.asked_for(self.path))

    def take(self, question):
        if self.odd is not None:
            return self.odd(question) if callable(self.odd) else self.odd
        if not self.knows(question):
            return reply(self.refusal[0], self.refused_with())
        return self.accept(question)

    def refused_with(self) -> int:
        return 401

    def knows(self, question) -> bool:
        return (
            question.headers.get("authorization") == f"Bearer {next(iter(self.secrets.values()))}"
        )

    def accept(self, question):
        raise NotImplementedError

    # What may go wrong.

    def hangs(self):
        """Reads the post, keeps it perhaps, and says nothing."""

        def wait(question):
            self.accept(question)
            self.hold.wait(20)
            return b""

        self.odd = wait

    def breaks_off(self):
        """Takes the post and dies in the middle of its answer."""

        def half(question):
            self.accept(question)
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
            )
            return head + b'{"id": "1", "ok": tr'

        self.odd = half

    def hangs_up(self):
        """Reads the post and closes the line without a word."""

        def nothing(question):
            self.accept(question)
            return b""

        self.odd = nothing


class Mastodon(Network):
    kind, path = "mastodon", "/api/v1/statuses"
    secrets = {"access_token": "tok-mastodon"}
    refusal = ({"error": "The access token is invalid"}, "The access token is invalid")

    @property
    def options(self):
        return {"instance": self.web.url}

    def prepare(self):
        self.keys = {}
        self.web.says("/api/v1/accounts/verify_credentials", self.me)
        self.web.says("/api/v1/accounts/7/statuses", lambda _q: reply([*reversed(self.rows())]))

    def me(self, question):
        if not self.knows(question):
            return reply(self.refusal[0], 401)
        return reply({"id": "7", "username": "saomai", "acct": "saomai"})

    def accept(self, question):
        form = {name: found[0] for name, found in parse_qs(question.body.decode()).items()}
        key = question.headers["idempotency-key"]
        if key not in self.keys:
            self.posts.append({"text": form["status"], **form})
            self.keys[key] = len(self.posts)
        return reply(self.rows()[self.keys[key] - 1])

    def rows(self):
        return [
            {
                "id": f"10{number}", "uri": f"https://mastodon.example/users/saomai/statuses/10{number}",
                "url": f"https://mastodon.example/@saomai/10{number}", "visibility": "public",
                "created_at": "2026-11-30T03:00:00.000Z",
                "content": "<p>" + post["text"].replace("\n\n", "</p><p>") + "</p>",
            }
            for number, post in enumerate(self.posts, 1)
        ]  # fmt: skip


def token(**claims):
    """A token that says when it ends; nobody here checks its seal."""
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ) + ".eA"  # fmt: skip


class Bluesky(Network):
    kind, path = "bluesky", "/xrpc/com.atproto.repo.putRecord"
    secrets = {"app_password": "abcd-efgh"}
    refusal = (
        {"error": "AuthenticationRequired", "message": "Invalid identifier or password"},
        "Invalid identifier or password",
    )

    @property
    def options(self):
        return {"service": self.web.url, "handle": "saomai.bsky.example"}

    def prepare(self):
        self.records = {}
        self.web.says("/xrpc/com.atproto.server.createSession", self.sign_in)
        self.web.says("/xrpc/com.atproto.repo.getRecord", self.get)

    def sign_in(self, question):
        if json.loads(question.body)["password"] != self.secrets["app_password"]:
            return reply(self.refusal[0], 401)
        end = int(time.time()) + 7200
        claims = {"sub": "did:plc:our", "iat": end - 7200, "exp": end, "scope": "x"}
        self.session = token(**claims)
        return reply(
            {"accessJwt": self.session, "refreshJwt": token(**claims, jti="r"),
             "did": "did:plc:our", "handle": "saomai.bsky.example", "active": True}
        )  # fmt: skip

    def knows(self, question):
        return question.headers.get("authorization") == f"Bearer {self.session}"

    def accept(self, question):
        asked = json.loads(question.body)
        if asked["rkey"] not in self.records:
            self.posts.append(asked["record"] | {"rkey": asked["rkey"]})
        self.records[asked["rkey"]] = asked["record"]
        return reply(self.named(asked["rkey"]))

    def named(self, rkey):
        digest = hashlib.sha256(rkey.encode()).digest()
        cid = "bafyrei" + base64.b32encode(digest).decode().lower().rstrip("=")
        return {"uri": f"at://did:plc:our/app.bsky.feed.post/{rkey}", "cid": cid}

    def get(self, question):
        rkey = question.query["rkey"]
        if rkey not in self.records:
            return reply({"error": "RecordNotFound", "message": "Could not locate record"}, 400)
        return reply(self.named(rkey) | {"value": self.records[rkey]})


class Telegram(Network):
    kind, path = "telegram", "/bot123:tok-telegram/sendMessage"
    secrets = {"bot_token": "123:tok-telegram"}
    refusal = (
        {"ok": False, "error_code": 403, "description": "Forbidden: bot is not a member"},
        "Forbidden: bot is not a member",
    )
    chat = {"id": -1001234567890, "title": "Sao Mai", "username": "saomai", "type": "channel"}

    @property
    def options(self):
        return {"service": self.web.url, "chat": "@saomai"}

    def prepare(self):
        bot = {"id": 123, "is_bot": True, "first_name": "Sao Mai", "username": "saomai_bot"}
        base = "/bot123:tok-telegram/"
        self.web.says(f"{base}getMe", reply({"ok": True, "result": bot}))
        self.web.says(f"{base}getChat", reply({"ok": True, "result": self.chat}))
        self.may_post(True)

    def may_post(self, yes):
        member = {"status": "administrator", "can_post_messages": yes}
        self.web.says("/bot123:tok-telegram/getChatMember", reply({"ok": True, "result": member}))

    def knows(self, _question):
        return True

    def accept(self, question):
        asked = json.loads(question.body)
        self.posts.append(asked)
        made = {"message_id": len(self.posts), "chat": self.chat, "date": 1, "text": asked["text"]}
        return reply({"ok": True, "result": made})


class Facebook(Network):
    kind, path = "facebook", "/v24.0/1000200030004/feed"
    secrets = {"page_token": "EAAtok-facebook"}
    refusal = (
        {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190,
                   "fbtrace_id": "A1"}},
        "Invalid OAuth access token.",
    )  # fmt: skip

    @property
    def options(self):
        return {"service": self.web.url + "/v24.0", "page_id": "1000200030004"}

    def prepare(self):
        self.web.says("/v24.0/me", self.me)
        self.web.says("/v24.0/1000200030004/posts", lambda _q: reply({"data": self.rows()}))

    def refused_with(self):
        return 400

    def me(self, question):
        if not self.knows(question):
            return reply(self.refusal[0], 400)
        return reply({"id": "1000200030004", "name": "Sao Mai"})

    def accept(self, question):
        self.posts.append({"text": parse_qs(question.body.decode())["message"][0]})
        return reply({"id": f"1000200030004_{len(self.posts)}"})

    def rows(self):
        return [
            {"id": f"1000200030004_{number}", "message": post["text"],
             "permalink_url": f"https://www.facebook.com/saomai/posts/{number}"}
            for number, post in enumerate(self.posts, 1)
        ]  # fmt: skip


class Webhook(Network):
    kind, path = "webhook", "/hook"
    secrets = {"secret": "a-shared-secret-of-24-chars"}
    refusal = ({"message": "wrong signature"}, "wrong signature")

    @property
    def options(self):
        return {"url": self.web.url + "/hook", "channel": "website"}

    def knows(self, question):
        given = dict(
            part.partition("=")[::2] for part in question.headers["x-signature"].split(",")
        )
        head = f"{given['t']}.{given['n']}.".encode()
        key = self.secrets["secret"].encode()
        wanted = hmac.new(key, head + question.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, given["v1"]) and abs(time.time() - int(given["t"])) < 300

    def accept(self, question):
        asked = json.loads(question.body)
        if asked["type"] == "ping":
            return reply({})
        self.posts.append(asked | {"delivery": question.headers["x-crisisdesk-delivery"]})
        number = len(self.posts)
        return reply({"id": str(number), "url": f"https://www.saomai.example/tin/{number}"})


NETWORKS = {one.kind: one for one in (Mastodon, Bluesky, Telegram, Facebook, Webhook)}
