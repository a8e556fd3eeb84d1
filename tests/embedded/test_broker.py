"""Background work in PostgreSQL: nothing lost, nothing done by two at once, everybody answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from kombu import Connection, Exchange, Queue
from psycopg.conninfo import make_conninfo

from crisisdesk import broker
from crisisdesk.embedded import lease, paths
from tests.embedded.conftest import eventually

WORKSHOP = """
import os, sys, time
from pathlib import Path
from tests.embedded.test_broker import workshop
app = workshop(os.environ["WORKSHOP_ADDRESS"])
@app.task(name="carve")
def carve(piece, seconds=0.0):
    with Path(os.environ["WORKSHOP_LOG"]).open("a") as log:
        log.write(f"{piece} begun\\n"); log.flush()
        time.sleep(seconds)
        log.write(f"{piece} done\\n")
app.worker_main(["worker", "-c", "2", "-l", "warning", "--without-gossip", "--without-mingle"])
"""
LEASE = 3


def workshop(address: str) -> Celery:
    broker.register()
    app = Celery("workshop", broker="pgmq://localhost", set_as_current=False)
    app.conf.update(
        broker_transport_options={
            "conn_string": address,
            "use_notify": True,
            "wait_time_seconds": 0,
            "visibility_timeout": LEASE,
            "polling_interval": 1,
        },
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
    )
    return app


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    data = Path("/tmp") / f"desk-broker-{os.getpid()}"
    with lease.throw_away(data):
        yield make_conninfo(**paths.embedded_address(data))


@pytest.fixture
def connection(address):
    broker.register()
    options = workshop(address).conf.broker_transport_options
    with Connection("pgmq://localhost", transport_options=options) as opened:
        yield opened


@pytest.fixture
def workers(address, tmp_path):
    """Start a worker in a process group of its own; its log is what it did."""
    log = tmp_path / "log"
    log.touch()
    started = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WORKSHOP],
            cwd=paths.ROOT,
            env={**os.environ, "WORKSHOP_ADDRESS": address, "WORKSHOP_LOG": str(log)},
            start_new_session=True,
        )
        started.append(process)
        return process

    start.log = log
    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def drain(connection: Connection, wanted: int, got: list) -> None:
    deadline = time.monotonic() + 10
    while len(got) < wanted and time.monotonic() < deadline:
        try:
            connection.drain_events(timeout=0.5)
        except TimeoutError:
            continue


def test_installing_twice_changes_nothing(address):
    with psycopg.connect(address, autocommit=True) as opened:
        broker.install(opened)
        broker.install(opened)

        assert opened.execute("select count(*) from pgmq.kombu_binding").fetchone()[0] >= 0


def test_names_of_any_length_stay_apart(connection):
    channel = connection.channel()
    stem = "một-tên-rất-dài." * 6
    names = {channel.canonical_queue_name(f"{stem}{end}") for end in "abc"}

    assert len(names) == 3
    assert max(map(len, names)) <= broker.LONGEST_NAME


def test_a_message_with_headers_reaches_every_ear(connection):
    exchange = Exchange("everybody", type="fanout")
    ears = [Queue(f"ear.{n}", exchange) for n in range(2)]
    heard = []
    callbacks = [lambda body, message: (heard.append((body, message.headers)), message.ack())]
    with connection.Consumer(ears, callbacks=callbacks, accept=["json"]):
        connection.Producer().publish(
            {"khẩn": "cấp"}, exchange=exchange, headers={"from": "Phượng"}, declare=ears
        )
        drain(connection, 2, heard)

    assert heard == [({"khẩn": "cấp"}, {"from": "Phượng"})] * 2


def test_the_queue_of_a_reply_is_found_by_another_connection(connection, address):
    exchange = Exchange("replies", type="direct")
    queue = Queue("asker.replies", exchange, routing_key="asker", auto_delete=True)
    heard = []
    with connection.Consumer(
        queue, callbacks=[lambda body, message: (heard.append(body), message.ack())]
    ):
        code = (
            "import sys; from kombu import Connection, Exchange; from crisisdesk import broker;"
            "broker.register();"
            "c = Connection('pgmq://localhost', transport_options={'conn_string': sys.argv[1],"
            "'init_extension': False});"
            "c.Producer().publish('ở đây', exchange=Exchange('replies'), routing_key='asker')"
        )
        subprocess.run([sys.executable, "-c", code, address], check=True, cwd=paths.ROOT)
        drain(connection, 1, heard)

    assert heard == ["ở đây"]


@pytest.mark.long
def test_a_task_longer_than_its_lease_is_done_once(workers, address):
    workers()
    workshop(address).send_task("carve", ["oak", LEASE * 3])
    workshop(address).send_task("carve", ["elm"])

    assert eventually(lambda: "oak done" in workers.log.read_text(), 40)
    time.sleep(LEASE)
    assert sorted(workers.log.read_text().split("\n")) == sorted(
        ["oak begun", "elm begun", "elm done", "oak done", ""]
    )


@pytest.mark.long
def test_the_task_of_a_killed_worker_is_done_by_another(workers, address):
    first = workers()
    workshop(address).send_task("carve", ["ash", 5])
    assert eventually(lambda: "ash begun" in workers.log.read_text(), 30)

    kill(first)
    workers()

    assert eventually(lambda: "ash done" in workers.log.read_text(), 40)
    assert workers.log.read_text().count("ash begun") == 2


@pytest.mark.long
def test_a_worker_answers_and_keeps_up(workers, address):
    workers()
    app = workshop(address)
    assert eventually(lambda: app.control.inspect(timeout=2).ping(), 30)

    began = time.monotonic()
    for number in range(100):
        app.send_task("carve", [f"chip-{number}"])

    assert eventually(lambda: workers.log.read_text().count("done") == 100, 30)
    # A worker that waited for its next turn after each task would need fifty seconds.
    assert time.monotonic() - began < 20
