"""A database of its own for measuring: made, used and dropped, beside the real one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from django.core.management import call_command
from django.db import connection

from crisisdesk import database

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "crisisdesk_bench"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Everything inside works on an empty, migrated database that is dropped afterwards."""
    own = connection.settings_dict["NAME"]
    server = {**database.direct_conninfo(), "dbname": str(own)}
    with psycopg.connect(**server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    connection.close()
    connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with psycopg.connect(**server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
