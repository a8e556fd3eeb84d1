"""People and groups of a press list for the tests."""

from __future__ import annotations

import pytest

from statements.models import PressContact, PressGroup


@pytest.fixture
def economy(brand) -> PressGroup:
    return PressGroup.objects.create(brand=brand, name="Kinh tế")


@pytest.fixture
def reporter(brand, economy, minh):
    """Somebody on the list: `reporter("mai@bao.example")`, of the economy group."""

    def make(email="mai@bao.example", *, groups=None, **fields) -> PressContact:
        words = {"name": "Mai", "outlet": "Báo Sáng", "brand": brand, "created_by": minh}
        row = PressContact.objects.create(**{**words, "email": email, **fields})
        row.groups.set([economy] if groups is None else groups)
        return row

    return make
