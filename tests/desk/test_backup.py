"""A desk goes into one file and comes out the same; a damaged file changes nothing."""

from __future__ import annotations

import tarfile
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.test import override_settings

from crisisdesk import database
from desk import backup
from monitoring.intake import months
from monitoring.models import Mention
from monitoring.services.ingest import take_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from teams.models import User

pytestmark = pytest.mark.django_db(transaction=True)
COPY = "desk_backup_copy"


@pytest.fixture
def empty_database(empty_database_after: Iterator[str]) -> str:
    """Another, empty database in the same cluster, used in place of the test's own."""
    return next(empty_database_after)


@pytest.fixture
def empty_database_after() -> Iterator[Iterator[str]]:
    """The same, from the moment on at which the test asks for it."""
    changed = _other_database()
    yield changed
    for _end in changed:
        pass


def _other_database() -> Iterator[str]:
    own = connection.settings_dict["NAME"]
    admin = {**database.direct_conninfo(), "dbname": "postgres"}
    with psycopg.connect(**admin, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {COPY}")
        server.execute(f"CREATE DATABASE {COPY}")
    connection.close()
    connection.settings_dict["NAME"] = COPY
    yield COPY
    connection.close()
    connection.settings_dict["NAME"] = own
    with psycopg.connect(**admin, autocommit=True) as server:
        server.execute(f"DROP DATABASE {COPY} WITH (FORCE)")


@pytest.fixture
def desk_file(tmp_path: Path, minh: User, brand: Any) -> Iterator[Path]:
    """A backup of a desk with one case and one file of evidence."""
    from incidents.services.opening import open_incident

    media = tmp_path / "media"
    (media / "evidence").mkdir(parents=True)
    (media / "evidence" / "a.png").write_bytes(b"\x89PNG")
    with override_settings(MEDIA_ROOT=media):
        open_incident(brand=brand, title="Tin đồn về sữa", actor=minh, reporter="tổng đài")
        backup.save(tmp_path / "desk.tar")
    return tmp_path / "desk.tar"


def titles() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM incidents_incident")
        return [row[0] for row in cursor.fetchall()]


def test_restoring_gives_the_same_desk(
    desk_file: Path, empty_database: str, tmp_path: Path
) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "new"):
        backup.load(desk_file)

    assert titles() == ["Tin đồn về sữa"]
    assert (tmp_path / "new" / "evidence" / "a.png").read_bytes() == b"\x89PNG"


def test_mentions_come_back_in_their_months(
    empty_database_after: Iterator[str], tmp_path: Path, minh: User, brand: Any
) -> None:
    posted = ["2009-05-03T10:00:00Z", "2026-03-02T05:00:00Z"]
    items = [{"external_id": str(n), "text": "sữa", "posted_at": at} for n, at in enumerate(posted)]
    take_in(items, brand=brand, actor=minh)
    backup.save(tmp_path / "desk.tar")

    next(empty_database_after)
    backup.load(tmp_path / "desk.tar")
    again = take_in([*items, {"external_id": "new", "text": "sữa", "posted_at": posted[0]}],
                    brand=brand, actor=minh)  # fmt: skip

    assert (again.accepted, again.duplicates) == (1, 2)
    assert date(2009, 5, 1) in months.existing()
    assert Mention.objects.count() == 3


def test_a_used_database_is_not_overwritten(desk_file: Path) -> None:
    with pytest.raises(backup.Unusable):
        backup.load(desk_file)

    assert titles() == ["Tin đồn về sữa"]


def test_a_damaged_file_restores_nothing(
    desk_file: Path, empty_database: str, tmp_path: Path
) -> None:
    with tarfile.open(desk_file) as box:
        box.extractall(tmp_path / "parts", filter="data")
    (tmp_path / "parts" / "media" / "evidence" / "a.png").write_bytes(b"other")
    with tarfile.open(tmp_path / "bad.tar", "w") as box:
        for name in ("manifest.json", "database.dump", "media"):
            box.add(tmp_path / "parts" / name, name)

    with pytest.raises(backup.Unusable, match="evidence/a.png"):
        backup.load(tmp_path / "bad.tar")

    assert connection.introspection.table_names() == []


def test_something_else_is_no_backup(empty_database: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello", encoding="utf-8")

    with pytest.raises(backup.Unusable, match="not a backup"):
        backup.load(tmp_path / "note.txt")


def test_the_file_is_for_its_owner_only(desk_file: Path) -> None:
    assert desk_file.stat().st_mode & 0o077 == 0
