"""Where the database and the broker are: the environment first, else the embedded services.

Imports nothing of Django: settings read it, and so do processes that start before settings.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from crisisdesk import environment
from crisisdesk.embedded import paths

SCHEMES = {"postgres", "postgresql"}


class BadDatabaseUrl(ValueError):
    """A DATABASE_URL that cannot be read; the sentence says what is wrong with it."""


def is_embedded() -> bool:
    """Whether this process is to use the PostgreSQL that ships with the project."""
    return not environment.secret("DATABASE_URL")


def data_directory() -> Path:
    """The folder that holds everything a desk keeps outside its database."""
    return paths.data_folder()


def databases() -> dict[str, dict]:
    """Django's DATABASES."""
    parts = address()
    pool = int(os.environ.get("DATABASE_POOL_SIZE", "0"))
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts["dbname"],
            "USER": parts.get("user", ""),
            "PASSWORD": parts.get("password", ""),
            "HOST": parts.get("host", ""),
            "PORT": parts.get("port", ""),
            "OPTIONS": {**parts["options"], **_pool_options(pool)},
            # A pool hands connections on by itself; beside it a lasting one would be held twice.
            "CONN_MAX_AGE": 0 if pool else 60,
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": environment.flag(
                "DATABASE_TRANSACTION_POOLING", default=False
            ),
            # ./test migrates once; every worker of the tests begins with a copy of that.
            "TEST": {"TEMPLATE": os.environ.get("TEST_DATABASE_TEMPLATE")},
        }
    }


def broker_url() -> str:
    """Celery's broker: queues in the desk's own PostgreSQL unless another is named."""
    return environment.secret("CELERY_BROKER_URL") or "pgmq://localhost"


def broker_options() -> dict[str, object]:
    """Options of the embedded broker; other brokers keep their own defaults."""
    if not broker_url().startswith("pgmq:"):
        return {}
    return {
        "init_extension": False,
        "use_notify": True,
        "wait_time_seconds": 0,
        "visibility_timeout": 15,
        "polling_interval": 1,
        "pool_size": 4,
    }


def direct_conninfo() -> dict[str, str]:
    """Arguments for psycopg.connect() where no pooler may stand between (LISTEN, locks)."""
    parts = address(environment.secret("DATABASE_DIRECT_URL"))
    return {**parts.pop("options"), **parts}


def address(url: str | None = None) -> dict:
    """The parts of the database's address under libpq's names, its options apart."""
    url = url or environment.secret("DATABASE_URL")
    return parse(url) if url else {**paths.embedded_address(paths.data_folder()), "options": {}}


def parse(url: str) -> dict:
    """Read postgresql://user:password@host:port/name?option=value, the host as an option too."""
    split = urlsplit(url)
    name = unquote(split.path.lstrip("/"))
    if split.scheme not in SCHEMES or not name:
        raise BadDatabaseUrl("DATABASE_URL must look like postgresql://user@host/name")
    query = dict(parse_qsl(split.query))
    found = {
        "dbname": name,
        "user": unquote(split.username or "") or query.pop("user", ""),
        "password": unquote(split.password or "") or query.pop("password", ""),
        "host": query.pop("host", "") or unquote(split.hostname or ""),
        "port": query.pop("port", "") or str(split.port or ""),
    }
    return {**{key: value for key, value in found.items() if value}, "options": query}


def _pool_options(size: int) -> dict:
    return {"pool": {"min_size": 1, "max_size": size, "timeout": 20}} if size else {}
