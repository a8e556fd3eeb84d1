"""Lists reach the database as they are, quickly, whatever stands in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.types.array import ListDumper

from crisisdesk.kernel.arrays import EscapedOnce
from playbooks.models import Playbook
from teams.models import Brand

ODD = [
    '"',
    "\\",
    '\\"',
    "{}",
    ",",
    "NULL",
    "null",
    "",
    " ",
    "a\nb",
    "Sữa “có mùi”",
    "'",
    "%s",
    '{"a": "\\""}',
]


def there_and_back(items: list, kind: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (%s)::{kind}[]", [items])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        (ODD, "text"),
        (["a", None, "b"], "text"),
        ([None], "text"),
        ([], "text"),
        ([[1, 2], [3, 4]], "int"),
        ([["a", '"'], ["\\", "b"]], "text"),
        ([1, -2, None, 2**40], "bigint"),
        ([True, False], "bool"),
        ([1.5, float("inf")], "float"),
        ([datetime(2026, 3, 2, 5, tzinfo=UTC)], "timestamptz"),
        ([b'\x00"\\\xff'], "bytea"),
    ],
)
def test_a_list_comes_back_as_it_went(db, items, kind):
    found = there_and_back(items, kind)

    assert [bytes(one) if isinstance(one, memoryview) else one for one in found] == items


def test_documents_of_many_rows_are_kept(db):
    documents = [{"words": word, "lines": [word] * 3} for word in ODD]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document FROM UNNEST((%s)::jsonb[]) WITH ORDINALITY AS t(document, n) ORDER BY n",
            [[json.dumps(one) for one in documents]],
        )
        assert [json.loads(row[0]) for row in cursor.fetchall()] == documents


def test_rows_written_at_once_keep_their_words(brand: Brand):
    Playbook.objects.bulk_create(
        Playbook(brand=brand, slug=f"p{at}", code="X", name_vi=word, name_en=word)
        for at, word in enumerate(ODD)
    )

    assert list(Playbook.objects.order_by("pk").values_list("name_vi", flat=True)) == ODD


def test_the_desk_uses_it(db):
    connection.ensure_connection()
    dumper = connection.connection.adapters.get_dumper(list, "s")

    assert issubclass(dumper, EscapedOnce)
    assert issubclass(EscapedOnce, ListDumper)
