"""The copy of the newsroom in an S3-compatible object store: `s3://bucket/prefix`.

A store replaces one object at a time and each of them whole, so the order does the rest: style and
fonts, then texts, then the lists that name them. A reader meets no half page and no link that leads
nowhere. Nothing is ever deleted. What was written last is known by `state.json` beside the pages.
"""

from __future__ import annotations

import contextlib
import json
import mimetypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

from newsroom.folder import STATE, alone

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds that a page may be kept by caches; style and fonts change with a release only.
FRESH, LASTING = 30, 3600
TYPES = {".atom": "application/atom+xml; charset=utf-8", ".json": "application/feed+json"}


class Refused(Exception):
    """The store does not take it, or its optional client is not installed."""


@dataclass
class Upload:
    """What goes up at the end, once every page could be rendered."""

    known: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[str, bytes]] = field(default_factory=list)
    written: int = 0

    def holds(self, path: str, fingerprint: str) -> bool:
        return self.known.get(path) == fingerprint

    def put(self, path: str, content: bytes, fingerprint: str = "") -> None:
        if fingerprint:
            self.known[path] = fingerprint
        self.waiting.append((path, content))
        self.written += 1


def is_address(place: str) -> bool:
    return place.startswith("s3://")


@contextlib.contextmanager
def release(place: str) -> Iterator[Upload]:
    """Collects what changed; it goes up once the block ends without an error."""
    parts = urlsplit(place)
    bucket, prefix = parts.netloc, parts.path.strip("/")
    store = _store()
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with alone(settings.DATA_DIR / "newsroom-copy.lock"), _told_in_words():
        upload = Upload(_known(store, bucket, _key(prefix, STATE)))
        yield upload
        # Style and fonts were collected last and go first.
        for path, content in sorted(upload.waiting, key=lambda row: row[0][:7] != "static/"):
            store.put_object(Bucket=bucket, Key=_key(prefix, path), Body=content, **_about(path))
        if upload.waiting:
            state = json.dumps({"pages": upload.known}).encode()
            store.put_object(Bucket=bucket, Key=_key(prefix, STATE), Body=state)


@contextlib.contextmanager
def _told_in_words() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- an optional extra

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Refused(str(error)) from error


def _store() -> Any:
    try:
        import boto3  # noqa: PLC0415 -- an optional extra
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise Refused("pip install -r requirements-s3.txt") from error
    patience = Config(connect_timeout=10, read_timeout=30, retries={"max_attempts": 3})
    # Keys and region come from where the protocol's own tools look for them.
    return boto3.client("s3", endpoint_url=settings.NEWSROOM_COPY_ENDPOINT or None, config=patience)


def _known(store: Any, bucket: str, key: str) -> dict[str, str]:
    try:
        found = json.loads(store.get_object(Bucket=bucket, Key=key)["Body"].read())
    except (store.exceptions.NoSuchKey, ValueError):
        return {}
    return found.get("pages", {})


def _key(prefix: str, path: str) -> str:
    return f"{prefix}/{path}" if prefix else path


def _about(path: str) -> dict[str, str]:
    ending = path[path.rfind(".") :]
    kind = TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    seconds = LASTING if path.startswith("static/") else FRESH
    return {"ContentType": kind, "CacheControl": f"public, max-age={seconds}"}
