"""Asking a network whether an unclear post is there; only where it can be asked for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from incidents.verbs import Verb
from outbox.failures import DeliveryError
from outbox.publishers.registry import publisher_of
from statements import outlet_words, sending
from statements.enums import Outlet
from statements.models import Publication
from statements.services.common import hold, line
from statements.services.outlets import take_over

if TYPE_CHECKING:
    from outbox.publishers.base import Published
    from statements.models import Statement
    from teams.models import User


def look(statement: Statement, *, actor: User, channel: str) -> Publication:
    """Find the post by its own words or name; not finding it decides nothing."""
    require(actor, "statements.publish", statement.incident)
    rows = Publication.objects.select_related(
        "statement__incident", "account", "text__version", "message"
    )
    row = rows.filter(statement=statement, channel=channel, state=Outlet.UNCLEAR).first()
    if row is None or row.account is None or row.text is None or not _can_look(row):
        sentence = _("Nothing waits to be looked for on this channel.")
        raise Blocked([Refusal("nothing_waits", sentence)])
    # No transaction is open while the network is asked.
    found = _asked(row)
    if found is None:
        raise ValidationError(
            _("It was not found there. Look yourself before you have it sent again.")
        )
    return _settle(row, found, actor)


def _can_look(row: Publication) -> bool:
    publisher = publisher_of(row.account.kind) if row.account else None
    return publisher is not None and publisher.can_look


def _asked(row: Publication) -> Published | None:
    from outbox.publishers import sending as networks  # noqa: PLC0415 -- the web need not load it

    account = row.account
    assert account is not None  # noqa: S101 -- asked before
    try:
        keys = sending.keys_of(account)
        return networks.look(account.kind, account.options, keys, sending.post_of(row))
    except DeliveryError as failure:
        code, facts = failure.facts.get("code", "not_understood"), failure.facts
        raise ValidationError(outlet_words.sentence(code, facts)) from failure


@transaction.atomic
def _settle(row: Publication, found: Published, actor: User) -> Publication:
    statement = hold(row.statement)
    row = (
        Publication.objects.select_for_update(of=("self",)).select_related("message").get(pk=row.pk)
    )
    if row.state != Outlet.UNCLEAR:
        sentence = _("Somebody else has settled it meanwhile.")
        raise Blocked([Refusal("nothing_waits", sentence)])
    take_over(row)
    row.url = found.url if found.url.startswith("https://") else ""
    row.state, row.at, row.by = Outlet.LIVE, now(), actor
    row.receipt, row.problem, row.facts = found.as_dict(), "", {}
    row.save()
    line(statement, Verb.CHANNEL_POSTED, actor, channel=row.channel, state=str(row.state))
    return row
