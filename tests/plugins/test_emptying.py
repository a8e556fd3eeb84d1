"""After a test with real transactions nothing of it is left, and all rules are in force."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, transaction

from crisisdesk.kernel.clock import now
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.services import notes
from monitoring.services.ingest import take_in
from teams.automation import automation
from tests.plugins import emptying

pytestmark = pytest.mark.django_db(transaction=True)


def counts(tables: set[str]) -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count}


@pytest.fixture
def tables() -> set[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return set(found) - set(emptying.KEPT)


@pytest.fixture
def case(brand, lead) -> Incident:
    """Rows that hang on each other, that no one may change, and that stand in part of a table."""
    made = Incident.objects.create(
        brand=brand, number=1, title="Sữa có mùi lạ", lead=lead, created_by=lead, detected_at=now()
    )
    notes.add(made, actor=lead, text="Ghi chú")
    said = {
        "external_id": "m1",
        "source": "Facebook",
        "text": "Sao Mai",
        "posted_at": now().isoformat(),
    }
    take_in([said], brand=brand, actor=automation())
    return made


def test_nothing_is_left_in_any_table(case, tables) -> None:
    assert {"teams_user", "incidents_timelineentry", "monitoring_mention"} <= counts(tables).keys()

    emptying.empty()

    assert counts(tables) == {}


def test_what_django_lists_of_itself_stays(case) -> None:
    before = ContentType.objects.count(), Permission.objects.count()

    emptying.empty()

    assert before == (ContentType.objects.count(), Permission.objects.count())
    assert min(before) > 0


def test_a_line_of_the_next_log_stays_as_it_is(case, brand, lead) -> None:
    emptying.empty()
    brand.save(force_insert=True)
    lead.save(force_insert=True)
    case.save(force_insert=True)
    notes.add(case, actor=lead, text="Ghi chú")

    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        TimelineEntry.objects.filter(incident=case)._raw_delete("default")


def test_a_row_cannot_hang_on_one_that_is_gone(case, lead) -> None:
    emptying.empty()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(incident=case, role="lead", user=lead)


def test_worn_tables_give_their_place_back(case, monkeypatch) -> None:
    monkeypatch.setattr(emptying, "WORN", 0)

    emptying.empty()

    with connection.cursor() as cursor:
        cursor.execute(emptying.WRITTEN, [emptying.KEPT])
        assert cursor.fetchall() == []
