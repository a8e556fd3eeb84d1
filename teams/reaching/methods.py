"""A person's own ways: add, prove, try, order, remove."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked, Refusal
from outbox.models import Channel, OutboxMessage
from outbox.reaching.addresses import KINDS
from outbox.reaching.registry import without_account
from outbox.services import enqueue
from teams.models import ChannelAccount, ContactMethod
from teams.models.reaching import digest
from teams.reaching import connecting, limits

if TYPE_CHECKING:
    from teams.models import Brand, User

CODE, TEST = "teams.contact_code", "teams.contact_test"
DIGITS = 6
CODE_LASTS = minutes(15)
START_LASTS = minutes(60)
MOST_GUESSES = 5
PAGE = "/people/reach/"


@transaction.atomic
def add(user: User, brand: Brand | None, channel: str, address: str = "") -> ContactMethod:
    """A new way, or a new address for one that there is; it must be proven before it is used.

    Telegram without an address waits for its start link to be pressed.
    """
    if channel not in KINDS:
        raise ValidationError(_("This desk does not know that way."))
    account = connecting.account_for(brand, channel)
    if account is None and without_account(channel) is None:
        raise Blocked([Refusal("not_connected", _("The desk is not connected to that service."))])
    row = ContactMethod.objects.select_for_update().filter(user=user, channel=channel).first()
    row = row or ContactMethod(user=user, channel=channel, position=_count(user))
    row.account, row.proven_at, row.problem, row.facts = account, None, "", {}
    row.code_digest, row.code_until, row.guesses = "", None, 0
    if channel == Channel.TELEGRAM and not address.strip():
        return _waits_for_start(row)
    clean = KINDS[channel].clean(address)
    row.keep(clean)
    row.hint = KINDS[channel].hint(clean)
    row.save()
    _send_code(row)
    return row


def _count(user: User) -> int:
    return ContactMethod.objects.filter(user=user).count()


def _waits_for_start(row: ContactMethod) -> ContactMethod:
    row.keep("")
    row.hint, row.created_at = "", now()
    row.code_until = now() + START_LASTS
    row.save()
    row.code_digest = digest(start_token(row))
    row.save(update_fields=["code_digest"])
    return row


def start_token(row: ContactMethod) -> str:
    """What the start link carries; made again whenever the page shows it, and stored nowhere."""
    text = f"{row.pk}:{row.created_at.isoformat()}"
    return salted_hmac("teams.reaching.start", text, algorithm="sha256").hexdigest()[:40]


def start_link(row: ContactMethod) -> str:
    """The address that opens a chat with the bot; empty while nobody knows the bot's name."""
    bot = row.account.checked_as.removeprefix("@") if row.account else ""
    return f"https://t.me/{bot}?start={start_token(row)}" if bot else ""


@transaction.atomic
def send_code(method: ContactMethod) -> None:
    """Another code to an address that is not proven yet."""
    row = _held(method)
    if row.proven_at:
        raise Blocked([Refusal("proven", _("This way is proven already."))])
    _send_code(row)


def _send_code(row: ContactMethod) -> None:
    limits.count_asking(row.user)
    _ask_for(row, CODE)


@transaction.atomic
def test(method: ContactMethod) -> OutboxMessage:
    """A message to oneself; the page shows what becomes of it."""
    row = _held(method)
    if not row.proven_at:
        raise Blocked([Refusal("unproven", _("Prove first that this way is yours."))])
    limits.count_asking(row.user)
    return _ask_for(row, TEST)


@transaction.atomic
def test_letter(user: User) -> OutboxMessage:
    """The same by e-mail."""
    limits.count_asking(user)
    return enqueue(
        TEST, key=f"{TEST}:mail:{user.pk}:{secrets.token_hex(8)}", address=user.email,
        language=user.language, url=PAGE,
    )  # fmt: skip


def _ask_for(row: ContactMethod, topic: str) -> OutboxMessage:
    facts: dict[str, Any] = {"method": row.pk} if topic == CODE else {"url": PAGE}
    return enqueue(
        topic,
        key=f"{topic}:{row.pk}:{secrets.token_hex(8)}",
        channel=row.channel,
        address=row.name,
        language=row.user.language,
        **facts,
    )


def fresh_code(facts: dict[str, Any]) -> dict[str, Any]:
    """A new code at the moment of sending: neither the outbox nor a backup ever holds one."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    ContactMethod.objects.filter(pk=facts["method"]).update(
        code_digest=digest(f"{facts['method']}:{code}"),
        code_until=now() + CODE_LASTS,
        guesses=0,
    )
    return {"code": code}


def prove(method: ContactMethod, code: str) -> ContactMethod:
    """The person has read the code where it was sent; five wrong ones end it."""
    with transaction.atomic():
        row = _held(method)
        fault = _fault(row, code.strip())
        if fault:
            row.guesses += 1
        else:
            row.proven_at, row.code_digest, row.code_until = now(), "", None
        row.save(update_fields=["guesses", "proven_at", "code_digest", "code_until"])
    if fault:
        # After the transaction: the guess counts.
        raise ValidationError({"code": fault})
    return row


def _fault(row: ContactMethod, code: str) -> Any:
    if row.code_until is None or row.code_until < now() or row.guesses >= MOST_GUESSES:
        return gettext_lazy("This code is no longer good. Have another one sent.")
    if not constant_time_compare(digest(f"{row.pk}:{code}"), row.code_digest):
        return gettext_lazy("This is not the code that was sent.")
    return ""


@transaction.atomic
def remove(method: ContactMethod) -> None:
    """Forget a way; what still waits for it is not sent."""
    _held(method).delete()


@transaction.atomic
def move_up(method: ContactMethod) -> None:
    """Before the one that stands above it."""
    rows = list(ContactMethod.objects.select_for_update().filter(user=method.user_id))
    place = next((n for n, row in enumerate(rows) if row.pk == method.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for number, row in enumerate(rows):
        row.position = number
    ContactMethod.objects.bulk_update(rows, ["position"])


def _held(method: ContactMethod) -> ContactMethod:
    rows = ContactMethod.objects.select_for_update(of=("self",)).select_related("user", "account")
    return rows.get(pk=method.pk)


def unproven_starts() -> list[ChannelAccount]:
    """Bots that somebody is just about to start."""
    waiting = ContactMethod.objects.filter(
        channel=Channel.TELEGRAM, proven_at=None, code_until__gt=now(), account__is_active=True
    )
    return list(ChannelAccount.objects.filter(pk__in=waiting.values("account")))
