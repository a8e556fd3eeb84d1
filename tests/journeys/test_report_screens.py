"""Pages and papers of clocks, situation reports, reports of staff and dossiers in two dresses."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from desk.dossier import asking, making
from desk.dossier.choice import Choice, usual
from desk.situation.gathering import drafted
from incidents.models import SituationReport
from incidents.services import clocks, evidence, legal, situation, situation_links, team
from incidents.services.opening import open_incident
from monitoring.models import StaffReport
from monitoring.services import staff, staff_keeping
from playbooks.models import LegalClock, Stakeholder, StakeholderList
from tests.journeys import stage
from tests.journeys.test_screens import LONG_NAME, Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

A4_AT_96_DPI = 680


@pytest.fixture
def pages(brand, lead, lan, admin_person, tmp_path, settings) -> dict[str, list[str]]:
    """By who looks: the lead of a case with every kind of clock, two reports and a dossier."""
    settings.MEDIA_ROOT = tmp_path
    case = open_incident(brand=brand, title=LONG_NAME, actor=lead, reporter="khách")
    case = team.name_lead(case, lead, actor=lead)
    evidence.add_evidence(
        case, actor=lead, title="Ảnh chụp", url="https://fb.example/" + "a" * 120, device=LONG_NAME
    )
    clocks.start(case, "holding", at=now() - timedelta(hours=3))
    clocks.sweep()
    clock = LegalClock.objects.create(
        brand=brand, key="a05", name_vi=LONG_NAME, name_en="Notify", hours=72,
        starts_from="received", owner_role="legal",
    )  # fmt: skip
    run = legal.start(case, clock, actor=lead, note=f"https://cong-van.example/{'b' * 90}")
    legal.settle(run, actor=lead, met=True, sent="x" * 120)
    legal.start(case, clock, actor=lead, note="Công văn của Sở")
    board = StakeholderList.objects.create(brand=brand, name="Hội đồng quản trị")
    partner = Stakeholder.objects.create(brand=brand, name="Bà Hoa", email="hoa@ban.example")
    partner.lists.add(board)
    report = situation.draft(case, drafted(case), actor=lead)
    words = {"text_vi": f"# Tình hình\n- {LONG_NAME}\n- https://fb.example/{'c' * 120}"}
    report = situation.save(
        report,
        actor=lead,
        edition=1,
        next_at=now() + timedelta(hours=1),
        text_en="# State",
        **words,
    )
    situation.send(report, actor=lead, edition=report.edition, lists=[board])
    situation_links.give(case, partner, actor=lead)
    situation.draft(case, drafted(case), actor=lead)
    made = asking.ask(
        case, actor=lead, purpose="platform", language="vi",
        choice=Choice(
            sections=usual("platform"), evidence=[case.evidence.get().pk],
            letter={"recipient": "Facebook", "subject": LONG_NAME},
        ),
    )  # fmt: skip
    making.work("Dossier", made.pk)
    door = staff_keeping.open_door(brand, actor=admin_person)
    staff.receive(brand, staff.Told(once="1", text=LONG_NAME, url="https://x.example/" + "d" * 150))
    room = f"/incidents/{case.reference}/"
    return {
        "lead": [
            *(f"{room}clocks/{part}" for part in ("", "print/")),
            *(
                f"{room}situation/{part}"
                for part in ("", "1/", "1/print/", "draft/", "draft/send/")
            ),
            *(f"{room}dossier/{part}" for part in ("", "1/", "new/own/")),
            f"{room}do/legal-start/",
            *("/monitoring/staff/", "/monitoring/staff/poster/"),
        ],
        "visitor": [
            f"/report/{door.token}/",
            reverse("staff-state", args=[StaffReport.objects.get().reference]),
        ],
    }


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("vi", "light", 1360), ("en", "dark", 390)]
)
def test_they_are_clean(pages, enter, browser, address, lead, language, theme, width):
    speak(language)
    assert SituationReport.objects.filter(sent_at=None).exists()
    given: dict[str, list[str]] = {"lead": [], "visitor": []}
    inspectors = {
        "lead": Inspector(enter(lead, language), "lead"),
        "visitor": Inspector(stage.open_window(browser, address), "visitor"),
    }
    for who, inspector in inspectors.items():
        page = inspector.actor.page
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.context.set_extra_http_headers({"Accept-Language": language})
        for path in [*pages[who], *given[who]]:
            inspector.look(path, f"{language} {theme} {width}")
            if path.endswith("situation/"):
                # The server signs with a key of its own, so the link is read where a person reads it.
                shown = page.locator("#links input[readonly]").input_value()
                given["visitor"].append(urlsplit(shown).path)
            if path.endswith(("print/", "poster/")):
                page.emulate_media(media="print")
                page.set_viewport_size({"width": A4_AT_96_DPI, "height": 900})
                wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
                if wide > 0:
                    inspector.note(path, "paper", f"{wide} px too wide")
                page.emulate_media(media="screen")
                page.set_viewport_size({"width": width, "height": 900})

    found = [fault for inspector in inspectors.values() for fault in inspector.found]
    for inspector in inspectors.values():
        inspector.actor.complaints.clear()
    assert not found, "\n".join(found)
