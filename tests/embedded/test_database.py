"""One place says where the database and the broker are."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisdesk import database
from crisisdesk.embedded import paths


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DATABASE_POOL_SIZE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRISISDESK_DATA", str(tmp_path))
    return tmp_path


def test_without_an_address_the_embedded_database_is_used(bare):
    chosen = database.databases()["default"]

    assert database.is_embedded()
    assert (chosen["HOST"], chosen["USER"], chosen["NAME"]) == (
        str(bare / "postgres"),
        "desk",
        "crisisdesk",
    )


def test_a_noted_socket_folder_is_followed(bare):
    paths.run_folder(bare).mkdir()
    (paths.run_folder(bare) / "socket.path").write_text("/short\n")

    assert database.databases()["default"]["HOST"] == "/short"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://desk@/name?host=/socket/dir",
            {"dbname": "name", "user": "desk", "host": "/socket/dir", "options": {}},
        ),
        (
            "postgres://a%40b:p%2F%3A@db.example:5433/n%C3%A0?sslmode=require",
            {
                "dbname": "nà",
                "user": "a@b",
                "password": "p/:",
                "host": "db.example",
                "port": "5433",
                "options": {"sslmode": "require"},
            },
        ),
        ("postgresql:///name", {"dbname": "name", "options": {}}),
    ],
)
def test_an_address_is_read_part_by_part(url, expected):
    assert database.parse(url) == expected


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host/", "/var/run", "sqlite:///x"])
def test_another_kind_of_address_is_refused_in_words(url):
    with pytest.raises(database.BadDatabaseUrl, match="must look like postgresql://"):
        database.parse(url)


def test_the_url_of_an_embedded_database_reads_back_as_its_address(tmp_path):
    data = tmp_path / "a folder, with & signs"

    read = database.parse(paths.url(data))

    assert read == {**paths.embedded_address(data), "options": {}}


def test_a_secret_file_may_hold_the_address(bare, monkeypatch):
    (bare / "url").write_text("postgresql://me@db.example/desk\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(bare / "url"))

    assert not database.is_embedded()
    assert database.databases()["default"]["HOST"] == "db.example"


def test_a_pool_replaces_lasting_connections(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_POOL_SIZE", "8")

    chosen = database.databases()["default"]

    assert chosen["CONN_MAX_AGE"] == 0
    assert chosen["OPTIONS"]["pool"]["max_size"] == 8


def test_listeners_may_go_past_a_pooler(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@pooler.example:6432/desk")
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://me@db.example/desk?sslmode=require")

    assert database.address()["host"] == "pooler.example"
    assert database.direct_conninfo() == {
        "dbname": "desk",
        "user": "me",
        "host": "db.example",
        "sslmode": "require",
    }


def test_another_broker_keeps_its_own_options(bare, monkeypatch):
    assert database.broker_url().startswith("pgmq:")
    assert database.broker_options()["use_notify"] is True

    monkeypatch.setenv("CELERY_BROKER_URL", "redis://cache.example/0")

    assert database.broker_url() == "redis://cache.example/0"
    assert database.broker_options() == {}
