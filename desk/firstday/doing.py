"""What the pages of the first day do: each is one press that calls the services of the rooms."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import fold
from drills import services as drills
from drills.models import Scenario
from monitoring.enums import SourceKind
from monitoring.models import Connection, Source, Watch
from monitoring.services import connections, sources, watches
from playbooks import services as playbooks
from playbooks.models import Playbook
from playbooks.services.seed import seed
from statements.models import Statement
from teams import services as teams
from teams.models import Brand, Layer, Rota, Unit
from teams.roles import INSIDERS, people
from teams.services import rotas
from teams.services.first import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drills.models import Drill
    from playbooks.models import PlaybookVersion
    from teams.models import Membership, User

ALERT_TEST = "alert_test"
MORNING, EVENING, MIDNIGHT = time(8), time(20), time(0)


@transaction.atomic
def name_brand(brand: Brand, *, actor: User, **values: Any) -> Brand:
    """Its names and hotline; the address of one that had no name follows, while nobody knows it."""
    changed = teams.update_brand(brand, actor=actor, **values)
    slug = slugify(fold(changed.name))[:50]
    unknown = (
        changed.slug == slugify(UNNAMED) and not Statement.objects.filter(brand=brand).exists()
    )
    if unknown and slug and not Brand.objects.filter(slug=slug).exists():
        changed.slug = slug
        changed.save(update_fields=["slug"])
    return changed


def invite(brand: Brand, *, actor: User, **values: Any) -> Membership:
    """A place for a second person."""
    return teams.invite(brand, actor=actor, **values)


@transaction.atomic
def set_duty(brand: Brand, *, actor: User, users: Sequence[User], hours: str) -> Rota:
    """General duty by weeks, by day or round the clock; the desk's usual rota to begin with."""
    if not users:
        raise ValidationError({"users": _("Tick at least one person.")})
    _hold(brand)
    if has_rota(brand):
        sentence = _("There is a rota already. Change it on the page of the rotas.")
        raise Blocked([Refusal("has_rota", sentence)])
    whole = hours == "all"
    rota = rotas.make(brand, actor=actor, name=_("General duty"), needs_handover=False, warns=whole)
    limits = {} if whole else {"hours_from": MORNING, "hours_until": EVENING}
    rotas.put_layer(
        rota,
        actor=actor,
        users=list(users),
        name=rota.name,
        unit=Unit.WEEK,
        length=1,
        starts_on=timezone.localdate(),
        handover_time=MIDNIGHT if whole else MORNING,
        **limits,
    )
    return rota


def has_rota(brand: Brand) -> bool:
    """Whether somebody has turns already: a second press would call everybody twice."""
    turns = Layer.objects.filter(rota__brand=brand, rota__is_active=True, places__isnull=False)
    return turns.exists()


def _hold(brand: Brand) -> None:
    """Of two presses at once the second sees what the first one made."""
    Brand.objects.select_for_update().get(pk=brand.pk)


@transaction.atomic
def listen(brand: Brand, *, actor: User, words: list[str], feed: str = "") -> None:
    """A watch for the brand's names and one way in: a feed, or what people put in by hand."""
    _hold(brand)
    if not Watch.objects.filter(brand=brand, active=True).exists():
        watches.create(brand, actor=actor, name=brand.name, words=words, excluded=[])
    if feed and not _reads(brand, feed):
        values = {"name": _("News feed"), "url": feed}
        connections.add(brand, actor=actor, kind=SourceKind.RSS, values=values)
    elif not Source.objects.filter(brand=brand, active=True).exists():
        sources.create(brand, actor=actor, kind=SourceKind.HAND, name=_("Entered by hand"))


def _reads(brand: Brand, feed: str) -> bool:
    """Whether this feed is read already."""
    mine = Connection.objects.filter(source__brand=brand, source__active=True)
    return mine.filter(options__url=feed).exists()


@transaction.atomic
def take_playbooks(brand: Brand, *, actor: User, types: Sequence[str]) -> int:
    """Give the brand the shipped plans that were chosen, what they need, and the scenarios."""
    require(actor, "playbooks.edit", brand)
    before = Playbook.objects.filter(brand=brand).count()
    seed(brand, only=set(types))
    drills.seed(brand)
    return Playbook.objects.filter(brand=brand).count() - before


@transaction.atomic
def look_over(version: PlaybookVersion, *, actor: User) -> PlaybookVersion:
    """Ask a second person for their word on a shipped plan that was read and found right."""
    draft = playbooks.new_draft(version.playbook, actor=actor, note=_("Looked over; no change."))
    return playbooks.submit(draft, actor=actor)


@transaction.atomic
def alert_test(brand: Brand, *, actor: User) -> Drill:
    """The shortest drill there is: whose phone rings, and who takes the case on."""
    require(actor, "teams.manage_brand", brand)
    drills.seed(brand)
    scenario = Scenario.objects.get(brand=brand, slug=ALERT_TEST)
    called = players(brand)
    if not set(called) - {actor}:
        sentence = _("A drill needs somebody besides you. Invite a second person first.")
        raise Blocked([Refusal("alone", sentence)])
    return drills.start(scenario, actor=actor, players=called)


def players(brand: Brand) -> list[User]:
    """Everybody who works here: on the first day that is a handful."""
    return list(people(brand, INSIDERS))
