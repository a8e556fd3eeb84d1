"""What is normal for this hour: robust, from the series' own past, in constant space."""

from statistics import median

from .parameters import DAY, HOUR, Parameters

FALLBACK_HOURS = 12


class HourlyBaseline:
    """Mean count per bucket of each past hour, and what they let expect of the current one.

    An hour in which nothing was observed is None: missing, never zero. For buckets longer
    than an hour, one slot is one bucket.
    """

    def __init__(self, step: int, params: Parameters) -> None:
        self.params = params
        self.width = max(HOUR, step)
        self.per_day = max(1, DAY // self.width)
        self.size = self.per_day * 7 * params.baseline_weeks + 2
        self.slot: int | None = None
        self.past: list[float | None] = []  # oldest first, ends just before `slot`
        self.total, self.seen = 0.0, 0
        self.expected: float | None = None

    def move_to(self, seconds: int) -> None:
        """Close the hours up to this moment, and say what is expected of the one it is in."""
        if self.pass_to(seconds):
            self.expected = self._expect()

    def pass_to(self, seconds: int) -> bool:
        """The same where nobody asks what is expected; whether another hour has begun."""
        slot = seconds // self.width
        if slot == self.slot:
            return False
        if self.slot is not None:
            self._close(slot - self.slot)
        self.slot = slot
        return True

    def add(self, value: float) -> None:
        self.total += value
        self.seen += 1

    def _close(self, slots: int) -> None:
        self.past.append(round(self.total / self.seen, 3) if self.seen else None)
        self.past.extend([None] * min(slots - 1, self.size))
        del self.past[: -self.size]
        self.total, self.seen = 0.0, 0

    def _expect(self) -> float | None:
        daily = self._same_hours(self.per_day, self.params.baseline_days)
        if not daily:
            recent = [x for x in self.past[-FALLBACK_HOURS:] if x is not None]
            return median(recent) if recent else None
        weekly = self._same_hours(self.per_day * 7, self.params.baseline_weeks)
        if not weekly:
            return median(daily)
        share = self.params.weekly_share * len(weekly) / (3 * self.params.baseline_weeks)
        return (1 - share) * median(daily) + share * median(weekly)

    def _same_hours(self, stride: int, times: int) -> list[float]:
        """The same hour `times` strides back, with its neighbours, where it was observed."""
        n = len(self.past)
        places = (n - stride * k + o for k in range(1, times + 1) for o in (-1, 0, 1))
        return [x for p in places if 0 <= p < n and (x := self.past[p]) is not None]

    def state(self) -> dict:
        return {
            "slot": self.slot,
            "past": self.past,
            "total": self.total,
            "seen": self.seen,
            "expected": self.expected,
        }

    def restore(self, state: dict) -> None:
        self.slot, self.past = state["slot"], list(state["past"])
        self.total, self.seen = state["total"], state["seen"]
        self.expected = state["expected"]
