"""Everything at once: mentions, open war rooms, notes, signatures, publications, drills, letters.

First a quiet while: the same people and streams, and one batch of mentions a second. Then the same
with 1,000 mentions a second for half of the time, and more and more for the other half, until the
desk cannot follow: the knee. At the end everything is counted; a loss or a repetition is an error.
The client shares the machine with the desk. CRISISDESK_BENCH_SECONDS (60) makes it longer or
shorter.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from desk.bench import web
from desk.bench.storming.account import Done, account, drained
from desk.bench.storming.desk import whole_desk
from desk.bench.storming.senders import BATCH, Sent, Tool
from desk.bench.storming.stage import prepare
from desk.bench.storming.watchers import watching
from desk.bench.storming.workers import Hand, Newsroom, Scribe, Trainer, busy
from desk.bench.timing import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.bench.storming.desk import Desk
    from desk.bench.storming.stage import Stage
    from desk.bench.storming.watchers import Watcher

SECONDS, STREAMS = 60.0, 200
STEADY = 1000
#: From step to step of the second half.
FASTER = 1.6
STEPS = 6
#: A desk that answers less than this share of what is asked cannot follow any more.
FOLLOWS = 0.9
#: The quiet while and the first batches, as a share of the whole.
QUIET = 0.25


def run(seconds: float = 0, streams: int = STREAMS) -> dict[str, Any]:
    """Figures of the storm beside those of the quiet while before it."""
    seconds = seconds or float(os.environ.get("CRISISDESK_BENCH_SECONDS", SECONDS))
    stage = prepare()
    with (
        whole_desk() as desk,
        watching(desk.port, web.cookie(stage.head), stage.cases, streams) as watchers,
    ):
        return _measure(stage, desk, watchers, seconds)


def _measure(stage: Stage, desk: Desk, watchers: list[Watcher], seconds: float) -> dict[str, Any]:
    tool = Tool(desk.port, stage.token)
    # A process that has answered nobody yet loads its models with the first batch.
    sent = [tool.send(BATCH, 1)]
    first, calm, storm = (Crowd(stage, desk, watchers) for _while in range(3))
    for person in first.people:
        person.turn()
    with busy(*calm.people):
        sent.append(tool.send(BATCH, seconds * QUIET))
    quiet = sent[-1]
    with busy(*storm.people):
        sent.append(tool.send(STEADY, seconds / 2))
        steady = sent[-1]
        ramp = list(_rising(tool, seconds / 2 / STEPS))
    sent += ramp
    drained(watchers)
    accepted = sum(one.accepted for one in sent)
    crowds = (first, calm, storm)
    published = sum(one.newsroom.published for one in crowds)
    rehearsed = sum(one.trainer.drills for one in crowds)
    books = account(stage, Done(accepted, published, rehearsed), desk.box.letters, watchers)
    if faults := books.faults():
        raise RuntimeError("; ".join(faults))
    return {
        "figure": {
            "streams": len(watchers),
            "steady": _told(steady),
            "knee_mentions_per_second": max(one.reached for one in (steady, *ramp)),
            "rising": [_told(one) for one in ramp],
            **storm.told(),
            "kept": books.told(),
        },
        "limit": {"quiet": _told(quiet) | calm.told()},
    }


def _rising(tool: Tool, seconds: float) -> Iterator[Sent]:
    rate = float(STEADY)
    for _step in range(STEPS):
        rate *= FASTER
        step = tool.send(round(rate), seconds)
        yield step
        if step.reached < FOLLOWS * step.rate:
            return


def _told(sent: Sent) -> dict[str, Any]:
    return {
        "asked_per_second": sent.rate,
        "answered_per_second": sent.reached,
        "sent_again": sent.duplicates,
        f"batch_of_{BATCH}": figures(sent.milliseconds),
    }


class Crowd:
    """Those at work during one while, with hands of their own, so that times stay apart."""

    def __init__(self, stage: Stage, desk: Desk, watchers: list[Watcher]) -> None:
        def hand(who: Any) -> Hand:
            return Hand(desk.port, stage.key(who))

        self.watchers = watchers
        self.newsroom = Newsroom(hand(stage.writer), hand(stage.head), stage.cases[0])
        self.scribe = Scribe(hand(stage.writer), stage.cases)
        self.trainer = Trainer(hand(stage.head), stage.scenario)
        self.people = (self.newsroom, self.scribe, self.trainer)
        self.hands = (self.newsroom.writer, self.newsroom.signer, self.scribe.hand,
                      self.trainer.hand)  # fmt: skip

    def told(self) -> dict[str, Any]:
        """How long each act took, and how soon every stream of its case knew of a note."""
        acts = {act: figures(taken) for hand in self.hands for act, taken in hand.taken.items()}
        known = [
            (at - begun) * 1000
            for case, seq, begun in self.scribe.notes
            for one in self.watchers
            if one.case == case and (at := one.when(seq)) is not None
        ]
        return {"acts": acts, "from_note_to_open_streams": figures(known)}
