"""A real server and real browsers for the journeys."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Browser, Locator, Page, expect

from teams.models import User
from tests.conftest import BACKEND
from tests.plugins.chromium import PATIENCE

PASSWORD = "mot-mat-khau-de-thu"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


def _environment(data: Path, more: dict[str, str]) -> dict[str, str]:
    """The test database, no broker, a folder of its own, and what the test says."""
    parts = connection.settings_dict
    address = f"postgresql://{parts['USER']}:{parts['PASSWORD']}@/{parts['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": f"{address}?host={parts['HOST']}&port={parts['PORT'] or 5432}",
        "CELERY_BROKER_URL": "memory://",
        # So that what is sealed here opens there: a session, the address of the first day.
        "SECRET_KEY": settings.SECRET_KEY,
        "CRISISDESK_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "crisisdesk.settings",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@dataclass
class Server:
    """Where it answers, and what it has said since somebody asked."""

    address: str
    log: Path
    read: int = 0

    def complaints(self) -> str:
        """What is new in its log, if anything went wrong."""
        said = self.log.read_text()[self.read :]
        self.read += len(said)
        return said if "Traceback" in said else ""

    def rests(self, path: str) -> None:
        """Wait until it answers nobody any more."""
        with urllib.request.urlopen(self.address + path, timeout=20):
            pass


@contextmanager
def serving(
    data: Path, application: str = "crisisdesk.asgi:application", **more: str
) -> Iterator[Server]:
    """A process with pages, API and event streams on the test database."""
    port, log = free_port(), data / "server.log"
    command = [
        *(sys.executable, "-m", "uvicorn", application, "--lifespan", "off"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "1"),
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=_environment(data, more), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_alive(process, port, log)
        yield Server(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serve(
    data: Path, application: str = "crisisdesk.asgi:application", **more: str
) -> Iterator[str]:
    """A server of its own, for a journey that sets its clock or ends it; its address."""
    with serving(data, application, **more) as server:
        yield server.address
        assert server.complaints() == ""


def _wait_until_alive(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while not _is_alive(port):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def _is_alive(port: int) -> bool:
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port)) as asked:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.HTTPStatus.OK
    return False


def give_password(person: User, language: str = "vi") -> None:
    """A password that the server's own hasher knows, cheap enough for many sign-ins."""
    person.password = PBKDF2PasswordHasher().encode(PASSWORD, "muoi-cho-phep-thu", iterations=1000)
    person.language = language
    person.save()


@dataclass
class Actor:
    """A person in a browser of their own, who reads the desk in their own language.

    Everything is named by its English msgid and looked for in the words that the person sees.
    """

    page: Page
    language: str
    complaints: list[str] = field(default_factory=list)

    def word(self, msgid: str, context: str = "") -> str:
        with translation.override(self.language):
            return pgettext(context, msgid) if context else gettext(msgid)

    def starts(self, msgid: str, context: str = "") -> re.Pattern[str]:
        """A name that begins so: marks such as “(optional)” and keys may follow."""
        # The driver's engine knows word borders of ASCII letters only.
        return re.compile(rf"^\s*{re.escape(self.word(msgid, context))}(?=$|[\s(:])")

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def button(self, msgid: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("button", name=self.starts(msgid))

    def link(self, msgid: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("link", name=self.starts(msgid))

    def presses(self, msgid: str, within: Locator | None = None) -> None:
        """The main column's first button of that name, and wait for the next page."""
        with self.page.expect_navigation():
            self.button(msgid, within or self.main).first.click()

    def follows(self, msgid: str, within: Locator | None = None) -> None:
        with self.page.expect_navigation():
            self.link(msgid, within or self.page.locator("main")).first.click()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def field(self, msgid: str, within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_label(self.starts(msgid)).first

    def fills(self, within: Locator | None = None, **values: str) -> None:
        """Fields of the form by their names."""
        for name, value in values.items():
            place = (within or self.main).locator(f'[name="{name}"]')
            place.first.fill(value)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def reads(self, *msgids: str) -> None:
        self.sees(*(self.word(msgid) for msgid in msgids))

    def status_is(self, msgid: str, context: str) -> None:
        expect(
            self.main.locator(".badge").filter(has_text=self.word(msgid, context)).first
        ).to_be_visible()


def session_of(person: User) -> str:
    """A session of somebody who has shown a moment ago, by their password, who they are."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return session.session_key


def stay_in(actor: Actor, address: str, person: User) -> None:
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": address}
    actor.page.context.add_cookies([cookie])


def let_in(browser: Browser, address: str, person: User, language: str = "vi") -> Actor:
    """Signed in, with no page open yet; who comes by the front door walks two pages more."""
    give_password(person, language)
    actor = open_window(browser, address, language)
    stay_in(actor, address, person)
    return actor


def sign_in(browser: Browser, address: str, person: User, language: str = "vi") -> Actor:
    """By the front door, with address and password."""
    give_password(person, language)
    actor = open_window(browser, address, language)
    actor.goes("/account/login/")
    actor.fills(login=person.email, password=PASSWORD)
    actor.presses("Sign in")
    expect(actor.page).to_have_url(f"{address}/")
    return actor


def open_window(browser: Browser, address: str, language: str = "vi", **options: object) -> Actor:
    """A window without a session; what the console complains about is kept."""
    context = browser.new_context(
        base_url=address,
        locale=language,
        extra_http_headers={"Accept-Language": language},
        **{"viewport": {"width": 1360, "height": 900}, **options},
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    actor = Actor(page, language)
    page.on("console", lambda said: _note(actor, said))
    page.on("pageerror", lambda error: actor.complaints.append(str(error)))
    return actor


def _note(actor: Actor, said: object) -> None:
    # An open page learns by “gone” that its case has been closed meanwhile.
    if said.type in ("error", "warning") and "410 (Gone)" not in said.text:
        actor.complaints.append(f"{said.text} ({actor.page.url})")
