"""What pages and letters say about texts on other networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from crisisdesk.kernel.rights import may
from outbox.publishers.registry import publisher_of
from statements import hosts, outlet_words
from statements.accounts import place_of
from statements.selectors import outlets
from statements.templatetags.words import channel_name

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from statements.models import Publication, PublishingAccount, Statement
    from statements.selectors.outlets import ToMend
    from teams.models import User

register = template.Library()


@register.simple_tag
def outlet_problem(code: str, said: str = "") -> str:
    """Why it failed or is unclear, in the reader's words, and the network's own."""
    return outlet_words.sentence(code, {"said": said}) if code else ""


@register.filter
def why(row: Publication | PublishingAccount) -> str:
    """`{{ publication|why }}`."""
    return outlet_words.sentence(row.problem, row.facts) if row.problem else ""


@register.simple_tag
def channel_texts_of(statement: Statement) -> list[dict[str, Any]]:
    """What the channels get; those that get the very same words stand together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in outlets.channel_texts(statement):
        found.setdefault((one.language, one.text), []).append(channel_name(one.channel))
    return [
        {"channels": names, "language": language, "text": text}
        for (language, text), names in found.items()
    ]


@register.simple_tag
def mending_of(statement: Statement) -> list[ToMend]:
    return outlets.to_mend(statement)


@register.simple_tag
def unsettled_outlets(user: User) -> QuerySet[Publication]:
    return outlets.unsettled(user)


@register.filter
def where(account: PublishingAccount) -> str:
    """“@saomai”, on which network."""
    return place_of(account)


@register.filter
def network_name(kind: str) -> str:
    found = publisher_of(kind)
    return str(found.label) if found else kind


@register.filter
def still_stands(statement: Statement) -> bool:
    """Whether these words may still be sent."""
    return outlets.still_stands(statement)


@register.filter
def can_look(row: Publication) -> bool:
    found = publisher_of(row.account.kind) if row.account else None
    return bool(found and found.can_look)


@register.filter
def expected_hosts(channel: str) -> str:
    return ", ".join(hosts.allowed_hosts(channel))


@register.filter
def may_manage_accounts(user: User, brand: Any) -> bool:
    return bool(brand) and may(user, "statements.manage_accounts", brand)
