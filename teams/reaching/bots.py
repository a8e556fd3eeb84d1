"""What services tell the desk themselves: who has started the bot, and new keys for old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.crypto import constant_time_compare

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.sealing import CannotOpen
from crisisdesk.kernel.sweeping import each
from outbox.failures import DeliveryError
from outbox.models import Channel
from outbox.reaching.kinds import telegram, zalo
from teams.models import ChannelAccount, ContactMethod
from teams.models.reaching import digest
from teams.reaching import health, methods

if TYPE_CHECKING:
    from collections.abc import Callable

    from outbox.publishers.base import Account

#: Whoever renews has so long; the next one waits as long after a failure.
LEASE = minutes(5)
#: Renewed so long before the end.
EARLY = timedelta(hours=2)
SHORTEST = minutes(30)


def look_for_starts() -> int:
    """Ask every bot that somebody is about to start; returns how many ways were proven."""
    return each(methods.unproven_starts(), look)


def look(account: ChannelAccount) -> int:
    """Who has pressed a start link of this bot."""

    def ask(_way: object, at: Account) -> tuple[dict[str, tuple[int, str]], int]:
        return telegram.starts(at, account.offset)

    found, offset = _asked(account, account.secrets(), ask)
    done = sum(_started(account, token, *who) for token, who in found.items())
    ChannelAccount.objects.filter(pk=account.pk, offset__lt=offset).update(offset=offset)
    return done


def _asked(account: ChannelAccount, secrets: dict[str, Any], question: Callable[..., Any]) -> Any:
    from outbox.reaching import sending  # noqa: PLC0415 -- the web need not load it

    return sending.ask(account.kind, account.options, secrets, question)


def look_now(account: ChannelAccount) -> int:
    """The same because somebody asks; what the service answers badly is seen by the sweep too."""
    return each([account], look)


@transaction.atomic
def _started(account: ChannelAccount, token: str, chat: int, name: str) -> bool:
    row = (
        ContactMethod.objects.select_for_update(of=("self",))
        .filter(
            channel=Channel.TELEGRAM, account=account, proven_at=None, code_until__gt=now(),
            code_digest=digest(token),
        )
        .first()
    )  # fmt: skip
    if row is None or not constant_time_compare(methods.start_token(row), token):
        return False
    row.keep(str(chat))
    row.hint, row.proven_at, row.code_digest, row.code_until = name, now(), "", None
    row.save()
    return True


def renew_due() -> int:
    """Renew the keys whose time has come."""
    due = ChannelAccount.objects.filter(renew_at__lte=now(), is_active=True)
    return each(due, renew)


def renew(account: ChannelAccount) -> int:
    """New keys for old ones, by whoever takes the lease; an old key is good for one renewal."""
    taken = ChannelAccount.objects.filter(pk=account.pk, renew_at=account.renew_at)
    if not taken.update(renew_at=now() + LEASE):
        return 0
    # As it is now: somebody may have renewed it since the row was read.
    account.refresh_from_db()
    try:
        held = account.secrets()
        found = _asked(account, held, lambda _way, at: zalo.renewed(at))
    except (CannotOpen, DeliveryError) as error:
        _not_renewed(account, getattr(error, "facts", {"code": "sealed"}))
        return 0
    lasts = timedelta(seconds=found.pop("lasts"))
    account.keep_secrets({**held, **found})
    account.renew_at = now() + max(lasts - EARLY, SHORTEST)
    account.save(update_fields=["credentials", "renew_at"])
    health.works(account.pk)
    return 1


def _not_renewed(account: ChannelAccount, facts: dict[str, Any]) -> None:
    """Where only a person can help it is not asked again by itself."""
    if facts["code"] in health.BROKEN:
        ChannelAccount.objects.filter(pk=account.pk).update(renew_at=None)
    health.fails(account, facts["code"], facts)
