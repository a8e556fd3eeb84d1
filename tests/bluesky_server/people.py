"""People with an account there, who write with a program of their own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import requests

PASSWORD = "mật khẩu chính của tài khoản"
FEED = "app.bsky.feed"
POST = f"{FEED}.post"
_numbers = count(1)


class Person:
    """Somebody new; `name` is the first part of the handle."""

    def __init__(self, network: Any, name: str) -> None:
        self.xrpc = f"{network.url}/xrpc"
        self.handle = f"{name}{next(_numbers)}.test"
        self.token = ""
        made = self.say(
            "com.atproto.server.createAccount",
            {"handle": self.handle, "email": f"{self.handle}@example.test", "password": PASSWORD},
        )
        self.did, self.token = made["did"], made["accessJwt"]

    def say(self, method: str, told: Any = None, **more: Any) -> dict:
        return self._ask("POST", method, **({"json": told} if told is not None else {}), **more)

    def ask(self, method: str, **params: Any) -> dict:
        return self._ask("GET", method, params=params)

    def _ask(self, verb: str, method: str, headers: Any = None, **more: Any) -> dict:
        headers = (headers or {}) | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        answer = requests.request(
            verb, f"{self.xrpc}/{method}", headers=headers, timeout=20, **more
        )
        assert answer.ok, (method, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    # What a person does.

    def app_password(self, name: str = "desk") -> str:
        return self.say("com.atproto.server.createAppPassword", {"name": name})["password"]

    def revoke(self, name: str = "desk") -> None:
        self.say("com.atproto.server.revokeAppPassword", {"name": name})

    def write(self, record: dict, kind: str = POST, **more: str) -> dict:
        """Write a record; its reference, as others name it."""
        told = {"repo": self.did, "collection": kind, "record": {"$type": kind, **record}, **more}
        made = self.say("com.atproto.repo.createRecord", told)
        return {"uri": made["uri"], "cid": made["cid"]}

    def post(self, text: str, **more: Any) -> dict:
        return self.write(words(text, **more))

    def write_many(self, records: list[dict], kind: str = POST) -> list[dict]:
        """In one go, which the server allows up to two hundred; the references."""
        make = "com.atproto.repo.applyWrites#create"
        writes = [
            {"$type": make, "collection": kind, "value": {"$type": kind, **record}}
            for record in records
        ]
        made = self.say("com.atproto.repo.applyWrites", {"repo": self.did, "writes": writes})
        return [{"uri": one["uri"], "cid": one["cid"]} for one in made["results"]]

    def post_many(self, texts: list[str]) -> list[dict]:
        return self.write_many([words(text) for text in texts])

    def reply(self, text: str, to: dict, root: dict | None = None, **more: Any) -> dict:
        return self.post(text, reply={"root": root or to, "parent": to}, **more)

    def quote(self, text: str, of: dict) -> dict:
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": of})

    def like(self, *posts: dict) -> None:
        self.write_many([{"subject": one, "createdAt": stamp()} for one in posts], f"{FEED}.like")

    def repost(self, *posts: dict) -> None:
        self.write_many([{"subject": one, "createdAt": stamp()} for one in posts], f"{FEED}.repost")

    def post_deep(self, text: str, depth: int) -> None:
        """A post with something embedded that is nested so deep; Python would not write it."""
        post = json.dumps({"$type": POST, **words(text, embed={"$type": "test.deep", "a": "HERE"})})
        post = post.replace('"HERE"', "[" * depth + "]" * depth)
        told = f'{{"repo": "{self.did}", "collection": "{POST}", "record": {post}}}'
        kind = {"Content-Type": "application/json"}
        self.say("com.atproto.repo.createRecord", data=told.encode(), headers=kind)

    def mention(self, whom: Person, text: str) -> dict:
        called = f"@{whom.handle}"
        features = [{"$type": "app.bsky.richtext.facet#mention", "did": whom.did}]
        index = {"byteStart": 0, "byteEnd": len(called.encode())}
        return self.post(f"{called} {text}", facets=[{"index": index, "features": features}])

    def picture(self, content: bytes, alt: str) -> dict:
        """A picture to be embedded, described by its author."""
        made = self.say(
            "com.atproto.repo.uploadBlob", data=content, headers={"Content-Type": "image/png"}
        )
        return {"$type": "app.bsky.embed.images", "images": [{"alt": alt, "image": made["blob"]}]}

    def call_oneself(self, name: str) -> None:
        self.write({"displayName": name}, "app.bsky.actor.profile", rkey="self")

    def delete(self, made: dict, kind: str = POST) -> None:
        rkey = made["uri"].rpartition("/")[2]
        told = {"repo": self.did, "collection": kind, "rkey": rkey}
        self.say("com.atproto.repo.deleteRecord", told)

    # What anybody can see.

    def records(self, kind: str = POST) -> list[dict]:
        """What stands in this account, the newest first."""
        params = {"repo": self.did, "collection": kind, "limit": 100}
        return self.ask("com.atproto.repo.listRecords", **params)["records"]


def words(text: str, **more: Any) -> dict:
    return {"text": text, "createdAt": stamp(), "langs": ["vi"], **more}


def stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
