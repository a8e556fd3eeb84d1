"""Why a text is not on a channel, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as __

#: Codes of `outbox.publishers.judging` and of `statements.services.sending`.
SENTENCES = {
    # Refused.
    "login": __("The network does not accept the account's keys."),
    "forbidden": __("The network does not let this account post."),
    "no_right": __("The bot is no administrator of the channel that may post."),
    "other_account": __("The keys belong to another account."),
    "moved": __("The server has another address now; change it in the account."),
    "refused": __("The network did not take it."),
    "private": __("The address leads into a private network."),
    "address": __("This is not an address."),
    "tls": __("The server could not prove who it is (TLS)."),
    # Certainly not sent.
    "rate": __("Too many calls: the network asks us to wait."),
    "busy": __("The network takes nothing at the moment."),
    "later": __("The network asks us to try later."),
    "dns": __("The server's name is not known at the moment."),
    "unreachable": __("The server cannot be reached."),
    "fault": __("The desk itself could not prepare it; the log says why."),
    # Perhaps sent.
    "timeout": __("The network did not answer in time."),
    "broken": __("The connection broke off before the answer was complete."),
    "too_big": __("The answer was longer than the desk reads."),
    "server": __("The network reports a fault of its own."),
    "not_understood": __("The answer could not be understood."),
    "duplicate": __("The network says that it has such a post already."),
    "cut_off": __("The desk stopped while it was being sent."),
    # Held back by ourselves.
    "drill": __("THIS IS A DRILL: publish nothing outside."),
    "text_changed": __("The words are no longer those that were approved."),
    "withdrawn": __("The text was replaced, corrected or retracted before it could be sent."),
    "needs_correction": __("The text needs correction: a fact it used has changed."),
    "switched_off": __("The account is switched off."),
    "moved_account": __("The account posts to another place than when this was published."),
    "sealed": __("The account's keys cannot be opened any more: enter them anew."),
    "too_late": __("It could not be sent for an hour: look whether it is still right to say it."),
    "no_publisher": __("This desk has no connection to that network."),
    "gone": __("It is not known any more what was to be sent."),
}


def sentence(code: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence of a code, and what the network said itself."""
    own = str(SENTENCES.get(code, SENTENCES["not_understood"]))
    said = (facts or {}).get("said", "")
    return f"{own} “{said}”" if said else own
