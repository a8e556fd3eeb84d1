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
        at, latest = since - timedelta(days=2), datetime.min
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
        opens, closes = layer["hours"] or (None, None)
        day, clock = shown.date(), shown.time()
        if opens is not None:
            if closes > opens:
                if not opens <= clock < closes:
                    return False
            elif clock < closes:
                day -= timedelta(days=1)
            elif clock < opens:
                return False
        if layer["weekdays"] and day.weekday() not in layer["weekdays"]:
            return False
        if layer["holidays"] == "only":
            return day in self.days_off
        if layer["holidays"] == "except":
            return day not in self.days_off
        return True
