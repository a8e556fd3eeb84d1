"""The connectors that come along."""

from __future__ import annotations

from monitoring.connectors import registry
from monitoring.connectors.kinds.bluesky import Bluesky
from monitoring.connectors.kinds.feed import Feed
from monitoring.connectors.kinds.mailbox import Mailbox
from monitoring.connectors.kinds.mastodon import Mastodon
from monitoring.connectors.kinds.reddit import Reddit
from monitoring.connectors.kinds.youtube import YouTube


def register_all() -> None:
    """Make them known, in the order of the page that adds a source."""
    for kind in (Feed, Mailbox, YouTube, Reddit, Bluesky, Mastodon):
        registry.register(kind())
