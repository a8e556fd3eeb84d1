"""Which platform a source's name or a link's host tells of."""

from __future__ import annotations

import re
from functools import lru_cache

from crisisdesk.kernel.text import fold
from monitoring.enums import Platform

_WORDS_OF = {
    Platform.FACEBOOK: ("facebook", "fb"),
    Platform.ZALO: ("zalo",),
    Platform.YOUTUBE: ("youtube", "youtu"),
    Platform.TIKTOK: ("tiktok",),
    Platform.THREADS: ("threads",),
    Platform.INSTAGRAM: ("instagram",),
    Platform.X: ("twitter", "x"),
    Platform.BLUESKY: ("bluesky", "bsky"),
    Platform.MASTODON: ("mastodon",),
    Platform.REDDIT: ("reddit",),
    Platform.FORUM: ("forum", "voz", "otofun", "tinhte", "webtretho"),
    Platform.NEWS: (
        "news", "newspaper", "bao", "vnexpress", "tuoitre", "thanhnien", "dantri", "vietnamnet", "znews",
        "kenh14",
    ),
    Platform.REVIEW: ("review", "reviews", "shopee", "lazada", "appstore", "play"),
}  # fmt: skip
PLATFORMS = frozenset(Platform.values)
_PLATFORM_OF = {word: platform for platform, words in _WORDS_OF.items() for word in words}


@lru_cache(maxsize=4096)
def platform_of(words: str) -> str:
    """The platform that a source's name tells of, such as "Facebook group of mothers"."""
    key = fold(words)
    if key in PLATFORMS:
        return key
    return next(
        (_PLATFORM_OF[word] for word in re.findall(r"[a-z0-9]+", key) if word in _PLATFORM_OF), ""
    )
