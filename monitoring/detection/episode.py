"""One storm, one alert: what counts as news while an episode is still warm."""

from .parameters import HOUR, MINUTE, Parameters, rarity

WARNING, ALERT = "warning", "alert"
RANK = {None: 0, WARNING: 1, ALERT: 2}


class Episode:
    """The decaying level of the current episode. Times are seconds since the epoch."""

    def __init__(self, params: Parameters) -> None:
        self.warning_z, self.alert_z = rarity(params.warning_days), rarity(params.alert_days)
        self.margin = params.margin
        self.half_life = params.half_life_hours * HOUR
        self.cool_down = params.cool_down_minutes * MINUTE
        self.longest = max(params.windows) * MINUTE
        self.height, self.held_at, self.raised_at = 0.0, 0, 0
        self.started: int | None = None
        self.level: str | None = None

    def retune(self, params: Parameters) -> None:
        """Other levels from here on; what was said stays said."""
        self.warning_z, self.alert_z = rarity(params.warning_days), rarity(params.alert_days)

    def level_of(self, z: float) -> str | None:
        if z < self.warning_z:
            return None
        return ALERT if z >= self.alert_z else WARNING

    def judge(self, z: float, seconds: int) -> str | None:
        """The level to announce now, or None: too low, or already said."""
        level = self.level_of(z)
        if level is None:
            return None
        self._end_if_cold(seconds)
        if not self._is_news(z, level, seconds):
            self._follow(z, seconds)
            return None
        self._raise_to(z, level, seconds)
        return level

    def _left(self, seconds: int) -> float:
        rested = max(0, seconds - self.held_at - self.cool_down)
        return self.height * 0.5 ** (rested / self.half_life)

    def _end_if_cold(self, seconds: int) -> None:
        if self.started is not None and self._left(seconds) < self.warning_z - self.margin:
            self.started, self.level, self.height = None, None, 0.0

    def _is_news(self, z: float, level: str, seconds: int) -> bool:
        if RANK[level] > RANK[self.level]:
            return True
        rested = seconds - self.raised_at >= self.cool_down
        return rested and z > self._left(seconds) + self.margin

    def _follow(self, z: float, seconds: int) -> None:
        """While we rest, and until the longest window has filled, a slow growth is no news."""
        age = seconds - self.raised_at
        resting = age < self.cool_down and z > self.height
        filling = age < self.longest and seconds - self.held_at >= self.cool_down
        if resting or (filling and z > self._left(seconds)):
            self.height, self.held_at = z, seconds

    def _raise_to(self, z: float, level: str, seconds: int) -> None:
        self.started = seconds if self.started is None else self.started
        self.level = level if RANK[level] > RANK[self.level] else self.level
        self.height, self.held_at, self.raised_at = z, seconds, seconds

    def state(self) -> dict:
        return {
            "height": self.height,
            "held_at": self.held_at,
            "raised_at": self.raised_at,
            "started": self.started,
            "level": self.level,
        }

    def restore(self, state: dict) -> None:
        self.height = state["height"]
        self.held_at, self.raised_at = state["held_at"], state["raised_at"]
        self.started, self.level = state["started"], state["level"]
