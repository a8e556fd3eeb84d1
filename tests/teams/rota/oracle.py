"""A naive judge of rotas: walks the time minute by minute and looks at the clock on the wall.

It shares nothing with the product: no borders, no spans. It keeps the latest local time the wall
has shown, so that an hour shown twice does not begin again, and asks plain arithmetic of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class Naive:
    def __init__(self, layers, zone, days_off=()):
        self.layers = layers  # the highest first, as plain dicts
        self.zone = ZoneInfo(zone)
        self.days_off = set(days_off)

    def walk(self, since: datetime, until: datetime, minutes: int):
        """(moment, person or None) at each step."""
        at, latest = since - timedelta(days=2), datetime(1, 1, 1)  # noqa: DTZ001 -- a wall
        while at < until:
            shown = at.astimezone(self.zone).replace(tzinfo=None, fold=0)
            latest = max(latest, shown)
            if at >= since:
                yield at, self.who(latest)
            at = (at + timedelta(minutes=minutes)).astimezone(UTC)

    def who(self, shown):
        for layer in self.layers:
            person = self.of(layer, shown)
            if person is not None:
                return person
        return None

    def of(self, layer, shown):
        hours = {"hour": 1, "day": 24, "week": 168}[layer["unit"]] * layer["length"]
        begin = datetime.combine(layer["starts_on"], layer["handover"])
        passed = (shown - begin).total_seconds() / 3600
        if passed < 0 or not layer["people"] or not self.open(layer, shown):
            return None
        return layer["people"][int(passed // hours) % len(layer["people"])]

    def open(self, layer, shown):
        day = self.day_of(layer["hours"], shown)
        if day is None or (layer["weekdays"] and day.weekday() not in layer["weekdays"]):
            return False
        return layer["holidays"] == "" or (day in self.days_off) == (layer["holidays"] == "only")

    def day_of(self, hours, shown):
        """The day whose hours these are; None outside of all."""
        day, clock = shown.date(), shown.time()
        if hours is None:
            return day
        opens, closes = hours
        if closes > opens:
            return day if opens <= clock < closes else None
        if clock < closes:
            return day - timedelta(days=1)
        return day if clock >= opens else None
