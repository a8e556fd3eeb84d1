"""Press mail: one letter for each contact of the groups that were approved with the text."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import one_line
from incidents.verbs import Verb
from outbox.mail import absolute
from outbox.models import Channel, OutboxMessage, OutboxState
from outbox.outside import Letterhead
from outbox.services import promise, short
from statements.enums import Audience, Outlet, State
from statements.models import ContactState, PressContact, PressLetter, Publication, Statement
from statements.selectors.press import groups_of, letters_of, recipients
from statements.services.common import hold, line
from statements.services.drafting import NEWSROOM
from teams.automation import automation

if TYPE_CHECKING:
    from teams.models import User

TOPIC = "statements.press"
PRESS = "press"
#: One letter each: what our own people are told never stands behind a long list.
APART = timedelta(milliseconds=100)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def send_out(statement: Statement, actor: User) -> int:
    """Promise the letters of a text that was just published; in a drill only say to whom."""
    version = statement.version_said
    if statement.audience != Audience.PUBLIC or not version.press_groups:
        return 0
    drill = statement.incident.is_drill
    contacts = list(recipients(statement.brand_id, version.press_groups))
    letters = [
        PressLetter(
            statement=statement,
            contact=contact,
            digest=version.digest,
            language=contact.language,
            key="" if drill else key_of(statement, contact, version.digest),
        )
        for contact in contacts
    ]
    PressLetter.objects.bulk_create(letters, ignore_conflicts=True)
    if not drill:
        promise([_message(statement, letter, at) for at, letter in enumerate(letters)])
    verb = Verb.PRESS_REHEARSED if drill else Verb.PRESS_WRITTEN
    names = ", ".join(group.name for group in groups_of(version))
    line(statement, verb, actor, count=len(letters), groups=names)
    return len(letters)


def key_of(statement: Statement, contact: PressContact, digest: str) -> str:
    """What makes a letter one letter: the text, the reader and the exact words."""
    return short(f"press:{statement.pk}:{contact.pk}:{digest}")


def _message(statement: Statement, letter: PressLetter, place: int) -> OutboxMessage:
    at = now() + APART * place
    return OutboxMessage(
        key=letter.key,
        topic=TOPIC,
        channel=Channel.EMAIL,
        address=letter.contact.email,
        subject=statement.reference,
        language=letter.language or "vi",
        # The words are read from the version when the letter is written.
        facts={
            "statement": statement.pk,
            "reads": letter.language,
            "token": letter.token,
            "drill": False,
        },
        planned_at=at,
        available_at=at,
    )


def _letter(message: OutboxMessage) -> PressLetter | None:
    rows = PressLetter.objects.select_related("statement__incident", "statement__brand", "contact")
    return rows.filter(key=message.key).first()


def objection(message: OutboxMessage) -> str:
    """Why the letter must not go out now, asked of the rows as they stand."""
    letter = _letter(message)
    if letter is None or letter.statement.incident.is_drill:
        return "drill"
    if letter.contact is None:
        return "erased"
    if letter.contact.state != ContactState.ACTIVE:
        return str(letter.contact.state)
    if letter.statement.status == State.RETRACTED:
        return "retracted"
    version = letter.statement.version_said
    same = version.digest == version.seal() == letter.digest
    return "" if letter.statement.is_said and same else "another text"


def head(message: OutboxMessage) -> Letterhead:
    """The brand writes; answers go to its press address."""
    letter = _letter(message)
    assert letter is not None  # noqa: S101 -- `objection` was asked before
    brand = letter.statement.brand
    answers = _ADDRESS.search(brand.press_contact)
    return Letterhead(
        name=brand.name,
        token=letter.token,
        reply_to=answers[0] if answers else "",
        list_id=f"<press.{brand.slug}.{urlsplit(settings.PUBLIC_URL).hostname}>",
        unsubscribe=_leave(letter.token),
    )


def facts(stored: dict[str, Any]) -> dict[str, Any]:
    """The words of the letter, read from the version that was approved."""
    statement = Statement.objects.select_related("brand").get(pk=stored["statement"])
    version = statement.version_said
    language = stored["reads"]
    codes = [language] if language else ["vi", "en"]
    texts = [
        {
            "code": code,
            "title": getattr(version, f"title_{code}"),
            "text": getattr(version, f"text_{code}"),
        }
        for code in codes
        if getattr(version, f"text_{code}")
    ]
    return {
        # Where there is no translation, the text of record.
        "texts": texts or [{"code": "vi", "title": version.title_vi, "text": version.text_vi}],
        "brand": statement.brand.name,
        "the_brand": statement.brand,
        "kind": statement.get_kind_display(),
        "page": _page(statement, language),
        "leave": _leave(stored["token"]),
    }


def _page(statement: Statement, language: str) -> str:
    if NEWSROOM not in statement.channels:
        return ""
    path = reverse("newsroom:statement", args=[statement.brand.slug, statement.slug])
    return absolute(f"{path}?lang=en" if language == "en" else path)


def _leave(token: str) -> str:
    return absolute(reverse("press:leave", args=[token]))


@transaction.atomic
def leave(letter: PressLetter) -> None:
    """Whoever holds the letter wants no more of them; a second press changes nothing."""
    if letter.contact is None:
        return
    contact = lock(letter.contact)
    if contact.state == ContactState.UNSUBSCRIBED:
        return
    letter = lock(letter)
    letter.unsubscribed_at = now()
    letter.save(update_fields=["unsubscribed_at"])
    contact.state, contact.state_at = ContactState.UNSUBSCRIBED, now()
    contact.state_reason = letter.statement.reference
    contact.save()


@transaction.atomic
def came_back(token: str, hard: bool, detail: str) -> bool:
    """A letter was returned: for good, and its address is suspended; else it is counted, once."""
    letter = PressLetter.objects.select_for_update(of=("self",)).filter(token=token).first()
    if letter is None:
        return False
    if letter.bounced_at is not None and (letter.is_hard or not hard):
        return True
    again = letter.bounced_at is not None
    letter.bounced_at, letter.is_hard, letter.detail = now(), hard, one_line(detail, 300)
    letter.save(update_fields=["bounced_at", "is_hard", "detail"])
    if letter.contact is not None:
        _mark(lock(letter.contact), hard=hard, counts=not again, detail=letter.detail)
    return True


def _mark(contact: PressContact, *, hard: bool, counts: bool, detail: str) -> None:
    contact.last_bounce = detail
    contact.soft_bounces += int(counts and not hard)
    if hard and contact.state == ContactState.ACTIVE:
        contact.state, contact.state_at = ContactState.SUSPENDED, now()
        contact.state_reason = detail
    contact.save()


def settle() -> int:
    """Once no letter of a text waits any more, say what became of the channel."""
    waiting = OutboxMessage.objects.waiting().filter(key=OuterRef("key"))
    letters = PressLetter.objects.filter(statement=OuterRef("pk")).exclude(key="")
    done = Statement.objects.said().filter(
        Exists(letters), ~Exists(letters.filter(Exists(waiting)))
    )
    done = done.exclude(publications__channel=PRESS).select_related("incident")
    return each(done, _settle)


@transaction.atomic
def _settle(statement: Statement) -> int:
    statement = hold(statement)
    sent = letters_of(statement).filter(outcome=OutboxState.SENT).exists()
    state = Outlet.LIVE if sent else Outlet.FAILED
    _row, made = Publication.objects.get_or_create(
        statement=statement, channel=PRESS, defaults={"state": state, "by": automation()}
    )
    if made:
        line(statement, Verb.CHANNEL_POSTED, automation(), channel=PRESS, state=str(state))
    return int(made)
