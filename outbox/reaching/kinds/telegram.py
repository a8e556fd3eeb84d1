"""Telegram: a bot writes to a person who has started it. The network knows no repeated key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from outbox.publishers.judging import refused
from outbox.publishers.kinds.telegram import ask
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import TelegramForm
from outbox.reaching.words import chat

if TYPE_CHECKING:
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

MOST = 4000
NO_CHAT = {400, 403}


class Telegram(Way):
    kind = channel = "telegram"
    label = "Telegram"
    about = __("A bot of your own, from @BotFather.")
    form = TelegramForm
    secrets = ("bot_token",)
    bound_to = ("service",)

    def check(self, account: Account) -> str:
        return "@" + str(ask(account, "getMe")["username"])

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        from outbox.failures import Permanent  # noqa: PLC0415 -- beside its only use

        try:
            made = ask(
                account, "sendMessage", chat_id=int(address), text=chat(word, MOST),
                link_preview_options={"is_disabled": True},
            )  # fmt: skip
        except Permanent as failure:
            if failure.answer in NO_CHAT:
                raise refused("address_refused", account.door.last, failure.facts["said"]) from None
            raise
        return Handed(id=str(made["message_id"]))


def starts(account: Account, offset: int) -> tuple[dict[str, tuple[int, str]], int]:
    """Who has pressed a start link: token → chat and name; and from where to read on."""
    rows = ask(account, "getUpdates", offset=offset, timeout=0, allowed_updates=["message"])
    found = {}
    for row in rows:
        offset = max(offset, int(row["update_id"]) + 1)
        message = row.get("message") or {}
        command, _space, token = str(message.get("text") or "").partition(" ")
        if command == "/start" and token and message["chat"]["type"] == "private":
            sender = message["chat"]
            name = sender.get("username") or sender.get("first_name") or ""
            found[token.strip()] = (int(sender["id"]), str(name)[:60])
    return found, offset
