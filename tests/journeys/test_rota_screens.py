"""Pages of duty in both languages, both themes and two widths."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import product

import pytest
from django.utils import timezone

from crisisdesk.kernel.clock import now
from teams import handing
from teams.models import Membership
from teams.rota import ical
from teams.services import crew, handovers, holidays, rotas, swaps
from teams.services import teams as team_services
from teams.services.swaps import Time
from tests.journeys.test_screens import LANGUAGES, THEMES, WIDTHS, Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paths(brand, admin_person, phuong, minh, lead) -> list[str]:
    """A rota with gaps, an override, a swap that waits, a handover to accept, and forms."""
    rota = rotas.make(brand, actor=admin_person, name="Trực ngày đêm của cả đội truyền thông")
    day = timezone.localdate() - timedelta(days=3)
    rule = {"actor": admin_person, "starts_on": day, "unit": "day", "length": 1}
    hours = {"hours_from": time(0), "hours_until": time(23, 50)}
    layer = rotas.put_layer(
        rota, users=[phuong, minh], name="Lớp", handover_time=time(0), **hours, **rule
    )
    shift = rotas.make(brand, actor=admin_person, name="Nói", role="spokesperson")
    rotas.put_layer(shift, users=[phuong], name="Nói", handover_time=time(0), **rule)
    soon = now() + timedelta(days=1)
    rotas.override(
        rota, actor=admin_person, user=lead, starts_at=soon, ends_at=soon + timedelta(hours=2)
    )
    swaps.ask(shift, actor=phuong, other=lead, mine=Time(soon, soon + timedelta(hours=3)))
    ending = handing.endings(brand, minh)[0]
    note = handovers.write(
        brand, actor=minh, ending=ending, taker=lead,
        own_state="tired", watch="Nhóm “Mẹ và bé”", open_work="a" * 200,
    )  # fmt: skip
    holidays.fetch(brand, timezone.localdate().year + 1, actor=admin_person)
    place = Membership.objects.get(user=minh)
    crew.save_card(
        place, actor=minh, roles=["writer"], skills=["ảnh"], languages=["vi"], backup=lead
    )
    team = team_services.make_team(brand, "Đội đêm", [minh.email], actor=admin_person)
    ical.make(admin_person)
    return [
        *("/", "/people/", "/people/rota/", "/people/rota/new/"),
        *(f"/people/rota/{rota.pk}/{part}" for part in ("", "?view=month", "change/")),
        *(f"/people/rota/{rota.pk}/layers/add/", f"/people/rota/layers/{layer.pk}/"),
        *("/people/handover/", f"/people/handover/{note.pk}/"),
        *("/people/teams/", "/people/teams/new/", f"/people/teams/{team.pk}/"),
        *(f"/people/{place.pk}/card/", "/people/holidays/", "/people/calendar/"),
    ]


def test_the_pages_of_duty_are_clean_in_every_dress(paths, enter, admin_person):
    inspector = Inspector(enter(admin_person), "admin")

    for language, theme, width in product(LANGUAGES, THEMES, WIDTHS):
        speak(language)
        page = inspector.actor.page
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        for path in paths:
            inspector.look(path, f"{language} {theme} {width}")

    inspector.actor.complaints.clear()
    assert not inspector.found, "\n".join(inspector.found)
