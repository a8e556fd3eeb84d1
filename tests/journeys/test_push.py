"""Push messages in a real browser: its worker is registered, and shows what was pushed.

A push service of the open internet is not asked: the browser's own tools hand the message to the
worker. What such a service does with our encryption is tried in tests/outbox/reaching/test_push.py.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from outbox.reaching.kinds.push import _shown
from tests.outbox.reaching.conftest import WORD

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
READY = "async () => (await navigator.serviceWorker.ready).active.scriptURL"
SHOWN = """async (url) => {
  const worker = await navigator.serviceWorker.ready;
  for (let turn = 0; turn < 100; turn += 1) {
    const found = (await worker.getNotifications()).find((one) => one.data.url === url);
    if (found) return [found.title, found.data.url, found.actions.map((one) => one.action)];
    await new Promise((again) => setTimeout(again, 50));
  }
  return [];
}"""


@pytest.fixture
def allowing(minh, address, enter):
    """Minh's page in a browser that may show notifications, after a click on “Allow”."""
    here = enter(minh, "en")
    here.page.context.grant_permissions(["notifications"], origin=address)
    here.goes("/people/reach/")
    here.page.get_by_role("button", name="Allow").click()
    yield here
    # A window of Playwright's takes no subscription, and the browser complains of it.
    here.complaints[:] = [words for words in here.complaints if "incognito" not in words]


def worker_of(here, address):
    """The browser's own name for the worker, and its tools."""
    tools, found = here.page.context.new_cdp_session(here.page), []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(row["registrationId"] for row in event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    here.page.evaluate(READY)
    here.page.wait_for_timeout(300)
    return tools, found[-1]


def push(here, address, words):
    tools, name = worker_of(here, address)
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": address, "registrationId": name, "data": words},
    )


def test_the_worker_shows_what_was_pushed_and_leads_nowhere_but_into_the_desk(allowing, address):
    assert allowing.page.evaluate(READY) == f"{address}/sw.js"
    for url, leads in (
        (f"{address}/notices/", f"{address}/notices/"),
        ("https://x.test/", f"{address}/"),
    ):
        push(allowing, address, json.dumps({**_shown(WORD), "url": url, "tag": url}))
        shown = allowing.page.evaluate(SHOWN, leads)
        assert shown == [WORD.title, leads, ["answer"]]


def test_a_browser_that_takes_no_subscription_says_so(allowing):
    said = allowing.page.locator("[data-push-word]")

    expect(said).to_have_text("It did not work. Try again, or use another browser.")
