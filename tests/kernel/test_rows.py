"""The row that a service holds is the row as Django reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crisisdesk.kernel.rows import held
from crisisdesk.kernel.state import lock
from incidents.models import Incident
from tests.conftest import case_row

if TYPE_CHECKING:
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand: Brand, minh: User) -> Incident:
    return case_row(
        brand=brand, title="Tin đồn", actor=minh, moments={"holding": "2026-11-30"},
        overrides=["casualty"], score_people=2,
    )  # fmt: skip


def test_every_field_comes_back_as_django_reads_it(case: Incident) -> None:
    row, plain = held(Incident, case.pk), Incident.objects.get(pk=case.pk)

    names = [field.attname for field in Incident._meta.concrete_fields]
    assert row is not None
    assert {name: getattr(row, name) for name in names} == {
        name: getattr(plain, name) for name in names
    }
    assert not row._state.adding


def test_it_is_locked_in_one_question(case: Incident) -> None:
    with CaptureQueriesContext(connection) as seen:
        held(Incident, case.pk)

    assert [row["sql"].endswith('FOR UPDATE OF "incidents_incident"') for row in seen] == [True]


def test_a_row_that_is_gone_cannot_be_held(case: Incident) -> None:
    gone = Incident(pk=case.pk + 1)

    assert held(Incident, gone.pk) is None
    with pytest.raises(Incident.DoesNotExist):
        lock(gone)


def test_no_table_has_columns_that_could_not_be_put_back() -> None:
    """A row that inherits from another table would be read in two parts."""
    ours = [model for model in apps.get_models() if model._meta.app_label in ROOMS]

    assert [model for model in ours if model._meta.parents] == []


ROOMS = {"teams", "incidents", "statements", "playbooks", "monitoring", "drills", "outbox"}
