"""Run a handful of processes: show what they say, start again what falls, stop in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crisisdesk.embedded import leftovers

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY = 60.0
LONGEST_LINE = 1 << 20
COLOURS = {"web": 36, "worker": 32, "beat": 35, "postgres": 33}


@dataclass
class Service:
    """One process to keep alive."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    patience: float = 10.0
    process: asyncio.subprocess.Process | None = None

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.returncode is None


def say(name: str, text: str) -> None:
    """One readable line, whoever speaks."""
    label = f"{name:<8}"
    if sys.stdout.isatty():
        label = f"\033[{COLOURS.get(name, 1)}m{label}\033[0m"
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {label} | {text}\n")
        sys.stdout.flush()


class Supervisor:
    """Keeps services alive until it is asked to stop; stops them in the order given."""

    def __init__(self, services: list[Service], notes: Path) -> None:
        self.services = services
        self.notes = notes
        self.stopping = asyncio.Event()

    async def run(self, *companions: Callable[[], object]) -> None:
        """Start all; return when a signal came and everything has stopped."""
        self._listen()
        tasks = [asyncio.create_task(self._keep(service)) for service in self.services]
        tasks += [asyncio.create_task(companion()) for companion in companions]
        await self.stopping.wait()
        say("desk", "stopping")
        for service in self.services:
            await self._stop(service)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._note()

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup a closing terminal is nobody's business.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                loop.add_signal_handler(number, self._ask_to_stop)

    def _ask_to_stop(self) -> None:
        """Stop with care; asked a second time, at once."""
        if self.stopping.is_set():
            for service in self.services:
                _kill(service)
        self.stopping.set()

    async def _keep(self, service: Service) -> None:
        """Start a service again whenever it falls, later and later while it keeps falling."""
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            born = time.monotonic()
            code = await self._live(service)
            if self.stopping.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - born > STEADY else pause
            say(service.name, f"ended unexpectedly ({_ending(code)}); again in {pause:.0f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _live(self, service: Service) -> int:
        """One life of a service, from its start to its exit code."""
        service.process = await asyncio.create_subprocess_exec(
            *service.command,
            env={**os.environ, **service.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Its own session: the terminal's Ctrl-C comes to us alone, and we stop in order.
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        self._note()
        await self._repeat(service)
        code = await service.process.wait()
        _kill(service)  # whatever it left in its group
        return code

    @staticmethod
    async def _repeat(service: Service) -> None:
        while True:
            try:
                line = await service.process.stdout.readline()
            except ValueError:
                continue  # a line beyond every limit is dropped, not the service
            if not line:
                return
            if text := line.decode(errors="replace").rstrip():
                say(service.name, text)

    @staticmethod
    async def _stop(service: Service) -> None:
        """Ask, wait, then make."""
        if not service.runs:
            return
        service.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(service.process.wait(), service.patience)
        except TimeoutError:
            say(service.name, "does not stop; killed")
            _kill(service)
            await service.process.wait()

    def _note(self) -> None:
        leftovers.note(self.notes, [s.process.pid for s in self.services if s.runs])


def _kill(service: Service) -> None:
    if service.process:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(service.process.pid, signal.SIGKILL)


def _ending(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
