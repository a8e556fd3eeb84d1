"""./run says in one sentence why it will not start, before anything starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from crisisdesk.embedded import demo, lease, locks, paths
from tests.embedded.conftest import free_port


@pytest.fixture
def run(data):
    """Run the launcher to its end; what it answers."""

    def start(**environment: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.run(
            [sys.executable, "-m", "crisisdesk.embedded.launcher"],
            cwd=paths.ROOT,
            env={**kept, "CRISISDESK_DATA": str(data), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return start


def test_a_port_that_is_taken_is_named_with_a_way_out(run, data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(PORT=str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is not free on 127.0.0.1 (Address already in use). "
        f"Choose another: PORT={port + 1} ./run\n"
    )
    assert not paths.cluster_folder(data).exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_refused(run, port):
    done = run(PORT=port)

    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number between 1 and 65535, not {port!r}.\n"


def test_a_second_desk_on_the_same_data_is_told_where_the_first_is(run, data):
    folder = paths.run_folder(data)
    first = locks.take(folder / "desk.lock")
    (folder / "desk.address").write_text("http://localhost:8123/")

    done = run()
    locks.drop(first)

    assert done.returncode == 1
    assert f"already runs on {data}, at http://localhost:8123/" in done.stderr
    assert not paths.cluster_folder(data).exists()


def test_without_postgres_it_says_what_to_install(run, tmp_path):
    done = run(CRISISDESK_PG_BIN=str(tmp_path), PORT=str(free_port()))

    assert done.returncode == 1
    assert "No usable PostgreSQL 15 or newer." in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_a_fresh_desk_is_filled_once_and_a_used_one_never(data):
    with lease.throw_away(data):
        assert demo.decide(data, empty=False) is demo.Demo.WANTED
        # Cut short, the filling is tried again.
        assert demo.decide(data, empty=True) is demo.Demo.WANTED

        demo.remember(data, demo.Demo.SEEDED)
        assert demo.decide(data, empty=False) is demo.Demo.SEEDED


def test_an_empty_desk_stays_empty(data):
    with lease.throw_away(data):
        assert demo.decide(data, empty=True) is demo.Demo.NONE
        assert demo.decide(data, empty=False) is demo.Demo.NONE


def test_a_desk_that_somebody_restored_is_not_filled(data):
    with lease.throw_away(data):
        with demo.psycopg.connect(**paths.embedded_address(data), autocommit=True) as connection:
            connection.execute("create table teams_user as select 'argon2$x' as password")

        assert demo.decide(data, empty=False) is demo.Demo.NONE
