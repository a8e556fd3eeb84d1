"""The desk's connections to services that reach people: keys are sealed, never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.credentials import joined, parted
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sealing import CannotOpen
from outbox.failures import DeliveryError
from outbox.reaching.registry import way_of
from teams.models import ChannelAccount

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from outbox.reaching.base import Way
    from teams.models import Brand, User

#: Keys of these run out and are renewed by the sweep, for the first time at once.
RENEWED = {"zalo"}
#: Answers of a service's form that belong to every account.
OF_ACCOUNT = ("name",)


def require_right(actor: User, brand: Brand | int | None) -> None:
    """Pass for an admin of the brand; what serves all brands is for admins of all."""
    if brand is None:
        require(actor, "teams.manage_desk_channels")
    else:
        require(actor, "teams.manage_channels", brand)


def accounts_of(brand: Brand) -> QuerySet[ChannelAccount]:
    """Those of a brand and those that serve all."""
    return ChannelAccount.objects.filter(Q(brand=brand) | Q(brand=None)).select_related("brand")


def account_for(brand: Brand | None, channel: str) -> ChannelAccount | None:
    """The account that a new way of a channel goes by: the brand's own before everybody's."""
    rows = ChannelAccount.objects.filter(
        Q(brand=brand) | Q(brand=None), channel=channel, is_active=True
    )
    return rows.order_by("brand").first()


@transaction.atomic
def add(brand: Brand | None, *, actor: User, kind: str, values: dict[str, Any]) -> ChannelAccount:
    """Connect a service, for one brand or for all."""
    require_right(actor, brand)
    way = _way(kind)
    about, options, secrets = parted(way, values, OF_ACCOUNT)
    row = ChannelAccount(
        brand=brand,
        kind=kind,
        channel=way.channel,
        name=about["name"],
        options=options,
        created_by=actor,
    )
    row.keep_secrets(secrets)
    row.renew_at = now() if kind in RENEWED else None
    return _saved(row)


@transaction.atomic
def change(account: ChannelAccount, *, actor: User, values: dict[str, Any]) -> ChannelAccount:
    """New settings; keys left empty stay, unless they would go to another place."""
    require_right(actor, account.brand)
    way = _way(account.kind)
    row = ChannelAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    about, options, given = parted(way, values, OF_ACCOUNT)
    row.keep_secrets(joined(way, row, options, given))
    row.name, row.options = about["name"], options
    row.checked_at, row.checked_as, row.problem, row.facts = None, "", "", {}
    row.renew_at = now() if account.kind in RENEWED else None
    return _saved(row)


@transaction.atomic
def switch(account: ChannelAccount, *, actor: User, on: bool) -> ChannelAccount:
    """Off: nobody is reached by it any more. On again: if the channel is free."""
    require_right(actor, account.brand)
    row = ChannelAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    row.is_active = on
    return _saved(row)


def check(account: ChannelAccount, *, actor: User) -> ChannelAccount:
    """Sign in with the stored keys, without sending, and note how it went."""
    from outbox.reaching import sending  # noqa: PLC0415 -- the web need not load it

    require_right(actor, account.brand)
    if not _way(account.kind).checks:
        return account
    who, code, facts = "", "", {}
    try:
        who = sending.check(account.kind, account.options, account.secrets())
    except CannotOpen:
        code = "sealed"
    except DeliveryError as failure:
        code, facts = failure.facts["code"], failure.facts
    account.checked_at, account.checked_as = now(), str(who)[:200]
    account.problem, account.facts = code, facts
    account.save(update_fields=["checked_at", "checked_as", "problem", "facts"])
    return account


def _way(kind: str) -> Way:
    found = way_of(kind)
    if found is None or found.form is None:
        raise ValidationError(_("This desk has no connection to that service."))
    return found


def _saved(row: ChannelAccount) -> ChannelAccount:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            _("This channel is connected already: switch that connection off first.")
        ) from error
    return row
