"""Microsoft Teams: a workflow of one's own takes an adaptive card. It gives no id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from outbox.publishers.judging import answered, refused
from outbox.reaching.base import Handed, Way

if TYPE_CHECKING:
    from outbox.publishers.base import Account
    from outbox.reaching.base import Word

TAKEN = {200, 202}
NO_FLOW = {404, 410}
CARD = "application/vnd.microsoft.card.adaptive"


class MicrosoftTeams(Way):
    kind = channel = "msteams"
    label = "Microsoft Teams"
    about = __("Each person makes a workflow of their own. Nothing to connect.")
    checks = False

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        answer = account.door.post(address, json=_message(word))
        if answer.status_code in NO_FLOW:
            raise refused("address_refused", answer)
        if answer.status_code not in TAKEN:
            raise answered(answer, account)
        return Handed()


def _message(word: Word) -> dict[str, Any]:
    rows = [{"type": "TextBlock", "text": word.title, "weight": "Bolder", "wrap": True}]
    rows += [{"type": "TextBlock", "text": line, "wrap": True} for line in word.more]
    doors = [(_("I take it"), word.answer), (_("Open in the desk"), word.link)]
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": rows,
        "actions": [
            {"type": "Action.OpenUrl", "title": title, "url": url} for title, url in doors if url
        ],
    }
    card = {"contentType": CARD, "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [card]}
