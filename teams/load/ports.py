"""What the load asks of rooms above: they register in `AppConfig.ready`.

`acts(user_ids, since, until)` gives (person, brand, moment) of real acts in cases, for everybody
where no ids are given; `crises(since, until)` gives (brand, since, until) of serious open cases.
Drills are neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    Acts = Callable[[Iterable[int] | None, datetime, datetime], list[tuple[int, int, datetime]]]
    Crises = Callable[[datetime, datetime], list[tuple[int, datetime, datetime]]]

_acts: list[Acts] = []
_crises: list[Crises] = []


def acts(source: Acts) -> None:
    if source not in _acts:
        _acts.append(source)


def crises(source: Crises) -> None:
    if source not in _crises:
        _crises.append(source)


def acts_of(
    users: Iterable[int] | None, since: datetime, until: datetime
) -> list[tuple[int, int, datetime]]:
    return [row for source in _acts for row in source(users, since, until)]


def crises_between(since: datetime, until: datetime) -> list[tuple[int, datetime, datetime]]:
    return [row for source in _crises for row in source(since, until)]
