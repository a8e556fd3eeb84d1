"""Letters to people outside the desk: journalists on a list, readers of a newsroom.

A room registers its topic with a letterhead and an objection. Such a letter says in its facts
whether it belongs to a drill; one that does, or does not say, can neither be put into the outbox
nor be sent. The objection is asked again at the moment of sending, so that whoever unsubscribed
meanwhile hears nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from outbox.failures import Permanent, Withdrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from outbox.models import OutboxMessage


@dataclass(frozen=True)
class Letterhead:
    """What stands above the words of one letter."""

    #: Who writes, in words: the brand.
    name: str
    #: By which the answer of a mail server finds its way back; the first letter names the room.
    token: str
    reply_to: str = ""
    list_id: str = ""
    #: The page that ends these letters, and takes one POST from a mail program (RFC 8058).
    unsubscribe: str = ""
    #: The Message-ID of the mail that this letter answers by itself (RFC 3834).
    answers: str = ""


@dataclass(frozen=True)
class Topic:
    """`head` gives the letterhead; `objection` a sentence why the letter is not wanted now."""

    head: Callable[[OutboxMessage], Letterhead]
    objection: Callable[[OutboxMessage], str]


_topics: dict[str, Topic] = {}
#: (token, whether for good, what the other side said) → whether the token was known.
_bounced: dict[str, Callable[[str, bool, str], bool]] = {}


def register(topic: str, known: Topic) -> None:
    """Declare that letters of this topic go to people outside."""
    _topics[topic] = known


def is_outside(topic: str) -> bool:
    """Whether letters of this topic go to people outside."""
    return topic in _topics


def topics() -> list[str]:
    """All topics that were declared so."""
    return list(_topics)


def after_our_own() -> Case:
    """An order in which no long list stands before what our own people must hear."""
    return Case(When(topic__in=list(_topics), then=Value(1)), default=Value(0))


def on_bounce(prefix: str, take: Callable[[str, bool, str], bool]) -> None:
    """Hear of letters that came back, by the first letter of their tokens."""
    _bounced[prefix] = take


def came_back(token: str, *, hard: bool, detail: str) -> bool:
    """Tell the room whose letter came back; False where nobody knows the token."""
    take = _bounced.get(token[:1])
    return take(token, hard, detail) if take else False


def is_real(message: OutboxMessage) -> bool:
    """Whether the letter says of itself that it belongs to no drill."""
    return message.facts.get("drill") is False


def refuse_drills(messages: Iterable[OutboxMessage]) -> None:
    """No letter of a drill is even promised to the outside."""
    if any(message.topic in _topics and not is_real(message) for message in messages):
        raise Blocked([Refusal("drill_leaks", _("THIS IS A DRILL: publish nothing outside."))])


def check(message: OutboxMessage) -> None:
    """The last look, at the moment of sending."""
    if (known := _topics.get(message.topic)) is None:
        return
    if not is_real(message):
        raise Permanent(str(_("THIS IS A DRILL: publish nothing outside.")))
    if objection := known.objection(message):
        raise Withdrawn(objection)


def letterhead(message: OutboxMessage) -> Letterhead | None:
    """The letterhead of a letter to the outside; None for those of the desk's own people."""
    known = _topics.get(message.topic)
    return known.head(message) if known else None


def sender(head: Letterhead) -> str:
    """The From line: the brand's name, the desk's address."""
    return formataddr((head.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def envelope(head: Letterhead) -> str:
    """Where a mail server sends what it cannot deliver; the token says whose letter it was."""
    local, at, host = settings.BOUNCE_ADDRESS.partition("@")
    if not at:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"{local}+{head.token}@{host}"


def headers(head: Letterhead, message_id: str) -> dict[str, str]:
    """What lets a reader answer, leave, and keep robots quiet."""
    found = {
        "From": sender(head),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    if head.answers:
        found |= {"In-Reply-To": head.answers, "References": head.answers}
        found["Auto-Submitted"] = "auto-replied"
    if head.reply_to:
        found["Reply-To"] = head.reply_to
    if head.list_id:
        found["List-Id"] = head.list_id
    if head.unsubscribe:
        found["List-Unsubscribe"] = f"<{head.unsubscribe}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found
