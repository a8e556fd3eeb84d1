"""Empty what a test with real transactions wrote, and let what Django itself keeps stay.

Django truncates all of two hundred tables after each such test and then writes its list of
permissions anew, which takes longer than most of the tests.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction

#: What migrating writes: Django's own lists, the same before and after every test.
KEPT = ["django_migrations", "django_content_type", "auth_permission"]
#: From so many bytes on the place of removed rows is given back, for every later test walks it.
WORN = 256 * 1024
WRITTEN = """
    SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND relname <> ALL(%s) AND pg_relation_size(oid) > 0
"""


def empty() -> None:
    """No row is left; neither constraints nor the triggers that keep rows have a say in it."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [KEPT])
        sizes = dict(cursor.fetchall())
        if not sizes:
            return
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in sizes))
        worn = [table for table, size in sizes.items() if size > WORN]
        if worn:
            cursor.execute(f"VACUUM {', '.join(worn)}")


def may() -> bool:
    """Only a superuser may pass by the triggers; ours is one, another server's may not be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]


@pytest.fixture(autouse=True, scope="session")
def _emptied() -> None:
    from django.test import TransactionTestCase

    truncate = TransactionTestCase._fixture_teardown

    def after(self: TransactionTestCase) -> None:
        if self.available_apps is None and not self.serialized_rollback and may():
            empty()
        else:
            truncate(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", after)
        yield
