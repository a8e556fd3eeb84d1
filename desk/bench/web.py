"""A real web process on the scratch database, and a page that is open in it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teams.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOST = "127.0.0.1"
PATIENCE = 60.0
SETTLING = 1.0
ENDING = 20.0


@contextmanager
def serve(**more: str) -> Iterator[int]:
    """The desk in a process of its own; its port. `more` goes into its environment."""
    with socket.create_server((HOST, 0)) as chosen:
        port = chosen.getsockname()[1]
    command = [
        *("uvicorn", "crisisdesk.asgi:application", "--lifespan", "off"),
        *("--host", HOST, "--port", str(port), "--no-access-log", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "1"),
    ]
    with running(*command, **{"CELERY_BROKER_URL": "memory://", **more}) as process:
        _wait(process, port)
        yield port


@contextmanager
def running(*command: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module as a process of its own on the scratch database; ended afterwards."""
    process = subprocess.Popen([sys.executable, "-m", *command], env={**_environment(), **more})
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    parts = connection.settings_dict
    who = quote(str(parts["USER"]), safe="")
    secret = quote(str(parts["PASSWORD"]), safe="")
    query = f"host={quote(str(parts['HOST']), safe='')}&port={parts['PORT'] or 5432}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{who}:{secret}@/{parts['NAME']}?{query}",
        "DJANGO_SETTINGS_MODULE": "crisisdesk.settings",
    }


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _alive(port):
        if process.poll() is not None or time.monotonic() > deadline:
            message = "The web process did not start."
            raise RuntimeError(message)
        time.sleep(0.1)


def _alive(port: int) -> bool:
    with suppress(OSError), closing(http.client.HTTPConnection(HOST, port)) as asked:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.HTTPStatus.OK
    return False


def post(port: int, path: str, body: Any) -> None:
    """Send JSON; anything but success is an error."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE)) as line:
        line.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = line.getresponse()
        if answer.status != http.HTTPStatus.OK:
            message = f"{path} answered {answer.status}: {answer.read()[:500]!r}"
            raise RuntimeError(message)


def cookie(person: User) -> str:
    """The header by which the desk knows a person who has signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class War:
    """An open war room: it holds the event stream, and asks for the news when told of any."""

    def __init__(self, port: int, person: User, case: Incident) -> None:
        self.headers = {"Cookie": cookie(person)}
        self.port, self.case = port, case
        self.seq = Incident.objects.get(pk=case.pk).last_seq
        self.line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)

    def __enter__(self) -> Self:
        self.line.request("GET", f"/incidents/{self.case.reference}/stream/", headers=self.headers)
        self.stream = self.line.getresponse()
        self._until(b"event: viewers")
        # The first stream of a process starts its listener, which needs a moment.
        time.sleep(SETTLING)
        return self

    def __exit__(self, *_error: object) -> None:
        self.line.close()

    def _until(self, mark: bytes) -> None:
        while mark not in (line := self.stream.readline()):
            if not line:
                message = "The event stream ended before its news."
                raise RuntimeError(message)

    def wait_for_news(self) -> None:
        """Until the page has been handed what is new."""
        self._until(b"event: seq")
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)) as line:
            path = f"/incidents/{self.case.reference}/live/?seq={self.seq}"
            line.request("GET", path, headers=self.headers)
            answer = line.getresponse()
            if answer.status != http.HTTPStatus.OK or not answer.read():
                message = f"{path} answered {answer.status}"
                raise RuntimeError(message)
