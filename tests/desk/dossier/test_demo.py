"""The demo shows a checked chain and a dossier, made by the worker like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desk import demo_dossier
from desk.dossier import making
from incidents.services.opening import open_incident
from incidents.services.team import name_lead

if TYPE_CHECKING:
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db


def test_the_demo_asks_and_the_sweep_makes(
    brand: Brand, lead: User, minh: User, client_of: Any
) -> None:
    case = open_incident(brand=brand, title="Tin đồn", actor=lead, reporter="x")
    case = name_lead(case, lead, actor=lead)
    demo_dossier.seed(case, lead, minh)

    making.sweep()

    assert [job.state for job in (case.evidence_checks.get(), case.dossiers.get())] == ["ready"] * 2
    assert case.dossiers.get().faults == []
    page = client_of(lead).get(f"/incidents/{case.reference}/dossier/").content.decode()
    assert "Chuỗi bằng chứng còn nguyên vẹn" in page
