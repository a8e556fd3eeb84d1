"""Connecting a brand's accounts: keys are sealed, tried without posting, never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.credentials import joined, parted
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sealing import CannotOpen
from outbox.failures import DeliveryError
from outbox.publishers.registry import publisher_of
from statements import outlet_words
from statements.models import PublishingAccount

if TYPE_CHECKING:
    from outbox.publishers.base import Publisher
    from teams.models import Brand, User

#: Answers of a publisher's form that belong to every account.
OF_ACCOUNT = ("name", "language")


@transaction.atomic
def add(brand: Brand, *, actor: User, kind: str, values: dict[str, Any]) -> PublishingAccount:
    """Connect an account; from now on approved texts for its channel go there."""
    require(actor, "statements.manage_accounts", brand)
    publisher = _publisher(kind)
    about, options, secrets = parted(publisher, values, OF_ACCOUNT)
    if missing := [name for name in publisher.secrets if name not in secrets]:
        raise ValidationError(dict.fromkeys(missing, _("This field is required.")))
    row = PublishingAccount(
        brand=brand,
        kind=kind,
        channel=publisher.channel or options["channel"],
        created_by=actor,
        options=options,
        **about,
    )
    row.keep_secrets(secrets)
    return _saved(row)


@transaction.atomic
def change(account: PublishingAccount, *, actor: User, values: dict[str, Any]) -> PublishingAccount:
    """New settings; keys left empty stay, unless they would go to another place."""
    require(actor, "statements.manage_accounts", account.brand)
    publisher = _publisher(account.kind)
    row = PublishingAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    about, options, given = parted(publisher, values, OF_ACCOUNT)
    row.keep_secrets(joined(publisher, row, options, given))
    row.options = options
    row.channel = publisher.channel or options["channel"]
    row.name, row.language = about["name"], about["language"]
    row.checked_at, row.checked_as, row.problem, row.facts = None, "", "", {}
    return _saved(row)


@transaction.atomic
def switch(account: PublishingAccount, *, actor: User, on: bool) -> PublishingAccount:
    """Off: nothing more goes out by it, not even what waits. On again: if the channel is free."""
    require(actor, "statements.manage_accounts", account.brand)
    row = PublishingAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    row.is_active = on
    return _saved(row)


def check(account: PublishingAccount, *, actor: User) -> PublishingAccount:
    """Sign in with the stored keys, without posting, and note how it went."""
    from outbox.publishers import sending  # noqa: PLC0415 -- the web need not load it

    require(actor, "statements.manage_accounts", account.brand)
    try:
        who, code, facts = sending.check(account.kind, account.options, account.secrets()), "", {}
    except CannotOpen:
        who, code, facts = "", "sealed", {}
    except DeliveryError as failure:
        who, code, facts = "", failure.facts["code"], failure.facts
    account.checked_at, account.checked_as = now(), str(who)[:200]
    account.problem, account.facts = code, facts
    account.save(update_fields=["checked_at", "checked_as", "problem", "facts"])
    return account


def try_out(
    brand: Brand,
    *,
    actor: User,
    kind: str,
    values: dict[str, Any],
    account: PublishingAccount | None = None,
) -> dict[str, str]:
    """Sign in with settings that are not saved: `who`, or the sentence why not; nothing is kept."""
    from outbox.publishers import sending  # noqa: PLC0415 -- the web need not load it

    require(actor, "statements.manage_accounts", brand)
    publisher = _publisher(kind)
    _about, options, secrets = parted(publisher, values, OF_ACCOUNT)
    if account is not None:
        secrets = joined(publisher, account, options, secrets)
    try:
        return {"who": sending.check(kind, options, secrets), "problem": ""}
    except DeliveryError as failure:
        return {"who": "", "problem": outlet_words.sentence(failure.facts["code"], failure.facts)}


def _publisher(kind: str) -> Publisher:
    found = publisher_of(kind)
    if found is None:
        raise ValidationError(_("This desk has no connection to that network."))
    return found


def _saved(row: PublishingAccount) -> PublishingAccount:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            _("This channel has an account already: switch that one off first.")
        ) from error
    return row
