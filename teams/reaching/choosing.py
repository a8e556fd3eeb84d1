"""Which channels a message takes, and whether it may disturb now. Pure questions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from crisisdesk.kernel.vocabulary import Severity
from outbox.models import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

CHATS = (Channel.TELEGRAM, Channel.ZALO, Channel.SLACK, Channel.MSTEAMS, Channel.MATRIX)
#: In the order in which a person reads them.
CHANNELS = (Channel.EMAIL, Channel.PUSH, *CHATS, Channel.SMS, Channel.VOICE)
#: What can wake somebody; nobody is woken by a letter.
WAKING = frozenset(CHANNELS) - {Channel.EMAIL}
#: What a message without a severity counts as.
ORDINARY = Severity.MODERATE
#: Severities from which a channel is used by whoever has said nothing else.
USUAL = {
    Channel.EMAIL: Severity.WATCH,
    Channel.PUSH: Severity.MODERATE,
    **dict.fromkeys(CHATS, Severity.MODERATE),
    Channel.SMS: Severity.HIGH,
    Channel.VOICE: Severity.CRITICAL,
}


def usual(channel: str) -> list[str]:
    """Severities for which a channel is used unless its owner says otherwise."""
    return [one for one in Severity if one.rank >= USUAL[Channel(channel)].rank]


def severity_of(text: str) -> Severity:
    return Severity(text) if text in Severity.values else ORDINARY


def wanted(wishes: Mapping[str, list[str]], channel: str, severity: str) -> bool:
    """Whether a person wants messages of this severity there."""
    chosen = wishes.get(channel)
    return severity in (usual(channel) if chosen is None else chosen)


def channels_for(
    wishes: Mapping[str, list[str]], has: Iterable[str], severity: str, *, page: bool
) -> list[str]:
    """The channels of one message to a person who has these.

    A page goes wherever a critical message would; and where that would wake nobody, by everything
    that could.
    """
    has = list(has)
    found = [one for one in has if wanted(wishes, one, severity)]
    if page:
        found = [one for one in has if one in found or wanted(wishes, one, Severity.CRITICAL)]
        if not WAKING.intersection(found):
            found = has
    return found


def wakes(wishes: Mapping[str, list[str]], proven: Iterable[str]) -> bool:
    """Whether a critical message would reach the person by more than the desk and a letter."""
    return any(one in WAKING and wanted(wishes, one, Severity.CRITICAL) for one in proven)


def quiet_until(
    moment: datetime, zone: ZoneInfo, begin: time | None, end: time | None
) -> datetime | None:
    """When the quiet hours that hold now are over; None outside of them."""
    if begin is None or end is None or begin == end:
        return None
    here = moment.astimezone(zone)
    inside = begin <= here.time() < end if begin < end else not end <= here.time() < begin
    if not inside:
        return None
    day = here.date() if here.time() < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone)
