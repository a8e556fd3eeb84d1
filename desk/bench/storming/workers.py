"""People at work through the API: notes, texts that are signed and published, drills."""

from __future__ import annotations

import http.client
import json
import time
from collections import defaultdict
from contextlib import closing, contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from desk.bench.web import HOST, PATIENCE
from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAUSE = 0.3


class Hand:
    """A person with a token, and how long each of their acts took, in milliseconds."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.taken: dict[str, list[float]] = defaultdict(list)

    def does(self, act: str, path: str, _method: str = "POST", **facts: Any) -> Any:
        """Do it and note how long it took."""
        begun = time.perf_counter()
        # The desk hangs up on whoever says nothing for some seconds, so each act is a call.
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)) as line:
            line.request(_method, f"/api/v1/{path}", json.dumps(facts), self.headers)
            answer = line.getresponse()
            content = answer.read()
        if answer.status not in (http.HTTPStatus.OK, http.HTTPStatus.CREATED):
            message = f"{path} answered {answer.status}: {content[:500]!r}"
            raise RuntimeError(message)
        self.taken[act].append((time.perf_counter() - begun) * 1000)
        return json.loads(content)


class Newsroom:
    """Two people: one writes, submits and publishes, the other reads and signs."""

    def __init__(self, writer: Hand, signer: Hand, case: Incident) -> None:
        self.writer, self.signer, self.case, self.published = writer, signer, case, 0

    def turn(self) -> None:
        """One text from the first word to the public page."""
        number = self.published + 1
        ahead = (now() + timedelta(hours=1)).isoformat()
        text = self.writer.does(
            "draft", f"incidents/{self.case.reference}/statements/", kind="holding",
            title_vi=f"Thông tin số {number}", title_en=f"Word {number}", next_update_at=ahead,
            text_vi=f"Chúng tôi đang kiểm tra và sẽ thông tin tiếp, lần {number}.",
            text_en=f"We are checking and will tell you more, word {number}.",
        )  # fmt: skip
        path = f"statements/{text['id']}/"
        state = self.writer.does("submit", f"{path}transitions/submit/")
        if state["status"] != "approved":
            self.signer.does("read", path, "GET")
            self.signer.does("approve", f"{path}transitions/approve/")
        self.writer.does("publish", f"{path}transitions/publish/")
        self.published += 1


class Scribe:
    """Writes notes into the cases in turn, and remembers which line each became, and when."""

    def __init__(self, hand: Hand, cases: list[Incident]) -> None:
        self.hand, self.cases = hand, cases
        self.notes: list[tuple[int, int, float]] = []

    def turn(self) -> None:
        """One note."""
        case = self.cases[len(self.notes) % len(self.cases)]
        begun = time.perf_counter()
        path = f"incidents/{case.reference}/notes/"
        made = self.hand.does("note", path, text=f"Ghi chú {len(self.notes)}")
        self.notes.append((case.pk, made["last_seq"], begun))


class Trainer:
    """Starts a drill and ends it, again and again."""

    def __init__(self, hand: Hand, scenario: int) -> None:
        self.hand, self.scenario, self.drills = hand, scenario, 0

    def turn(self) -> None:
        """One drill."""
        drill = self.hand.does("start a drill", "drills/", scenario=self.scenario)
        self.hand.does("end a drill", f"drills/{drill['id']}/end/")
        self.drills += 1


@contextmanager
def busy(*people: Newsroom | Scribe | Trainer) -> Iterator[None]:
    """All of them at work until the block ends; what hinders one of them is raised then."""
    over, faults = Event(), list[Exception]()
    threads = [Thread(target=_work, args=(one.turn, over, faults)) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]


def _work(turn: Callable[[], None], over: Event, faults: list[Exception]) -> None:
    try:
        while not over.is_set():
            turn()
            over.wait(PAUSE)
    except Exception as error:  # noqa: BLE001 -- raised again by who waits for all of them
        faults.append(error)
