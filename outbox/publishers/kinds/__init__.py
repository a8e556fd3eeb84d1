"""The networks that come with the desk."""

from __future__ import annotations

from outbox.publishers import registry
from outbox.publishers.kinds.bluesky import Bluesky
from outbox.publishers.kinds.facebook import Facebook
from outbox.publishers.kinds.mastodon import Mastodon
from outbox.publishers.kinds.telegram import Telegram
from outbox.publishers.kinds.webhook import SignedWebhook


def register_all() -> None:
    for publisher in (Facebook(), Telegram(), Mastodon(), Bluesky(), SignedWebhook()):
        registry.register(publisher)
