"""Pages of playbooks, prepared words, scenarios and drills in two dresses: clean, nothing cut."""

from __future__ import annotations

from typing import Any

import pytest

from desk import demo_texts
from drills import services as drills
from drills.models import Drill, Scenario
from playbooks import selectors as plans
from playbooks import services as playbooks
from tests.drills import rehearsed
from tests.journeys.conftest import STORMS, Storm
from tests.journeys.test_screens import LONG_NAME, Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

A4_AT_96_DPI = 680


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


@pytest.fixture
def running(brand, lead, minh, phuong, nghia, lan) -> Drill:
    """The rumour that becomes a recall, begun, with words that were said in it."""
    drills.seed(brand)
    scenario = Scenario.objects.get(slug="rumour_to_recall")
    drill = drills.start(scenario, actor=phuong, players=[lead, minh], observers=[nghia])
    rehearsed.said(drill.incident, minh)
    drills.put_in(
        drill, actor=phuong, channel="call", persona="Khách hàng", content=LONG_NAME,
        expected=LONG_NAME,
    )  # fmt: skip
    return drill


@pytest.fixture
def ended(brand, running, phuong) -> Drill:
    """A second one that was judged and is over."""
    drill = drills.start(Scenario.objects.get(slug="alert_test"), actor=phuong)
    for run in drill.runs.exclude(delivered_at=None):
        drills.observe(run, actor=phuong, observed="partly", comment=f"{LONG_NAME} {'a' * 90}")
    return drills.end(drill, actor=phuong)


@pytest.fixture
def paths(brand, running, ended, admin_person) -> dict[str, list[str]]:
    """By who looks: a manager at words, scenarios and drills, an admin at playbooks."""
    book = plans.published(brand.pk).get(playbook__slug="product_safety").playbook
    playbooks.new_draft(book, actor=admin_person)
    demo_texts.seed_texts(brand)
    scenario, inject = running.scenario_id, running.scenario.injects.first().pk
    free = Scenario.objects.get(slug="boycott_decisions")
    told = f"/drills/scenarios/{free.pk}/"
    story = f"{told}story/"
    key = free.injects.first().pk
    words = running.incident.statements.get().slug
    plan = "/playbooks/product_safety/"
    texts = "/playbooks/policies/texts/"
    return {
        "manager": [
            *(texts, f"{texts}?state=renew", f"{texts}?q=khong-co", f"{texts}coverage/"),
            *(f"{texts}print/", f"{texts}product_safety/holding/"),
            *(f"{plan}versions/1/preview/", f"{plan}compare/?left=1&right=2&all=on"),
            *("/playbooks/policies/risks/", "/playbooks/policies/risks/new/"),
            *("/drills/scenarios/", "/drills/scenarios/new/", "/drills/scenarios/import/"),
            *(told, f"{told}edit/", f"{told}print/", f"{told}copy/", f"{told}start/"),
            *(story, f"{story}new/", f"{story}{key}/"),
            *(f"{told}preview/", f"{told}preview/?as=players"),
            *(f"/drills/scenarios/{scenario}/story/", f"/drills/scenarios/{scenario}/"),
            *(f"/drills/scenarios/{scenario}/story/{inject}/", "/drills/"),
            *(f"/drills/{running.pk}/{part}" for part in ("", "posts/", "put-in/", "observers/")),
            *(f"/drills/{running.pk}/{part}" for part in ("newsroom/", f"newsroom/{words}/")),
            *(f"/drills/{running.pk}/{part}" for part in ("held/", "score/", "compare/")),
            *(f"/drills/{ended.pk}/{part}" for part in ("", "score/", "score/print/", "held/")),
            *("/drills/readiness/", "/drills/readiness/print/", "/drills/readiness/gaps/"),
            *("/drills/readiness/product_safety/", "/reports/targets/", "/reports/print/"),
        ],
        "admin": [
            *(f"{plan}edit/", f"{plan}versions/2/changes/", f"{plan}versions/1/copy/"),
            *(f"{plan}versions/1/retire/", plan, "/playbooks/?show=drafts"),
        ],
    }


def paper_width(inspector: Inspector, path: str, width: int) -> None:
    """Look at a page for printing as wide as the paper is."""
    page: Any = inspector.actor.page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_AT_96_DPI, "height": 900})
    over = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    if over > 0:
        inspector.note(path, "paper", f"{over} px too wide")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("vi", "dark", 390), ("en", "light", 1360)]
)
def test_they_are_clean(paths, enter, phuong, admin_person, language, theme, width):
    speak(language)
    people = {"manager": phuong, "admin": admin_person}
    inspectors = {who: Inspector(enter(person, language), who) for who, person in people.items()}
    for who, inspector in inspectors.items():
        page = inspector.actor.page
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        for path in paths[who]:
            inspector.look(path, f"{language} {theme} {width}")
            if path.endswith("print/"):
                paper_width(inspector, path, width)

    found = [fault for inspector in inspectors.values() for fault in inspector.found]
    for inspector in inspectors.values():
        inspector.actor.complaints.clear()
    assert not found, "\n".join(found)
