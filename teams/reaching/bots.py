"""What services tell the desk themselves: who has started the bot, and new keys for old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import constant_time_compare

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.sealing import CannotOpen
from crisisdesk.kernel.sweeping import each
from outbox.failures import DeliveryError, Permanent
from outbox.models import Channel
from outbox.reaching import sending
from outbox.reaching.kinds import telegram, zalo
from teams.models import ChannelAccount, ContactMethod, Role
from teams.models.reaching import digest
from teams.notify import tell
from teams.reaching import methods
from teams.roles import people

if TYPE_CHECKING:
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

    found, offset = sending.ask(account.kind, account.options, account.secrets(), ask)
    done = sum(_started(account, token, *who) for token, who in found.items())
    ChannelAccount.objects.filter(pk=account.pk, offset__lt=offset).update(offset=offset)
    return done


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
        found = sending.ask(account.kind, account.options, held, lambda _way, at: zalo.renewed(at))
    except CannotOpen:
        return _broken(account, "sealed", {})
    except Permanent as failure:
        return _broken(account, failure.facts["code"], failure.facts)
    except DeliveryError as failure:
        _note(account, failure.facts["code"], failure.facts)
        return 0
    lasts = timedelta(seconds=found.pop("lasts"))
    account.keep_secrets({**held, **found})
    account.renew_at = now() + max(lasts - EARLY, SHORTEST)
    account.problem, account.facts = "", {}
    account.save(update_fields=["credentials", "renew_at", "problem", "facts"])
    return 1


def _broken(account: ChannelAccount, code: str, facts: dict[str, object]) -> int:
    """Only a person can help: say so at once, by the ways that still work."""
    account.renew_at = None
    _note(account, code, facts)
    _tell_admins(account)
    return 0


def _note(account: ChannelAccount, code: str, facts: dict[str, object]) -> None:
    account.problem, account.facts, account.checked_at = code, facts, now()
    account.save(update_fields=["problem", "facts", "checked_at", "renew_at"])


def _tell_admins(account: ChannelAccount) -> None:
    brands = [account.brand_id] if account.brand_id else _all_brands()
    admins = {person.pk: person for brand in brands for person in people(brand, {Role.ADMIN})}
    tell(
        admins.values(), "teams.channel_broken", key=f"channel:{account.pk}:{now():%Y%m%d%H%M}",
        url=account.get_absolute_url(), name=account.name,
    )  # fmt: skip


def _all_brands() -> list[int]:
    from teams.models import Brand  # noqa: PLC0415 -- beside its only use

    return list(Brand.objects.values_list("pk", flat=True))
