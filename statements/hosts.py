"""Whether an address that a person pastes can be a post on that channel."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outbox.publishers.registry import publisher_of
from playbooks import common_data

if TYPE_CHECKING:
    from statements.models import PublishingAccount

#: Where each channel's posts are read; subdomains belong to it. Others may be read anywhere.
HOSTS: dict[str, tuple[str, ...]] = {
    "facebook": ("facebook.com", "fb.com"),
    "zalo_oa": ("zalo.me",),
    "tiktok": ("tiktok.com",),
    "youtube": ("youtube.com",),
    "bluesky": ("bsky.app",),
    "telegram": ("t.me", "telegram.me"),
}
#: Lead somewhere else, to be known only by going there.
SHORT = (
    "bit.ly", "fb.me", "fb.watch", "goo.gl", "is.gd", "ow.ly", "t.co", "tinyurl.com", "s.id",
    "vm.tiktok.com", "vt.tiktok.com", "youtu.be", "lnkd.in", "shorturl.at",
)  # fmt: skip


def check(url: str, channel: str, account: PublishingAccount | None = None) -> str:
    """The address, cleaned; a sentence where it cannot be a post on the channel."""
    url = url.strip()
    if not url:
        return ""
    host = _host(url)
    if _within(host, SHORT):
        raise ValidationError(
            {
                "url": _(
                    "%(host)s is a short link: it may lead anywhere later. Open it and paste the "
                    "address that the browser then shows."
                )
                % {"host": host}
            }
        )
    allowed = allowed_hosts(channel, account)
    if allowed and not _within(host, allowed):
        raise ValidationError(
            {
                "url": _("This address belongs to %(host)s, and not to %(channel)s (%(hosts)s).")
                % {"host": host, "channel": _label(channel), "hosts": ", ".join(allowed)}
            }
        )
    return url


def allowed_hosts(channel: str, account: PublishingAccount | None = None) -> tuple[str, ...]:
    """Hosts on which a post of the channel is read; empty where it may be any."""
    publisher = publisher_of(account.kind) if account else None
    if account and publisher and (host := publisher.host(account.options)):
        return tuple(dict.fromkeys((host, *HOSTS.get(channel, ()))))
    return HOSTS.get(channel, ())


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = parts.scheme == "https" and parts.hostname and not parts.username
        parts.port  # noqa: B018 -- raises where it is none
    except ValueError:
        named = False
    if not named:
        raise ValidationError({"url": _("Paste the whole address, beginning with https://.")})
    return str(parts.hostname).rstrip(".").lower()


def _within(host: str, known: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith("." + one) for one in known)


def _label(channel: str) -> str:
    known = common_data.channels()
    return str(known[channel].label) if channel in known else channel
