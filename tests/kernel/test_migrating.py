"""Operations taken together lead where they lead one by one, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pgtrigger.compiler
import pytest
from django.db import connection, migrations, models, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from crisisdesk.kernel import migrating
from crisisdesk.kernel.migrating import Step, steps

APP = "shelf"
KEY = ("id", models.BigAutoField(primary_key=True))

AUTHOR = migrations.CreateModel("Author", [KEY, ("name", models.CharField(max_length=9))])
BOOK = migrations.CreateModel(
    "Book",
    [
        KEY,
        ("title", models.CharField(max_length=9)),
        ("author", models.ForeignKey("shelf.author", models.CASCADE)),
        ("readers", models.ManyToManyField("shelf.author", related_name="+")),
    ],
)
BEST = migrations.AddField(
    "author", "best", models.ForeignKey("shelf.book", models.SET_NULL, null=True, related_name="+")
)
ONCE = migrations.AddConstraint(
    "book", models.UniqueConstraint(fields=["author", "title"], name="one_title")
)
INDEX = migrations.AddIndex("author", models.Index(fields=["best", "name"], name="best_of"))
LONGER = migrations.AlterField("book", "title", models.CharField(max_length=99, db_index=True))
PAGES = migrations.AddField("book", "pages", models.IntegerField(default=1))
SOME_PAGES = migrations.AddConstraint(
    "book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="some_pages")
)
EDITOR = migrations.AddField(
    "book", "editor", models.ForeignKey("shelf.author", models.PROTECT, null=True, related_name="+")
)
FREE = migrations.RemoveConstraint("book", "one_title")
STAYS = AddTrigger(
    "book",
    pgtrigger.compiler.Trigger(
        name="stays",
        sql=pgtrigger.compiler.UpsertTriggerSql(
            func="RAISE EXCEPTION 'stays';",
            hash="1",
            operation="UPDATE",
            pgid="pgtrigger_stays_1",
            table="shelf_book",
            when="BEFORE",
        ),
    ),
)
FILLED = migrations.RunSQL("INSERT INTO shelf_author (name) VALUES ('Tô Hoài')", "SELECT 1")

BORN = [AUTHOR, BOOK, BEST, ONCE, INDEX]
GROWN = [LONGER, STAYS, PAGES, SOME_PAGES, EDITOR, FREE]
ALL = [*BORN, FILLED, *GROWN]


def shape() -> list[tuple]:
    """Columns in their order, constraints, indexes and triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attnum, attname || format_type(atttypid, atttypmod)"
            " || attnotnull FROM pg_attribute WHERE attrelid::regclass::text LIKE 'shelf\\_%'"
            " UNION SELECT conrelid::regclass::text, 0, conname || pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid::regclass::text LIKE 'shelf\\_%'"
            " UNION SELECT tablename, 0, indexdef FROM pg_indexes WHERE tablename LIKE 'shelf\\_%'"
            " UNION SELECT tgrelid::regclass::text, 0, tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid::regclass::text LIKE 'shelf\\_%'"
            " ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def migrations_of(kind: type[migrations.Migration]) -> list[migrations.Migration]:
    """One that makes the shelf and one that changes it."""
    return [
        type(name, (kind,), {"operations": operations})(name, APP)
        for name, operations in (("0001", BORN), ("0002", [FILLED, *GROWN]))
    ]


@contextmanager
def applied(kind: type[migrations.Migration]) -> Iterator[list[migrations.Migration]]:
    with transaction.atomic():
        made, state = migrations_of(kind), ProjectState()
        assert state.apps
        for one in made:
            with connection.schema_editor() as editor:
                state = one.apply(state, editor)
            _settle()
        yield made
        transaction.set_rollback(True)


def _settle() -> None:
    """Check what was put off to the end, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
def test_the_tables_are_the_same() -> None:
    with applied(migrations.Migration):
        one_by_one = shape()
    with applied(migrating.Migration):
        together = shape()

    assert "one_title" not in str(one_by_one)
    assert all(
        name in str(one_by_one)
        for name in ("some_pages", "best_of", "pgtrigger_stays_1", "shelf_book_readers")
    )
    assert together == one_by_one


@pytest.mark.django_db
def test_it_leads_back() -> None:
    with applied(migrating.Migration) as made:
        first, second = made
        with connection.schema_editor() as editor:
            second.unapply(first.mutate_state(ProjectState()), editor)
        halfway = shape()
        with connection.schema_editor() as editor:
            first.unapply(ProjectState(), editor)
        assert shape() == []

    assert "one_title" in str(halfway)
    assert not any(name in str(halfway) for name in ("pages", "editor", "stays"))


def test_the_state_is_the_same() -> None:
    known = []
    for kind in (migrations.Migration, migrating.Migration):
        state = ProjectState()
        for one in migrations_of(kind):
            state = one.mutate_state(state)
        known.append(state)

    assert known[0] == known[1]
    assert {"author", "book"} == {name for _app, name in known[1].models}


def runs(operations: Sequence[Operation]) -> list[list[Operation]]:
    return [one.operations if isinstance(one, Step) else [one] for one in steps(operations)]


def test_a_new_table_takes_its_fields_and_indexes_along() -> None:
    assert runs(BORN) == [BORN]


def test_words_in_sql_stand_alone() -> None:
    assert runs([PAGES, FILLED, EDITOR]) == [[PAGES], [FILLED], [EDITOR]]


@pytest.mark.parametrize("later", [LONGER, STAYS, FREE], ids=lambda one: type(one).__name__)
def test_what_needs_the_table_waits_for_it(later: Operation) -> None:
    assert runs([AUTHOR, BOOK, later]) == [[AUTHOR, BOOK], [later]]


def test_what_is_added_and_then_changed_takes_two_steps() -> None:
    nullable = migrations.AlterField("Book", "Pages", models.IntegerField(null=True))

    assert runs([PAGES, nullable]) == [[PAGES], [nullable]]
    assert runs([ONCE, FREE]) == [[ONCE], [FREE]]
