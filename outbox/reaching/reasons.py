"""Why a message did not reach somebody, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as __

#: Codes of `outbox.publishers.judging` and of the ways themselves.
SENTENCES = {
    "login": __("The service does not accept the desk's key."),
    "forbidden": __("The service does not let the desk write to this address."),
    "address_refused": __("The service does not know this address, or it was blocked there."),
    "no_interaction": __(
        "Zalo allows it only to people who have written to the Official Account lately."
    ),
    "quota": __("What the service allows is used up."),
    "refused": __("The service did not take it."),
    "moved": __("The service has another address now."),
    "private": __("The address leads into a private network."),
    "address": __("This is not an address."),
    "tls": __("The service could not prove who it is (TLS)."),
    "rate": __("Too many messages: the service asks us to wait."),
    "busy": __("The service takes nothing at the moment."),
    "later": __("The service asks us to try later."),
    "dns": __("The service's name is not known at the moment."),
    "unreachable": __("The service cannot be reached."),
    "renewing": __("The key has run out and is being renewed."),
    "timeout": __("The service did not answer in time."),
    "broken": __("The connection broke off before the answer was complete."),
    "too_big": __("The answer was longer than the desk reads."),
    "server": __("The service reports a fault of its own."),
    "not_understood": __("The answer of the service could not be understood."),
    "gone": __("This browser has ended its subscription."),
    "no_account": __("The desk has no connection to this service any more."),
    "sealed": __("The keys cannot be opened any more: enter them anew."),
    "no_way": __("This desk does not know that way."),
    "removed": __("The person has removed this way."),
    "undelivered": __("The network says that it did not arrive."),
    "cut_off": __("The desk stopped while it was being sent."),
    "fault": __("The desk itself could not prepare it; the log says why."),
}


def sentence(code: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence of a code, and what the service said itself."""
    own = str(SENTENCES.get(code, SENTENCES["not_understood"]))
    said = (facts or {}).get("said", "")
    return f"{own} “{said}”" if said else own
