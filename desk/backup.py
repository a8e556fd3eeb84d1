"""One file that holds a desk: the database and the evidence files, with their digests.

The file is a tar: `manifest.json`, `database.dump` (PostgreSQL's custom format) and `media/…`.
Restoring goes into an empty database only, so that nothing is ever mixed or overwritten.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from crisisdesk import database
from crisisdesk.embedded import binaries
from crisisdesk.kernel.clock import iso, now

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
CHUNK = 1 << 20


class Unusable(Exception):
    """The file or the database does not allow it; the sentence says what to do."""


def save(target: Path) -> dict[str, Any]:
    """Write the desk into `target`; returns the manifest. A broken run leaves no half file."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        manifest = {
            "format": FORMAT,
            "made_at": iso(now()),
            "database": _sha256(dump),
            "media": {name: _sha256(path) for name, path in _media()},
        }
        half = Path(folder) / "half"
        with tarfile.open(half, "w") as box:
            _add_text(box, "manifest.json", json.dumps(manifest, indent=1), folder)
            box.add(dump, "database.dump")
            for name, path in _media():
                box.add(path, f"media/{name}")
        half.chmod(0o600)
        half.replace(target)
    return manifest


def load(source: Path) -> dict[str, Any]:
    """Fill an empty database and the media folder from a file that `save` wrote."""
    if not is_empty():
        message = "The database is not empty. Restore into a new data folder (CRISISDESK_DATA)."
        raise Unusable(message)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        manifest = _unpack(source, root)
        _check(root, manifest)
        _clear()
        _postgres("pg_restore", "--no-owner", "--exit-on-error", str(root / "database.dump"))
        for name in manifest["media"]:
            kept = Path(settings.MEDIA_ROOT) / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(root / "media" / name, kept)
    return manifest


def is_empty() -> bool:
    """Whether nobody has used this database yet: no tables, or no people and cases."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in ("teams_membership", "incidents_incident"):
            if table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608 -- our names
                if cursor.fetchone()[0]:
                    return False
    return True


def _clear() -> None:
    """Drop the tables of an unused desk, which the dump brings along itself."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        cursor.execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
    connection.close()


def _unpack(source: Path, root: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as box:
            box.extractall(root, filter="data")
        manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        message = f"{source} is not a backup of a desk: {error}"
        raise Unusable(message) from error
    if manifest.get("format") != FORMAT:
        message = f"{source} has format {manifest.get('format')}; this desk reads {FORMAT}."
        raise Unusable(message)
    return manifest


def _check(root: Path, manifest: dict[str, Any]) -> None:
    """Every part has the digest that the manifest gives."""
    parts = {"database.dump": manifest["database"]}
    parts |= {f"media/{name}": digest for name, digest in manifest["media"].items()}
    for name, digest in parts.items():
        path = root / name
        if not path.is_file() or _sha256(path) != digest:
            message = f"{name} in the backup is missing or damaged; nothing was restored."
            raise Unusable(message)


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    workshop = root / "dossiers" / "making"
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        # What a worker is just making comes and goes.
        if path.is_file() and workshop not in path.parents:
            yield path.relative_to(root).as_posix(), path


def _sha256(path: Path) -> str:
    sealed = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sealed.update(chunk)
    return sealed.hexdigest()


def _add_text(box: tarfile.TarFile, name: str, text: str, folder: str) -> None:
    path = Path(folder) / name
    path.write_text(text, encoding="utf-8")
    box.add(path, name)


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools against this process's database."""
    address = {**database.direct_conninfo(), "dbname": str(connection.settings_dict["NAME"])}
    named = {"dbname": "PGDATABASE", "user": "PGUSER", "host": "PGHOST", "port": "PGPORT"}
    environment = {**os.environ, **{named[k]: str(v) for k, v in address.items() if k in named}}
    if "password" in address:
        environment["PGPASSWORD"] = str(address["password"])
    if program == "pg_restore":
        arguments = (f"--dbname={address['dbname']}", *arguments)
    done = subprocess.run(
        [str(binaries.find().folder / program), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unusable(done.stderr.strip() or f"{program} failed.")
