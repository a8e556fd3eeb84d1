"""What would have gone out, had it been no drill: by text and channel, with its words.

Nothing here was ever given to a way out. Addresses of people outside are counted, never listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from newsroom.models import Subscriber
from outbox.models import OutboxMessage, OutboxState
from statements.enums import Audience, State
from statements.models import Enquiry, PressLetter, PublishingAccount, Statement
from statements.selectors.outlets import Wanted, channel_texts
from statements.wording import NEWSROOM

if TYPE_CHECKING:
    from drills.models import Drill

#: So many refusals of the outbox are listed.
MOST = 50


@dataclass(frozen=True)
class Post:
    """A post on a network; without an account a person would have posted it by hand."""

    channel: str
    language: str
    text: str
    by_desk: bool


@dataclass(frozen=True)
class Letters:
    """How many letters in a language, and from which houses their readers are."""

    language: str
    count: int
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeldText:
    """One text that was said in the drill, and every way by which it would have left."""

    statement: Statement
    in_newsroom: bool
    posts: list[Post]
    press: list[Letters]
    readers: list[Letters]

    @property
    def count(self) -> int:
        letters = sum(row.count for row in (*self.press, *self.readers))
        return letters + len(self.posts) + int(self.in_newsroom)


@dataclass(frozen=True)
class Held:
    """All of one drill."""

    texts: list[HeldText]
    replies: list[Enquiry]
    refused: list[OutboxMessage]

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.replies or self.refused)


def held(drill: Drill) -> Held:
    """What the drill kept inside."""
    case = drill.incident
    said = (
        case.statements.filter(status__in=State.public, audience=Audience.PUBLIC)
        .select_related("brand")
        .prefetch_related("versions")
        .order_by("published_at", "id")
    )
    accounts = set(
        PublishingAccount.objects.filter(brand=case.brand_id, is_active=True).values_list(
            "channel", flat=True
        )
    )
    press = _press(drill)
    return Held(
        [_text(words, accounts, press.get(words.pk, [])) for words in said],
        list(Enquiry.objects.filter(incident=case).exclude(reply="").order_by("received_at")),
        list(
            OutboxMessage.objects.filter(subject=case.reference, state=OutboxState.DROPPED)
            .exclude(last_error="")
            .order_by("-id")[:MOST]
        ),
    )


def _text(words: Statement, accounts: set[str], press: list[Letters]) -> HeldText:
    listed = NEWSROOM in words.channels
    return HeldText(
        words,
        listed,
        [_post(row, accounts) for row in channel_texts(words)],
        press,
        _readers(words) if listed else [],
    )


def _post(row: Wanted, accounts: set[str]) -> Post:
    return Post(row.channel, row.language, row.text, row.channel in accounts)


def _press(drill: Drill) -> dict[int, list[Letters]]:
    """Letters that were only counted, by text: how many in each language, and to which houses."""
    rows = PressLetter.objects.filter(statement__incident=drill.incident_id).select_related(
        "contact"
    )
    found: dict[int, dict[str, list[str]]] = {}
    for row in rows.order_by("id"):
        name = row.contact.outlet if row.contact else ""
        found.setdefault(row.statement_id, {}).setdefault(row.language, []).append(name)
    return {
        pk: [
            Letters(language, len(names), tuple(sorted({name for name in names if name})))
            for language, names in sorted(by_language.items())
        ]
        for pk, by_language in found.items()
    }


def _readers(words: Statement) -> list[Letters]:
    """Readers of the newsroom who had confirmed by the time it was said."""
    rows = (
        Subscriber.objects.filter(Q(confirmed_at__lt=words.published_at), brand=words.brand_id)
        .order_by("language")
        .values("language")
        .annotate(count=Count("pk"))
    )
    return [Letters(row["language"], row["count"]) for row in rows]
