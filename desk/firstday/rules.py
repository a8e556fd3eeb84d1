"""When a step of the first day is done: one rule each, read from rows and never ticked by hand."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q

from crisisdesk.kernel.clock import now
from drills.models import Drill
from monitoring.models import Source, Watch
from playbooks.models import PlaybookVersion
from teams.models import Brand, DutyShift, Layer, Membership, Role, Step
from teams.services.first import UNNAMED

#: So many people make a desk on which nobody approves their own words.
FEWEST_PEOPLE = 2
OF_BRAND = Q(brand=OuterRef("pk"))


def done(brand: Brand) -> set[str]:
    """The steps that rows show as done; one query."""
    facts = Brand.objects.filter(pk=brand.pk).annotate(
        people=Count("memberships", filter=Q(memberships__is_active=True)),
        manager=Exists(Membership.objects.filter(OF_BRAND, is_active=True, role=Role.MANAGER)),
        # Somebody has turns in a rota, or stands in a shift that is not over.
        turns=Exists(
            Layer.objects.filter(
                rota__brand=OuterRef("pk"), rota__is_active=True, places__isnull=False
            )
        ),
        shift=Exists(DutyShift.objects.filter(OF_BRAND, ends_at__gt=now())),
        watch=Exists(Watch.objects.filter(OF_BRAND, active=True)),
        source=Exists(Source.objects.filter(OF_BRAND, active=True)),
        # In force by the word of a second person, who is not its author.
        plan=Exists(
            PlaybookVersion.objects.in_force()
            .filter(playbook__brand=OuterRef("pk"), second_person__isnull=False)
            .exclude(second_person=F("author"))
        ),
        # Ended, and somebody took the case on meanwhile.
        drill=Exists(
            Drill.objects.filter(
                scenario__brand=OuterRef("pk"),
                ended_at__isnull=False,
                incident__acknowledged_at__isnull=False,
            )
        ),
    )
    row = facts.get()
    rules = {
        Step.BRAND: bool(row.short_name and row.hotline and row.name != UNNAMED),
        Step.PEOPLE: row.people >= FEWEST_PEOPLE and row.manager,
        Step.DUTY: row.turns or row.shift,
        Step.LISTENING: row.watch and row.source,
        Step.PLAYBOOK: row.plan,
        Step.NEWSROOM: bool(row.official_channel and row.press_contact),
        Step.DRILL: row.drill,
    }
    return {step.value for step, holds in rules.items() if holds}
