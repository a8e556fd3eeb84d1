"""Freezing what each channel gets, before anyone approves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statements.enums import Audience
from statements.models import ChannelText, Publication, PublishingAccount
from statements.wording import NEWSROOM, Wording, compose

if TYPE_CHECKING:
    from statements.models import Statement, StatementVersion


def freeze(statement: Statement) -> list[ChannelText]:
    """Keep, word for word, what each channel gets of the current version; once and for all.

    What is kept stays for this version, whatever becomes of accounts, brand and addresses.
    """
    version = statement.version
    rows = [
        ChannelText(
            version=version,
            channel=channel,
            language=wording.language,
            title=wording.title,
            text=wording.text,
            link=wording.link,
            digest=wording.digest,
        )
        for channel, wording in planned(statement, version).items()
    ]
    ChannelText.objects.bulk_create(rows, ignore_conflicts=True)
    return list(version.channel_texts.all())


def planned(statement: Statement, version: StatementVersion) -> dict[str, Wording]:
    """What each channel beside the newsroom would get if approval were asked for now."""
    if statement.audience != Audience.PUBLIC or not version.text_vi.strip():
        return {}
    languages = dict(
        PublishingAccount.objects.filter(brand=statement.brand_id, is_active=True).values_list(
            "channel", "language"
        )
    )
    earlier = _earlier(statement)
    return {
        channel: compose(
            statement, version, channel, languages.get(channel, "vi"), earlier.get(channel, "")
        )
        for channel in version.channels
        if channel != NEWSROOM
    }


def _earlier(statement: Statement) -> dict[str, str]:
    """Addresses of what a notice is about, by channel; a reply alone would show it to few."""
    if (target := statement.target) is None:
        return {}
    rows = Publication.objects.filter(statement=target).exclude(url="")
    return dict(rows.values_list("channel", "url"))
