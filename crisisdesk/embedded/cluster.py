"""The embedded PostgreSQL: make its tables, start it, ask whether it answers."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from crisisdesk.embedded import binaries, identity, keeper, memory, paths

# sun_path holds 104 bytes on macOS and 108 on Linux; the socket's own name takes about 20.
LONGEST_SOCKET_FOLDER = 80
PATIENCE = 60.0
BUILTIN_LOCALE_SINCE = 17
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What was refused may name people, who can ask to be erased: the log says why, never whom.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A lost machine may lose a throw-away cluster, and its few rows are joined well in any order: to
# weigh the orders of a case with all that is shown of it costs more than to read it.
FAST = {
    "shared_buffers": "256MB",
    "join_collapse_limit": "1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "1h",
}


class CannotStart(RuntimeError):
    """PostgreSQL did not start; the sentence says why and where to look."""


@dataclass(frozen=True)
class Cluster:
    """PostgreSQL with its tables in one data folder. The caller holds the start lock."""

    data: Path
    fast: bool = False

    @property
    def folder(self) -> Path:
        return paths.cluster_folder(self.data)

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> bool:
        """Bring it up if it is not; True if the desk's database was made just now."""
        if not self.answers() and not self._recovers():
            self._bring_up()
        return self._make_database()

    def answers(self) -> bool:
        """Whether one can connect; pg_ctl's opinion lags behind a killed server."""
        if not (paths.socket_folder(self.data) / ".s.PGSQL.5432").exists():
            return False
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _recovers(self) -> bool:
        """Wait for a server that is there but busy reading its log after a crash."""
        deadline = time.monotonic() + PATIENCE
        while keeper.postmaster(self.folder) and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.1)
        return False

    def _bring_up(self) -> None:
        """Launch; again after a pause, as the parts of a killed server take a moment to go."""
        for pause in (0.1, 0.2, 0.4, 0.8, 1.6, None):
            try:
                return self._launch()
            except (subprocess.CalledProcessError, OSError) as error:
                if pause is None:
                    raise CannotStart(self._complaint(error)) from error
                time.sleep(pause)
        return None

    def _launch(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        who = identity.for_cluster(self.folder)
        programs = identity.reachable_binaries(binaries.find(), who)
        self._settle(who)
        if not (self.folder / "PG_VERSION").exists():
            self._initialise(programs, who)
        self._refuse_other_version(programs)
        self._clear_stale_note()
        who.run(
            programs.program("pg_ctl"),
            "-D",
            self.folder,
            "-w",
            "-t",
            int(PATIENCE),
            "-l",
            self.log,
            "-o",
            self._options(who),
            "start",
        )

    def _settle(self, who: identity.Identity) -> None:
        """Choose the folder of the tables once, and note it where it is not the usual one."""
        note = self.data / "postgres.path"
        if not self.folder.exists():
            folder = identity.reachable_cluster(self.data, who)
            if folder != self.folder:
                note.write_text(str(folder), encoding="utf-8")
            folder.mkdir(mode=0o700, parents=True)
        who.owns(self.folder)

    def _initialise(self, programs: binaries.Binaries, who: identity.Identity) -> None:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if programs.version < BUILTIN_LOCALE_SINCE:
            locale = ["--locale=C.UTF-8"]
        # The socket's folder is ours alone (0700), which is what keeps others out.
        who.run(
            programs.program("initdb"),
            "-D",
            self.folder,
            "-U",
            paths.USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            *locale,
            *(["--no-sync"] if self.fast else []),
        )

    def _refuse_other_version(self, programs: binaries.Binaries) -> None:
        made_by = int((self.folder / "PG_VERSION").read_text(encoding="utf-8"))
        if made_by != programs.version:
            raise CannotStart(
                f"The data in {self.folder} was made by PostgreSQL {made_by}, but {programs.folder} "
                f"holds PostgreSQL {programs.version}. Point CRISISDESK_PG_BIN at version {made_by}."
            )

    def _clear_stale_note(self) -> None:
        """Drop the note of a killed server whose process id now belongs to somebody else."""
        note = self.folder / "postmaster.pid"
        if note.exists() and not keeper.postmaster(self.folder):
            note.unlink()

    def _options(self, who: identity.Identity) -> str:
        chosen = {**SETTINGS, "shared_buffers": memory.shared_buffers(), **_shared_memory()}
        chosen |= FAST if self.fast else {}
        chosen["unix_socket_directories"] = str(self._socket_folder(who))
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in chosen.items())

    def _socket_folder(self, who: identity.Identity) -> Path:
        """Beside the tables; in a short temporary folder where that name is too long for one.

        A server that starts again stays where it was: whoever runs knows only that address.
        """
        note = paths.run_folder(self.data) / "socket.path"
        if fits_a_socket(self.folder):
            note.unlink(missing_ok=True)
            return self.folder
        if (kept := paths.recorded(note)) and self._is_ours(kept):
            return kept
        folder = Path(tempfile.mkdtemp(prefix="crisisdesk-"))
        who.owns(folder)
        note.write_text(str(folder), encoding="utf-8")
        return folder

    def _is_ours(self, folder: Path) -> bool:
        """Whether it is still the folder that was made: nobody else's, and closed to others."""
        try:
            found = folder.lstat()
        except OSError:
            return False
        closed = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        return closed and found.st_uid == self.folder.stat().st_uid

    def _make_database(self) -> bool:
        with self._connect() as connection:
            known = connection.execute(
                "select 1 from pg_database where datname = %s", [paths.NAME]
            ).fetchone()
            if not known:
                connection.execute(f'create database "{paths.NAME}"')
        return not known

    def _connect(self) -> psycopg.Connection:
        where = {**paths.embedded_address(self.data), "dbname": "postgres"}
        return psycopg.connect(**where, autocommit=True, connect_timeout=5)

    def _complaint(self, error: Exception) -> str:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(["The embedded PostgreSQL did not start.", *said[-3:], *lines[-5:]])


def fits_a_socket(folder: Path) -> bool:
    # A comma would read as two folders, to the server and to libpq.
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and "," not in str(folder)


def _shared_memory() -> dict[str, str]:
    """Containers give 64 MB of /dev/shm, too little for parallel queries: use files there."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 -- asked for its size only
    except OSError:
        return {}
    return (
        {} if room.f_frsize * room.f_blocks >= 1 << 28 else {"dynamic_shared_memory_type": "mmap"}
    )
