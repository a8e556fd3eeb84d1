from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from teams.models import DutyShift


@pytest.fixture
def shift_of(brand):
    """A shift in hours from now: `shift_of(minh, -1, 3)`."""

    def make(user, start, end):
        moment = now()
        return DutyShift.objects.create(
            brand=brand,
            user=user,
            starts_at=moment + timedelta(hours=start),
            ends_at=moment + timedelta(hours=end),
        )

    return make
