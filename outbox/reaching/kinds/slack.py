"""Slack: the desk's app writes to a member. An answer of 200 may still be a refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from crisisdesk.kernel.clock import now
from outbox.publishers.judging import answered, clean, not_yet, refused, unclear
from outbox.reaching.base import Handed, Way
from outbox.reaching.forms import SlackForm
from outbox.reaching.words import chat

if TYPE_CHECKING:
    from outbox.failures import DeliveryError
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

OK = 200
MOST = 3500
#: Words of the Web API, sorted by what they mean for us.
NO_KEY = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
NO_RIGHT = {"missing_scope", "not_allowed_token_type", "ekm_access_denied", "access_denied"}
NO_ADDRESS = {
    "channel_not_found",
    "user_not_found",
    "is_archived",
    "cannot_dm_bot",
    "not_in_channel",
}
LATER = {"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"}
DOUBTFUL = {"internal_error", "fatal_error", "request_timeout"}


class Slack(Way):
    kind = channel = "slack"
    label = "Slack"
    about = __("An app of your workspace with the right chat:write.")
    form = SlackForm
    secrets = ("bot_token",)
    bound_to = ("service",)

    def check(self, account: Account) -> str:
        found = _ask(account, "auth.test")
        return f"{found['user']} · {found['team']}"

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        made = _ask(
            account, "chat.postMessage", channel=address, text=_escaped(chat(word, MOST)),
            unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        return Handed(id=str(made["ts"]))


def _escaped(text: str) -> str:
    """Slack's three signs of control; nobody is mentioned by a title."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _ask(account: Account, method: str, **facts: Any) -> dict[str, Any]:
    answer = account.door.post(
        f"{account.options['service']}/{method}",
        json=facts,
        headers={"Authorization": f"Bearer {account.secrets['bot_token']}"},
    )
    if answer.status_code != OK:
        raise answered(answer, account)
    document = answer.json()
    if document["ok"] is not True:
        raise _failure(answer, clean(str(document.get("error", "")), account.secrets))
    return dict(document)


def _failure(answer: Any, said: str) -> DeliveryError:
    if said in LATER:
        return not_yet("rate", answer, said, now() + timedelta(seconds=30))
    if said in DOUBTFUL:
        return unclear("server", answer, said)
    for code, known in (
        ("login", NO_KEY),
        ("forbidden", NO_RIGHT),
        ("address_refused", NO_ADDRESS),
    ):
        if said in known:
            return refused(code, answer, said)
    return refused("refused", answer, said)
