"""A Telegram channel, by a bot that administers it. The network knows no repeated key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from outbox.publishers.base import Account, Post, Published, Publisher
from outbox.publishers.forms import TelegramForm
from outbox.publishers.judging import answered, not_yet, refused

if TYPE_CHECKING:
    from outbox.failures import DeliveryError

HOST = "t.me"
OK, TOO_MANY = 200, 429
#: Seconds.
LONGEST = 3600


class Telegram(Publisher):
    kind = "telegram"
    label = "Telegram"
    about = _("A bot that may post in your channel.")
    channel = "telegram"
    form = TelegramForm
    secrets = ("bot_token",)
    bound_to = ("service",)

    def place(self, options: dict[str, Any]) -> str:
        return str(options["chat"])

    def host(self, options: dict[str, Any]) -> str:
        return HOST

    def check(self, account: Account) -> str:
        bot = ask(account, "getMe")
        chat = ask(account, "getChat", chat_id=account.options["chat"])
        member = ask(account, "getChatMember", chat_id=chat["id"], user_id=bot["id"])
        if not (member.get("status") == "creator" or member.get("can_post_messages")):
            raise refused("no_right")
        return f"@{bot['username']} → {chat.get('title') or account.options['chat']}"

    def publish(self, account: Account, post: Post) -> Published:
        more: dict[str, Any] = {}
        if number := post.reply_to.get("id"):
            more["reply_parameters"] = {
                "message_id": int(number),
                # The earlier post may have been taken down: the word goes out all the same.
                "allow_sending_without_reply": True,
            }
        made = ask(account, "sendMessage", chat_id=account.options["chat"], text=post.text, **more)
        return Published(id=str(made["message_id"]), url=_address(made))


def ask(account: Account, method: str, **facts: Any) -> Any:
    """What the Bot API answers to one call."""
    token, service = account.secrets["bot_token"], account.options["service"]
    answer = account.door.post(f"{service}/bot{token}/{method}", json=facts)
    if answer.status_code != OK:
        raise _failure(answer, account)
    document = answer.json()
    if document["ok"] is not True:
        raise _failure(answer, account)
    return document["result"]


def _failure(answer: Any, account: Account) -> DeliveryError:
    """Flooding is said in the body, with the seconds to wait."""
    failure = answered(answer, account)
    if answer.status_code == TOO_MANY:
        wait = timedelta(seconds=_seconds(answer))
        return not_yet("rate", answer, failure.facts["said"], now() + wait)
    return failure


def _seconds(answer: Any) -> int:
    try:
        found = answer.json()["parameters"]["retry_after"]
    except (ValueError, KeyError, TypeError):
        return 0
    return min(found, LONGEST) if isinstance(found, int) else 0


def _address(made: Any) -> str:
    """Public channels are read under their name, private ones by members under their number."""
    chat = made["chat"]
    if name := chat.get("username"):
        return f"https://{HOST}/{name}/{made['message_id']}"
    return f"https://{HOST}/c/{str(chat['id']).removeprefix('-100')}/{made['message_id']}"
