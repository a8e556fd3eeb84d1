"""Connecting sources: their settings and sealed secrets, a trial without storing, poll now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel import sealing
from crisisdesk.kernel.clock import now
from crisisdesk.kernel.credentials import joined, parted
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sealing import CannotOpen
from monitoring.connectors import words
from monitoring.connectors.base import Trouble
from monitoring.connectors.registry import connector_of
from monitoring.intake.clean import Heard, clean
from monitoring.models import Connection, Source
from monitoring.services import sources
from monitoring.services.reading import opened, read
from statements.models import PublishingAccount
from teams.models import ChannelAccount, ContactMethod

if TYPE_CHECKING:
    from monitoring.connectors.base import Connector, Harvest
    from teams.models import Brand, User

#: Answers of a connector's form that belong to every source.
OF_SOURCE = ("name", "expected_every_minutes", "platform")
#: Seconds that a person waits for a trial.
TRIAL_PATIENCE = 20.0
SHOWN = 10


@dataclass
class Trial:
    """What a source would bring in now, or the sentence that says why it would not."""

    problem: str = ""
    count: int = 0
    items: list[Heard] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def add(brand: Brand, *, actor: User, kind: str, values: dict[str, Any]) -> Source:
    """A source that the desk reads by itself from now on."""
    connector = _connector(kind)
    about, options, secrets = parted(connector, values, OF_SOURCE)
    about["platform"] = about.get("platform") or connector.platform
    source, _token = sources.create(brand, actor=actor, kind=kind, **about)
    row = Connection(source=source, options=options, next_poll_at=now())
    row.keep_secrets(secrets)
    row.save()
    return source


@transaction.atomic
def change(source: Source, *, actor: User, values: dict[str, Any]) -> Source:
    """New settings; secrets left empty stay, unless they would go to another place."""
    require(actor, "monitoring.manage", source)
    connector = _connector(source.kind)
    row = Connection.objects.select_for_update().get(source=source)
    about, options, given = parted(connector, values, OF_SOURCE)
    row.keep_secrets(joined(connector, row, options, given))
    if options != row.options:
        # Another place has its own order; known mentions are not stored twice.
        row.options, row.cursor = options, {}
    # Whoever reads it with the old settings loses the lease.
    row.leased_until, row.next_poll_at, row.failures = None, _soonest(row), 0
    row.save()
    return sources.edit(source, actor=actor, **about)


def _connector(kind: str) -> Connector:
    found = connector_of(kind)
    if found is None:
        raise ValidationError(_("This desk has no connector of that kind."))
    return found


def _soonest(row: Connection) -> Any:
    """Now, or when another network allows the next question, or the least pause of its kind."""
    connector = connector_of(row.source.kind)
    moments = [now(), row.not_before or now()]
    if row.last_success_at and connector:
        moments.append(row.last_success_at + connector.at_least)
    return max(moments)


@transaction.atomic
def poll_now(source: Source, *, actor: User) -> Any:
    """Read it as soon as it may be asked; a stopped source goes on. Returns when."""
    require(actor, "monitoring.manage", source)
    row = Connection.objects.select_for_update().select_related("source").get(source=source)
    row.next_poll_at = _soonest(row)
    row.save(update_fields=["next_poll_at"])
    return row.next_poll_at


def try_out(brand: Brand, *, actor: User, kind: str, values: dict[str, Any]) -> Trial:
    """Connect with settings that are not saved yet, and show what would come."""
    require(actor, "monitoring.manage", brand)
    connector = _connector(kind)
    _about, options, secrets = parted(connector, values, OF_SOURCE)
    return _tried(connector, options, secrets)


def try_change(source: Source, *, actor: User, values: dict[str, Any]) -> Trial:
    """Connect with changed settings of a source; nothing is stored."""
    require(actor, "monitoring.manage", source)
    connector = _connector(source.kind)
    _about, options, given = parted(connector, values, OF_SOURCE)
    return _tried(connector, options, joined(connector, source.connection, options, given))


def try_stored(source: Source, *, actor: User) -> Trial:
    """Connect as the desk does it; nothing is stored."""
    require(actor, "monitoring.manage", source)
    connector, row = _connector(source.kind), Connection.objects.get(source=source)
    try:
        secrets = opened(row)
    except Trouble as trouble:
        return Trial(problem=words.sentence(trouble.code, trouble.facts))
    return _tried(connector, row.options, secrets)


def _tried(connector: Connector, options: dict[str, Any], secrets: dict[str, Any]) -> Trial:
    try:
        harvest = read(connector, options, secrets, {}, trial=True, seconds=TRIAL_PATIENCE)
    except Trouble as trouble:
        return Trial(problem=words.sentence(trouble.code, trouble.facts))
    return _shown(harvest)


def _shown(harvest: Harvest) -> Trial:
    cleaned = [clean(item) for item in harvest.items]
    good = [one for one in cleaned if isinstance(one, Heard)]
    good.sort(key=lambda one: one.posted_at, reverse=True)
    notes = [words.sentence(note.code, note.facts) for note in harvest.notes]
    if bad := len(cleaned) - len(good):
        notes.append(words.sentence("items", {"count": bad}))
    names = [table.name for table in harvest.tables]
    return Trial(count=len(good), items=good[:SHOWN], tables=names, notes=notes)


def reseal_all() -> tuple[int, list[str]]:
    """Seal every secret under the newest key; how many, and the sources whose key is lost."""
    done, lost = 0, []
    for model, name in (
        (Connection, "credentials"),
        (Source, "secret"),
        (PublishingAccount, "credentials"),
        (ChannelAccount, "credentials"),
        (ContactMethod, "sealed"),
    ):
        for row in model.objects.exclude(**{name: ""}).iterator():
            try:
                model.objects.filter(pk=row.pk, **{name: getattr(row, name)}).update(
                    **{name: sealing.reseal(getattr(row, name))}
                )
                done += 1
            except CannotOpen:
                lost.append(str(getattr(row, "source", row)))
    return done, lost
