"""One row that fails does not stop the others."""

from __future__ import annotations

import logging

from crisisdesk.kernel.sweeping import each


def test_what_came_of_every_row_is_added_up():
    assert each(["1", "2", "4"], int) == 7
    assert each([[], []], list.clear) == 0
    assert each([], int) == 0


def test_a_row_that_fails_is_logged_and_the_others_are_done(caplog):
    done = []

    def act(row: str) -> int:
        done.append(int(row))
        return 1

    with caplog.at_level(logging.ERROR):
        assert each(["1", "x", "3"], act) == 2

    assert done == [1, 3]
    (record,) = caplog.records
    assert "x" in record.getMessage()
    assert record.exc_info[0] is ValueError
