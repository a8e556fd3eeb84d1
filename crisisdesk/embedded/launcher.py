"""Start the whole desk: embedded PostgreSQL, web, worker and scheduler. Ctrl-C stops all of it.

PORT (8000), HOST (127.0.0.1) and CRISISDESK_DATA (.data/) move it; DATABASE_URL and
CELERY_BROKER_URL replace the embedded parts.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from crisisdesk import database
from crisisdesk.embedded import commands, demo, keeper, lease, leftovers, locks, paths
from crisisdesk.embedded.binaries import NoPostgres
from crisisdesk.embedded.cluster import CannotStart
from crisisdesk.embedded.supervisor import Service, Supervisor, say

POOL = "16"
BROWSER_PATIENCE = 60.0
WATCH = 2.0
COMMON = {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "crisisdesk.settings"}
BEAT = "celery --quiet -A crisisdesk.celery beat -l warning --pidfile="
WEB = (
    "uvicorn crisisdesk.asgi:application --lifespan off --no-server-header"
    " --no-access-log --log-level warning --timeout-graceful-shutdown 2"
)
# One worker on one machine: no neighbours to listen to.
WORKER = (
    "celery --quiet -A crisisdesk.celery worker -l warning"
    " --without-gossip --without-mingle --without-heartbeat"
)
# macOS does not let a process that has used the network fork safely.
HANDS = "threads" if sys.platform == "darwin" else "prefork"


@dataclass(frozen=True)
class Desk:
    """One desk to start: where its data is and where it answers."""

    data: Path
    host: str
    port: int
    embedded: bool

    @property
    def nearby(self) -> str:
        """The host as this machine reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def address(self) -> str:
        shown = "localhost" if self.nearby == "127.0.0.1" else self.nearby
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}/"

    @property
    def run_folder(self) -> Path:
        return paths.run_folder(self.data)


def main() -> None:
    empty = arguments().empty
    host = os.environ.get("HOST", "127.0.0.1")
    desk = Desk(paths.data_folder(), host, port(), embedded=database.is_embedded())
    os.environ.update(CRISISDESK_DATA=str(desk.data), PORT=str(desk.port))
    # Until the supervisor listens, a polite request to end is taken like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    alone(desk)
    free_port(desk)
    held = start_services(desk)
    try:
        fresh = prepare_database(desk, empty=empty)
        asyncio.run(supervise(desk, fresh=fresh))
    except KeyboardInterrupt:
        say("desk", "stopping before it was ready")
    finally:
        stopped = held.release_and_wait()
        say("desk", "stopped" if stopped else "stopped; others still use PostgreSQL")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--empty", action="store_true", help="start a real desk, without demo data")
    return parser.parse_args()


def port() -> int:
    chosen = os.environ.get("PORT", "8000")
    if not (chosen.isascii() and chosen.isdigit()) or not 0 < int(chosen) < 1 << 16:
        raise SystemExit(f"PORT must be a number between 1 and 65535, not {chosen!r}.")
    return int(chosen)


def alone(desk: Desk) -> None:
    """Refuse a second desk on the same data; end what a killed one left behind."""
    lock = desk.run_folder / "desk.lock"
    note = desk.run_folder / "desk.address"
    if locks.take(lock, wait=False) is None:
        where = note.read_text(encoding="utf-8").strip() if note.exists() else "somewhere"
        raise SystemExit(
            f"A desk already runs on {desk.data}, at {where}. "
            "Stop it first, or choose another folder with CRISISDESK_DATA."
        )
    note.write_text(desk.address, encoding="utf-8")
    if ended := leftovers.end(desk.run_folder / "services.json"):
        say("desk", f"ended {ended} processes of a desk that was killed")


def free_port(desk: Desk) -> None:
    """Say before anything starts that somebody else answers there."""
    family = socket.AF_INET6 if ":" in desk.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((desk.host, desk.port))
        except OSError as error:
            raise SystemExit(
                f"Port {desk.port} is not free on {desk.host} ({error.strerror}). "
                f"Choose another: PORT={desk.port + 1} ./run"
            ) from error


def start_services(desk: Desk) -> lease.Lease:
    if desk.embedded:
        say("postgres", f"starting on {desk.data}")
    try:
        return lease.acquire(desk.data, postgres=desk.embedded)
    except (NoPostgres, CannotStart) as error:
        raise SystemExit(str(error)) from error


def prepare_database(desk: Desk, *, empty: bool) -> bool:
    """Bring the tables up to date; fill a fresh embedded database. True if it was filled now."""
    for folder in ("static", "media"):
        (desk.data / folder).mkdir(exist_ok=True)
    say("desk", "bringing the tables up to date")
    commands.migrate()
    if not desk.embedded or demo.decide(desk.data, empty=empty) is not demo.Demo.WANTED:
        demo.announce(desk.data)
        return False
    say("desk", "filling the demo desk (once)")
    demo.announce(desk.data)
    commands.manage("seed_demo")
    demo.remember(desk.data, demo.Demo.SEEDED)
    return True


async def supervise(desk: Desk, *, fresh: bool) -> None:
    supervisor = Supervisor(services(desk), desk.run_folder / "services.json")
    companions: list[Callable[[], Awaitable[None]]] = [lambda: greet(desk, fresh=fresh)]
    if desk.embedded:
        companions.append(lambda: watch_postgres(desk))
    await supervisor.run(*companions)


def services(desk: Desk) -> list[Service]:
    """In the order of stopping: no new work, no new requests, then the work under way."""
    return [
        Service("beat", [*python(BEAT), "-s", str(desk.data / "beat")], COMMON),
        Service(
            "web",
            [*python(WEB), "--host", desk.host, "--port", str(desk.port)],
            {**COMMON, "DATABASE_POOL_SIZE": os.environ.get("DATABASE_POOL_SIZE", POOL)},
        ),
        Service(
            "worker",
            [*python(WORKER), "-P", HANDS, "-c", os.environ.get("WORKERS", "2")],
            COMMON,
            patience=30,
        ),
    ]


def python(arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments.split()]


async def greet(desk: Desk, *, fresh: bool) -> None:
    """Print the address once it answers, and the sign-ins of a desk that was filled just now."""
    began = time.monotonic()
    while not await asyncio.to_thread(answers, desk):
        await asyncio.sleep(0.1)
        if time.monotonic() - began > BROWSER_PATIENCE:
            say("desk", "the web process does not answer yet; its lines above say why")
            began = time.monotonic()
    if fresh:
        say("desk", f"sign in with the password {demo.PASSWORD} as")
        for line in demo.sign_ins():
            say("desk", f"  {line}")
    if link := await asyncio.to_thread(setup_link, desk):
        say("desk", f"nobody works here yet; become its first admin (works once) at {link}")
    say("desk", f"ready at {desk.address} (Ctrl-C stops it)")


def setup_link(desk: Desk) -> str:
    """The address that opens a desk without people; the command is not even started otherwise."""
    real = desk.embedded and demo.state(desk.data) is demo.Demo.NONE
    return commands.ask("setup_link") if real and not demo.has_people(desk.data) else ""


def answers(desk: Desk) -> bool:
    """Whether the web process serves, whatever it serves. Asked directly, past any proxy."""
    asking = http.client.HTTPConnection(desk.nearby, desk.port, timeout=10)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


async def watch_postgres(desk: Desk) -> None:
    """Bring PostgreSQL back if it falls; the others find it again by themselves."""
    while True:
        await asyncio.sleep(WATCH)
        if keeper.postmaster(paths.cluster_folder(desk.data)):
            continue
        say("postgres", "ended unexpectedly; starting again")
        try:
            again = await asyncio.to_thread(lease.acquire, desk.data)
        except (NoPostgres, CannotStart) as error:
            say("postgres", str(error).replace("\n", " / "))
        else:
            again.release()


if __name__ == "__main__":
    main()
