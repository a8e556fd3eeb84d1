"""What the outbox asks about a message to a person, and what it tells afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sealing import CannotOpen
from outbox.failures import Withdrawn
from outbox.models import Channel, OutboxMessage, OutboxState
from outbox.ports import Reach
from outbox.publishers.judging import refused
from outbox.reaching import arrivals
from outbox.reaching.registry import way_of, without_account
from teams.models import ChannelAccount, ContactMethod, User
from teams.reaching import health
from teams.reaching.fanning import BROWSERS
from teams.reaching.methods import CODE, TEST

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: An address here means the same to every account of the channel.
NUMBERS = {Channel.SMS, Channel.VOICE}
PORTABLE = {Channel.SMS, Channel.VOICE, Channel.MATRIX}


def reaches(message: OutboxMessage) -> list[Reach]:
    """Where a message goes now; nobody who left, and nothing unproven but its own code."""
    rows = methods_at(message.address).select_related("user", "account")
    found = [
        row for row in rows
        if row.user.is_active and (row.proven_at or message.topic == CODE)
    ]  # fmt: skip
    if not found:
        raise Withdrawn(_("The person has removed this way."))
    return [_reach(row, message) for row in found]


def methods_at(address: str) -> QuerySet[ContactMethod]:
    """The rows behind what the outbox calls an address."""
    kind, _colon, number = address.partition(":")
    pk = int(number) if number.isdecimal() else 0
    if kind + ":" == BROWSERS:
        return ContactMethod.objects.filter(user=pk, channel=Channel.PUSH)
    return ContactMethod.objects.filter(pk=pk if kind == "method" else 0)


def person_of(message: OutboxMessage) -> int | None:
    """Whose message it is; None for an address of nobody here."""
    if message.channel == Channel.EMAIL:
        rows = User.objects.filter(email__iexact=message.address)
        return rows.values_list("pk", flat=True).first()
    return methods_at(message.address).values_list("user", flat=True).first()


def _reach(row: ContactMethod, message: OutboxMessage) -> Reach:
    account = _account(row, message)
    try:
        opened = row.opened()
        secrets = account.secrets() if account else {}
    except CannotOpen as error:
        raise refused("sealed") from error
    memory = opened.get("memory") or {}
    # What was remembered belongs to the account that it was remembered with.
    mine = memory.get("account") == (account.pk if account else None)
    return Reach(
        name=row.name,
        kind=account.kind if account else without_account(row.channel).kind,  # type: ignore[union-attr]
        address=opened["address"],
        options=account.options if account else {},
        secrets=secrets,
        memory=memory if mine else {},
        callback=callback(account, message) if account else "",
        neutral=account is not None and _is_strange(account, row.user, message),
    )


def _is_strange(account: ChannelAccount, user: User, message: OutboxMessage) -> bool:
    """Whether the words are of another brand than the connection: its admins could read them.

    What does not say whose it is may be of any brand of the person.
    """
    if account.brand_id is None or message.topic in (CODE, TEST):
        return False
    whose = message.facts.get("of_brand")
    if whose is not None:
        return whose != account.brand_id
    return user.memberships.filter(is_active=True).exclude(brand=account.brand_id).exists()


def _account(row: ContactMethod, message: OutboxMessage) -> ChannelAccount | None:
    """The account that a way was proven with; of a number any that serves the same people, and
    that of the brand which the message is about before others.
    """
    if row.account_id is None and without_account(row.channel):
        return None
    whose = message.facts.get("of_brand")
    if row.channel in NUMBERS and whose is not None and row.account:
        serves = Q(brand=whose) | Q(brand=None)
        rows = ChannelAccount.objects.filter(serves, channel=row.channel, is_active=True)
        if row.account.brand_id not in (None, whose) and (found := rows.order_by("brand").first()):
            return found
    if row.account and row.account.is_active:
        return row.account
    if row.channel in PORTABLE and row.account:
        same = Q(brand=row.account.brand_id) | Q(brand=None)
        rows = ChannelAccount.objects.filter(same, channel=row.channel, is_active=True)
        if found := rows.order_by("brand").first():
            return found
    raise refused("no_account")


def callback(account: ChannelAccount, message: OutboxMessage) -> str:
    """Where a network tells that this very message has arrived."""
    path = reverse("teams:channel_arrived", args=[account.pk, message.pk])
    return address_of(path)


def address_of(path: str) -> str:
    """A path as the world knows it: what a network signs, whatever stands in front of us."""
    return settings.PUBLIC_URL.rstrip("/") + path


def settled(message: OutboxMessage) -> None:
    """After every attempt: each way knows how it went last; a browser that is gone is forgotten."""
    for line in message.receipt.get("sent", []):
        _worked(line)
    for line in message.receipt.get("failed", []):
        _failed(line)


@transaction.atomic
def _worked(line: dict[str, Any]) -> None:
    # Locked: its owner may be giving another address at this moment, and that one stays.
    row = methods_at(line["method"]).select_for_update(of=("self",)).first()
    if row is None:
        return
    row.ok_at, row.problem, row.facts = now(), "", {}
    fields = ["ok_at", "problem", "facts"]
    if memory := line.get("memory"):
        row.keep(row.opened()["address"], {**memory, "account": row.account_id})
        fields += ["sealed", "digest"]
    row.save(update_fields=fields)
    health.works(row.account_id)


def _failed(line: dict[str, Any]) -> None:
    row = methods_at(line["method"]).select_related("account").first()
    if row is None:
        return
    code = str(line.get("code", ""))
    if code == "gone":
        row.delete()
        return
    row.failed_at, row.problem = now(), code[:40]
    row.facts = {"said": str(line.get("said", ""))[:300]}
    row.save(update_fields=["failed_at", "problem", "facts"])
    if code == "renewing":
        ChannelAccount.objects.filter(pk=row.account_id).update(renew_at=now())
    elif row.account and code in health.BROKEN:
        health.fails(row.account, code, line)


def arrived(
    account: ChannelAccount, number: int, url: str, headers: dict[str, str], body: bytes
) -> bool:
    """A network's word about one of its messages; False where it is not signed as it should be."""
    way = way_of(account.kind)
    message = OutboxMessage.objects.filter(pk=number, channel=account.channel).first()
    if way is None or not way.confirms or message is None:
        return False
    try:
        ok = arrivals.understood(way, account.options, account.secrets(), url, headers, body)
    except (ValueError, CannotOpen):
        return False
    if ok is not None and message.state == OutboxState.SENT:
        arrivals.note(message, ok=ok)
    return True
