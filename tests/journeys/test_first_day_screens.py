"""Pages of the first day, the sample and help: clean in both languages, themes and widths."""

from __future__ import annotations

from itertools import product

import pytest

from desk.sample import loading
from teams.models import Brand
from teams.services.first import first_admin
from tests.journeys.test_screens import LANGUAGES, THEMES, WIDTHS, Inspector, speak

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

EMPTY = (
    "/first-day/", "/first-day/people/", "/first-day/duty/", "/first-day/playbook/",
    "/first-day/drill/", "/first-day/duty/skip/", "/sample/", "/help/", "/help/?q=zalo",
    "/help/room/",
)  # fmt: skip
FILLED = ("/", "/incidents/INC-900003/", "/statements/", "/monitoring/mentions/", "/sample/")


@pytest.fixture
def admin(db):
    """The first admin of a desk on which nothing is done."""
    return first_admin("an@saomai.example", "Sao Mai", "Bùi Thanh An").user


def dresses(inspector, paths):
    for language, theme, width in product(LANGUAGES, THEMES, WIDTHS):
        speak(language)
        page = inspector.actor.page
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        for path in paths:
            inspector.look(path, f"{language} {theme} {width}")
    inspector.actor.complaints.clear()
    assert not inspector.found, "\n".join(inspector.found)


def test_the_pages_of_an_empty_desk_are_clean(admin, browser, address):
    from tests.journeys import stage

    stage.give_password(admin)
    actor = stage.open_window(browser, address)
    actor.goes("/account/login/")
    actor.fills(login=admin.email, password=stage.PASSWORD)
    actor.presses("Sign in")
    assert actor.page.url == f"{address}/first-day/"
    inspector = Inspector(actor, "admin")
    # With the panel of the "?" open, so that it is looked at too.
    actor.page.add_init_script(
        "addEventListener('load', () => document.querySelector('.help-menu')?.setAttribute('open', ''))"
    )

    dresses(inspector, EMPTY)

    speak("vi")
    loading.load(Brand.objects.get(is_sample=False), actor=admin)
    actor.goes("/sample/")
    actor.presses("Look round")
    dresses(inspector, FILLED)
