"""The ways that come with the desk."""

from __future__ import annotations

from outbox.reaching import registry
from outbox.reaching.kinds.gateway import SmsGateway, VoiceGateway
from outbox.reaching.kinds.matrix import Matrix
from outbox.reaching.kinds.msteams import MicrosoftTeams
from outbox.reaching.kinds.push import WebPush
from outbox.reaching.kinds.slack import Slack
from outbox.reaching.kinds.telegram import Telegram
from outbox.reaching.kinds.twilio import TwilioSms, TwilioVoice
from outbox.reaching.kinds.zalo import Zalo


def register_all() -> None:
    for way in (
        WebPush(), Telegram(), Zalo(), Slack(), MicrosoftTeams(), Matrix(),
        SmsGateway(), TwilioSms(), VoiceGateway(), TwilioVoice(),
    ):  # fmt: skip
        registry.register(way)
