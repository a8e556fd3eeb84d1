"""However a list that begins with the newest is cut into pages, and however often the reader dies,
everything that was there when a reading began is read."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from monitoring.connectors.paging import MOST_EMPTY, OVERLAP, Descent

START = now() - timedelta(days=2)


def page_of(rows, before, size):
    """Rows from the newest down, below the one that the page names; and the name of the next."""
    older = [at for at in sorted(rows, reverse=True) if not before or at.isoformat() < before]
    part = older[:size]
    return part, part[-1].isoformat() if len(older) > size else None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=st.lists(
        st.lists(st.integers(1, 2800), max_size=25, unique=True), min_size=1, max_size=4
    ),
    size=st.integers(1, 7),
    deaths=st.sets(st.integers(0, 40)),
    hidden=st.sets(st.integers(0, 6)),
)
def test_nothing_is_lost(batches, size, deaths, hidden):
    """What a network hides takes its place in a page; a page may be of nothing else."""
    rows, read, cursor, step = set(), set(), {}, 0
    horizon = 0
    for batch in batches:
        # Later batches are later posts: a network does not rewrite its past.
        fresh = sorted({horizon + minute % 700 + 1 for minute in batch})
        horizon = max([horizon, *fresh])
        rows |= {START + timedelta(minutes=minute) for minute in fresh}
        more = True
        while more:
            descent = Descent.resume(cursor, START)
            whole, following = page_of(rows, descent.page, size)
            part = [at for at in whole if at.minute % 7 not in hidden]
            step += 1
            if step in deaths:
                continue
            read |= {at for at in part if at >= descent.floor}
            cursor, more = descent.step(part, following)

    assert read == {at for at in rows if at.minute % 7 not in hidden}


def test_list_without_an_end_is_left():
    cursor, more, pages = {}, True, 0
    while more:
        pages += 1
        cursor, more = Descent.resume(cursor, START).step([], f"page {pages}")

    assert pages == MOST_EMPTY
    assert set(cursor) == {"mark"}


def test_mark_never_passes_the_present():
    cursor, more = Descent.resume({}, START).step([now() + timedelta(days=400)], None)

    assert not more
    assert Descent.resume(cursor, START).mark <= now()


def test_what_networks_show_late_is_read_twice():
    cursor, _more = Descent.resume({}, START).step([START + timedelta(hours=1)], None)

    assert Descent.resume(cursor, START).floor == START + timedelta(hours=1) - OVERLAP
