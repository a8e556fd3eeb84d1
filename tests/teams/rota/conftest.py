from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from teams.models import Handover, Rota
from teams.services import rotas

VN = ZoneInfo("Asia/Ho_Chi_Minh")


def vn(*parts) -> datetime:
    return datetime(*parts, tzinfo=VN)


@pytest.fixture
def rota_of(brand, manager):
    """A rota whose people have daily turns at 08:00 from 2 November 2026 on, a Monday."""

    def make(*users, name="Trực chung", of=None, layer=None, **fields) -> Rota:
        rota = rotas.make(
            of or brand, actor=manager, name=name, **{"needs_handover": False, **fields}
        )
        if users:
            add_layer(rota, users, **(layer or {}))
        return rota

    def add_layer(rota, users, **fields):
        rule = {
            "name": "Lớp", "position": 1, "unit": "day", "length": 1,
            "handover_time": time(8), "starts_on": date(2026, 11, 2), **fields,
        }  # fmt: skip
        return rotas.put_layer(rota, actor=manager, users=users, **rule)

    make.layer = add_layer
    return make


@pytest.fixture
def noted(brand):
    """A handover that has been accepted, or not."""

    def make(rota, giver, taker, at, *, accepted=True) -> Handover:
        moment = at if accepted else None
        return Handover.objects.create(
            brand=brand, rota=rota, giver=giver, taker=taker, at=at, accepted_at=moment
        )

    return make
