"""The embedded PostgreSQL lives from its first user to its last, however they end."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from threading import Event, Thread

import psycopg
import pytest

from crisisdesk.embedded import lease, paths
from crisisdesk.embedded.cluster import CannotStart, fits_a_socket
from tests.embedded.conftest import eventually, serving


def ask(data, statement):
    with psycopg.connect(**paths.embedded_address(data), autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchone()[0] if answer.description else None


def test_data_outlives_a_stop_and_a_start(data):
    first = lease.acquire(data, fast=True)
    ask(data, "create table kept as select 7 as number")

    assert first.release_and_wait()
    assert serving(data) is None

    second = lease.acquire(data, fast=True)

    assert (first.fresh, second.fresh) == (True, False)
    assert ask(data, "select number from kept") == 7
    second.release_and_wait()


def test_its_log_keeps_no_words_of_rows_that_were_refused(data):
    mine = lease.acquire(data, fast=True)
    ask(data, "create table heard (author text primary key, reach int check (reach > 0))")

    for row in ("'mai.lan_92', 0", "'mai.lan_92', null", "'mai.lan_92', null"):
        with suppress(psycopg.IntegrityError):
            ask(data, f"insert into heard values ({row})")
    mine.release_and_wait()

    log = (paths.cluster_folder(data) / "server.log").read_text()
    assert log.count("ERROR:") == 2
    assert "mai.lan_92" not in log


def test_looking_at_a_folder_that_is_being_thrown_away_neither_fails_nor_brings_it_back(tmp_path):
    data = tmp_path / "desk"
    run = paths.run_folder(data)
    wrong = []

    def look(gone):
        try:
            while not gone.is_set():
                lease.is_kept(data)
                lease.others_use(data)
        except OSError as error:
            wrong.append(error)

    for _round in range(100):
        run.mkdir(parents=True)
        for name in ("keeper.lock", "users.lock"):
            (run / name).touch()
        gone = Event()
        looker = Thread(target=look, args=[gone])
        looker.start()
        shutil.rmtree(data, ignore_errors=True)
        gone.set()
        looker.join()
        wrong += [data] if data.exists() else []
        shutil.rmtree(data, ignore_errors=True)

    assert not wrong


def test_it_stays_while_anybody_uses_it(data, user):
    other = user(data)
    mine = lease.acquire(data, fast=True)

    assert not mine.release_and_wait()
    assert serving(data)

    other.kill()

    assert eventually(lambda: not serving(data))
    assert eventually(lambda: not lease.is_kept(data))


def test_a_killed_user_leaves_nothing_running(data, user):
    only = user(data)
    postmaster = serving(data)

    os.kill(only.pid, signal.SIGKILL)

    assert postmaster
    assert eventually(lambda: not serving(data))


def test_a_killed_server_comes_back_with_its_data(data):
    held = lease.acquire(data, fast=True)
    ask(data, "create table kept as select 7 as number")
    ask(data, "checkpoint")
    os.kill(serving(data), signal.SIGKILL)
    eventually(lambda: not serving(data))

    again = lease.acquire(data, fast=True)

    assert not again.fresh
    assert ask(data, "select number from kept") == 7
    held.release()
    again.release_and_wait()


def test_a_note_of_a_process_that_is_somebody_else_is_dropped(data):
    lease.acquire(data, fast=True).release_and_wait()
    note = paths.cluster_folder(data) / "postmaster.pid"
    note.write_text(f"{os.getppid()}\n{note.parent}\n1\n5432\n\n\n")

    held = lease.acquire(data, fast=True)

    assert ask(data, "select 1") == 1
    held.release_and_wait()
    assert eventually(lambda: not note.exists())


def test_a_folder_with_a_long_name_gets_a_short_socket(data):
    deep = data / "thư mục, dài" / ("x" * 90)
    with lease.throw_away(deep):
        socket = paths.socket_folder(deep)

        assert fits_a_socket(socket)
        assert not socket.is_relative_to(deep)
        assert ask(deep, "select 1") == 1
        assert socket.stat().st_mode & 0o077 == 0

    # The keeper's lock goes with the folder, a moment before the rest of it.
    assert eventually(lambda: not socket.exists() and not deep.exists())


def test_a_killed_server_comes_back_where_whoever_runs_looks_for_it(data):
    deep = data / ("x" * 90)
    with lease.throw_away(deep):
        address = paths.url(deep)
        os.kill(serving(deep), signal.SIGKILL)
        eventually(lambda: not serving(deep))

        again = lease.acquire(deep, fast=True)

        assert paths.url(deep) == address
        assert ask(deep, "select 1") == 1
        again.release()


def test_a_short_socket_folder_that_is_open_to_others_is_left(data):
    deep = data / ("x" * 90)
    with lease.throw_away(deep):
        old = paths.socket_folder(deep)
        os.kill(serving(deep), signal.SIGKILL)
        eventually(lambda: not serving(deep))
        old.chmod(0o777)

        again = lease.acquire(deep, fast=True)

        assert paths.socket_folder(deep) != old
        again.release()
        shutil.rmtree(old)


def test_tables_of_another_version_are_refused_in_words(data):
    folder = paths.cluster_folder(data)
    folder.mkdir(mode=0o700, parents=True)
    (folder / "PG_VERSION").write_text("9\n")

    with pytest.raises(CannotStart, match="was made by PostgreSQL 9"):
        lease.acquire(data)

    assert eventually(lambda: not lease.is_kept(data))


def test_only_its_owner_can_enter_the_folder_of_the_socket(data):
    with lease.throw_away(data):
        assert paths.socket_folder(data).stat().st_mode & 0o077 == 0
