"""One letter for each subscriber about each published text, corrections among them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from newsroom.models import Announcement, Subscriber
from newsroom.reading import Entry, absolute
from newsroom.services.subscribing import CONFIRM, key_of, leave_link
from outbox.models import Channel, OutboxMessage
from outbox.outside import Letterhead
from outbox.services import promise
from statements.enums import State
from statements.selectors import for_newsroom

if TYPE_CHECKING:
    from statements.models import Statement

TOPIC = "newsroom.statement"
#: Our own people never wait behind a long list of readers.
APART = timedelta(milliseconds=100)
#: Texts that one round announces.
ROUND = 20


def sweep() -> int:
    """Announce what was published and not yet told."""
    told = Announcement.objects.filter(statement=OuterRef("pk"))
    fresh = for_newsroom().filter(~Exists(told)).order_by("published_at", "id")[:ROUND]
    return each(fresh, announce)


@transaction.atomic
def announce(statement: Statement) -> int:
    """Promise the letters about one text; who subscribed after it was published has read it."""
    row, made = Announcement.objects.get_or_create(statement=statement)
    if not made:
        return 0
    readers = Subscriber.objects.filter(
        brand=statement.brand_id, confirmed_at__lt=statement.published_at
    ).order_by("id")
    messages = [_message(statement, reader, at) for at, reader in enumerate(readers)]
    promise(messages)
    row.letters = len(messages)
    row.save(update_fields=["letters"])
    return 1


def _message(statement: Statement, reader: Subscriber, place: int) -> OutboxMessage:
    at = now() + APART * place
    return OutboxMessage(
        key=f"{key_of(reader)}statement:{statement.pk}",
        topic=TOPIC,
        channel=Channel.EMAIL,
        address=reader.email,
        language=reader.language,
        facts={"statement": statement.pk, "subscriber": reader.pk, "drill": False},
        planned_at=at,
        available_at=at,
    )


def _reader(message: OutboxMessage) -> Subscriber | None:
    rows = Subscriber.objects.select_related("brand")
    return rows.filter(pk=message.facts["subscriber"]).first()


def objection(message: OutboxMessage) -> str:
    """Why the letter must not go out now."""
    reader = _reader(message)
    if reader is None or reader.email != message.address:
        return "left"
    if message.topic == CONFIRM:
        return "confirmed already" if reader.confirmed_at else ""
    if reader.confirmed_at is None:
        return "not confirmed"
    if message.topic != TOPIC:
        return ""
    # Drills and what is not public are in no newsroom, whatever the message says of itself.
    text = for_newsroom().filter(pk=message.facts["statement"]).first()
    return "" if text is not None and text.status != State.RETRACTED else "not public"


def head(message: OutboxMessage) -> Letterhead:
    """The brand writes; one click in the mail program ends it."""
    reader = _reader(message)
    assert reader is not None  # noqa: S101 -- `objection` was asked before
    brand = reader.brand
    return Letterhead(
        name=brand.name,
        token=reader.token,
        list_id=f"<newsroom.{brand.slug}.{urlsplit(settings.PUBLIC_URL).hostname}>",
        unsubscribe="" if message.topic == CONFIRM else leave_link(reader),
    )


def words(stored: dict[str, Any]) -> dict[str, Any]:
    """The text in the reader's language, as it stands in the newsroom."""
    reader = Subscriber.objects.select_related("brand").get(pk=stored["subscriber"])
    entry = Entry(for_newsroom().get(pk=stored["statement"]), reader.language)
    return {
        "brand": reader.brand.name,
        "title": entry.title,
        "text": entry.text,
        "text_language": entry.text_language,
        "kind": entry.statement.get_kind_display(),
        "page": absolute(entry.url),
        "about": entry.about.title if entry.about else "",
        "leave": leave_link(reader),
    }
