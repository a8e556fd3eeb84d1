"""Load in a browser: covers that open by key and by press, and pages clean in every dress."""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from monitoring.models import Mention
from monitoring.services.ingest import take_in
from teams.load import pulse
from teams.models import Brand, DutyShift, ExposureDay, PulseWeek, Stretch

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

ABUSE = "Đồ chó, tao sẽ giết cả nhà chúng mày"


@pytest.fixture
def brand(db) -> Brand:
    return Brand.objects.create(slug="sao-mai", name="Sao Mai", short_name="Sao Mai")


@pytest.fixture
def night(brand, bot, phuong, minh, lead) -> Incident:
    """Nine hours into a crisis, with a kind and an unkind mention."""
    began = now() - timedelta(hours=9)
    case = Incident.objects.create(
        brand=brand, number=1, title="Sữa có mùi lạ", status="responding", severity="critical",
        created_by=bot, lead=lead, detected_at=began, opened_at=began, round_started_at=began,
        **{f"score_{axis}": 2 for axis in ("people", "spread", "truth", "stakeholders", "business")},
    )  # fmt: skip
    for person, hours, ended in ((minh, 9, None), (lead, 7, None), (phuong, 8, now())):
        start = now() - timedelta(hours=hours)
        if ended is None:
            DutyShift.objects.create(
                brand=brand, user=person, starts_at=start, ends_at=now() + timedelta(hours=3)
            )
        Stretch.objects.create(
            user=person, brand=brand, began_at=start, last_at=now(), ended_at=ended,
            prompt_due_at=start + timedelta(hours=6), limit_due_at=start + timedelta(hours=8),
            prompted_at=now(), limit_told_at=now() if hours == 9 else None,
        )  # fmt: skip
    for weeks, band in enumerate(("middle", "low", "few"), 1):
        PulseWeek.objects.create(
            brand=brand, monday=(now() - timedelta(weeks=weeks)).date(), band=band
        )
    pulse.answer(brand, actor=lead, value=3, shared=True)
    take_in(
        [
            {"external_id": f"m{number}", "source": "Facebook", "author": "nguoi", "text": text,
             "posted_at": now().isoformat()}
            for number, text in enumerate((ABUSE, "Sữa chua quá, đổi trả thế nào?"))
        ],
        brand=brand, actor=bot, judge=False,
    )  # fmt: skip
    return case


def test_a_cover_opens_by_key_is_remembered_and_counted_once(night, minh, enter):
    actor = enter(minh)
    actor.goes("/monitoring/mentions/")
    cover, words = actor.page.locator("details.veil"), actor.page.get_by_text(ABUSE)
    expect(cover).to_have_count(1)
    expect(words).not_to_be_visible()
    expect(actor.page.get_by_text("Sữa chua quá")).to_be_visible()

    cover.locator("summary").focus()
    with actor.page.expect_response("**/people/load/opened/"):
        actor.page.keyboard.press("Enter")
    expect(words).to_be_visible()
    actor.goes(f"/monitoring/mentions/{Mention.objects.get(text=ABUSE).pk}/")

    expect(actor.page.get_by_text(ABUSE).first).to_be_visible()
    assert ExposureDay.objects.get().items == 1


def test_a_cover_opens_without_scripts(night, minh, enter, browser, address):
    actor = enter(minh)
    context = browser.new_context(
        java_script_enabled=False,
        base_url=address,
        storage_state=actor.page.context.storage_state(),
    )
    page = context.new_page()
    page.goto("/monitoring/mentions/")
    assert page.locator("details.veil[open]").count() == 0

    page.locator("details.veil summary").click()

    assert page.locator("details.veil[open]").count() == 1
    context.close()


def test_the_pages_are_clean_in_every_dress(night, phuong, lead, enter):
    faults = []
    pages = {
        phuong: ("/people/load/", "/people/load/mine/", "/", f"/incidents/{night.reference}/"),
        lead: ("/people/load/mine/", "/", "/monitoring/mentions/"),
    }
    for person, paths in pages.items():
        actor = enter(person)
        page = actor.page
        for path, theme, width in product(paths, ("light", "dark"), (1360, 390)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.goto(path)
            page.wait_for_load_state("load")
            if folder := os.environ.get("SCREENSHOTS"):
                name = f"{person.pk}{path.replace('/', '_')}{theme}{width}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            if wide > 0:
                faults.append(f"{path} {theme} {width}: {wide} px too wide")
            faults += [
                f"{path} {theme} {width}: {fault['id']} {fault['nodes'][0]['html'][:150]}"
                for fault in Axe().run(page).response["violations"]
                if fault["impact"] in {"serious", "critical"}
            ]

    assert not faults, "\n".join(faults)
