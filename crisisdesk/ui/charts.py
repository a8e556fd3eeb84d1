"""Charts drawn on the server: printable, testable, and the same numbers as a table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language

from crisisdesk.ui.library import attributes, part, pick, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.template import Context
    from django.utils.safestring import SafeString

WIDTH = 600


class Bar(NamedTuple):
    """One bucket: the whole height and, at its foot, the negative share."""

    at: datetime
    total: int
    negative: int
    x: str
    width: str
    y: str
    height: str
    negative_y: str
    negative_height: str
    missing: bool = False

    @property
    def day(self) -> str:
        return chart_day(self.at)


@register.filter
def chart_day(at: datetime) -> str:
    """Day and time in the reader's form and zone; of another year the date alone, with that year.

    `date` would take its format apart for every row.
    """
    local = timezone.localtime(at)
    this_year = local.year == timezone.localdate().year
    if (get_language() or "vi")[:2] == "vi":
        return f"{local:%d/%m %H:%M}" if this_year else f"{local:%d/%m/%Y}"
    # 01/12 is another day to half of those who read English.
    return f"{local.day} {local:%b %H:%M}" if this_year else f"{local.day} {local:%b %Y}"


@register.simple_tag(takes_context=True)
def volume_chart(
    context: Context,
    buckets: Iterable[Any],
    label: str = "",
    baseline: float | Sequence[float | None] | None = None,
    marks: Iterable[Any] | None = None,
    height: int = 120,
    *,
    plain: bool = False,
    **extra: Any,
) -> SafeString:
    """Mentions over time with their negative part, a baseline and marked moments.

    `plain` leaves the negative part out, where sentiment is not what is counted.

    A bucket that says `missing` is a hole in the data and drawn as one, never as calm. The baseline
    is one number, or one for each bucket: what was usual at that time, None where nobody knows.
    """
    buckets = list(buckets)
    rows = [
        (pick(b, "at"), int(pick(b, "total") or 0), int(pick(b, "negative") or 0)) for b in buckets
    ]
    usual = _usual(baseline, len(rows))
    top = max([total for _, total, _ in rows] + [y for y in usual if y is not None] + [1])
    bars = [
        _bar(index, len(rows), row, top, height)._replace(missing=bool(pick(bucket, "missing")))
        for index, (row, bucket) in enumerate(zip(rows, buckets, strict=True))
    ]
    return part(
        context,
        "volume_chart",
        label=label,
        bars=bars,
        holes=any(bar.missing for bar in bars),
        days=bool(rows) and rows[-1][0] - rows[0][0] > timedelta(hours=20),
        peak=max(bars, key=lambda bar: bar.total, default=None),
        total=sum(bar.total for bar in bars),
        negative=sum(bar.negative for bar in bars),
        plain=plain,
        baseline=_spoken(usual),
        baseline_lines=_lines(usual, top, height),
        marks=_marks(marks or (), rows),
        width=WIDTH,
        height=height,
        extra=attributes(extra),
    )


def _bar(index: int, count: int, row: tuple[datetime, int, int], top: float, height: int) -> Bar:
    at, total, negative = row
    step = WIDTH / count
    gap = min(2.0, step * 0.2)
    tall, low = height * total / top, height * min(negative, total) / top
    return Bar(
        at,
        total,
        negative,
        _coordinate(index * step),
        _coordinate(step - gap),
        _coordinate(height - tall),
        _coordinate(tall),
        _coordinate(height - low),
        _coordinate(low),
    )


def _usual(baseline: float | Sequence[float | None] | None, count: int) -> list[float | None]:
    """One number for each bucket; none at all where nothing is usual."""
    if not baseline:
        return []
    return [baseline] * count if isinstance(baseline, (int, float)) else list(baseline)[:count]


def _spoken(usual: list[float | None]) -> str:
    """The baseline in figures: one, or from the least to the most."""
    known = [y for y in usual if y is not None]
    if not known:
        return ""
    low, high = (number_format(round(y, 1)) for y in (min(known), max(known)))
    return low if low == high else f"{low}–{high}"


def _lines(usual: list[float | None], top: float, height: int) -> list[str]:
    """Points of the baseline, in as many pieces as it is known in."""
    pieces: list[list[str]] = [[]]
    for index, value in enumerate(usual):
        if value is None:
            pieces.append([])
            continue
        y = _coordinate(height - height * value / top)
        left, right = (_coordinate(WIDTH * at / len(usual)) for at in (index, index + 1))
        pieces[-1] += [f"{left},{y}", f"{right},{y}"]
    return [" ".join(piece) for piece in pieces if piece]


def _coordinate(value: float) -> str:
    """SVG takes points, whatever the reader's language writes."""
    return f"{value:.1f}"


def _marks(marks: Iterable[Any], rows: Sequence[tuple[datetime, int, int]]) -> list[dict[str, Any]]:
    """Moments inside the chart, with their place on the time axis."""
    if not rows[1:]:
        return []
    first, step = rows[0][0], rows[1][0] - rows[0][0]
    found = []
    for mark in marks:
        share = (pick(mark, "at") - first) / (step * len(rows))
        if 0 <= share <= 1:
            x = _coordinate(share * WIDTH)
            at = pick(mark, "at")
            found.append({"at": at, "day": chart_day(at), "label": pick(mark, "label"), "x": x})
    return found


@register.simple_tag(takes_context=True)
def sparkline(context: Context, values: Iterable[float], label: str = "") -> SafeString:
    """A small line without axes."""
    points = [float(value) for value in values]
    top, step = max([*points, 1]), 100 / max(len(points) - 1, 1)
    places = [(index * step, 24 - 22 * value / top) for index, value in enumerate(points)]
    line = " ".join(f"{_coordinate(x)},{_coordinate(y)}" for x, y in places)
    return part(context, "sparkline", line=line, label=label)


@register.simple_tag(takes_context=True)
def meter(
    context: Context,
    value: float,
    max: float = 1,  # noqa: A002 -- as the element of HTML calls it
    label: str = "",
    tone: str = "",
) -> SafeString:
    """How much of a whole; the numbers stand beside it."""
    share = value / max if 0 < value < max else float(bool(max and value > 0))
    return part(
        context,
        "meter",
        value=value,
        max=max,
        label=label,
        tone=tone,
        width=_coordinate(share * 100),
    )


@register.simple_tag(takes_context=True)
def bar_chart(context: Context, items: Iterable[Any], label: str = "") -> SafeString:
    """Horizontal bars with their names and figures in words."""
    rows = list(items)
    top = max([float(pick(row, "value") or 0) for row in rows] + [1])
    return part(context, "bar_chart", label=label, rows=[_horizontal(row, top) for row in rows])


def _horizontal(row: Any, top: float) -> dict[str, Any]:
    value = pick(row, "value") or 0
    return {
        "label": pick(row, "label"),
        "value": value,
        "note": pick(row, "note", ""),
        "tone": pick(row, "tone", ""),
        "width": _coordinate(100 * float(value) / top),
    }


@register.simple_tag(takes_context=True)
def share_chart(context: Context, columns: Iterable[Any], label: str = "") -> SafeString:
    """Negative, neutral and positive parts of each stretch of time, as shares of a full column.

    A column that says `missing` is a hole in the data and drawn as one.
    """
    rows = list(columns)
    return part(
        context,
        "share_chart",
        label=label,
        bars=[_stack(index, len(rows), row) for index, row in enumerate(rows)],
        rows=rows,
        holes=any(pick(row, "missing") for row in rows),
        sums={name: sum(int(pick(row, name) or 0) for row in rows) for name in SENTIMENTS},
        width=WIDTH,
        height=SHARE_HEIGHT,
    )


SENTIMENTS = ("negative", "neutral", "positive")
SHARE_HEIGHT = 72


def _stack(index: int, count: int, row: Any) -> dict[str, Any]:
    """One column: its parts from the foot up, and whether it is a hole."""
    step = WIDTH / count
    counts = [int(pick(row, name) or 0) for name in SENTIMENTS]
    total, foot, parts = sum(counts), 0.0, []
    for name, value in zip(SENTIMENTS, counts, strict=True):
        tall = SHARE_HEIGHT * value / total if total else 0.0
        foot += tall
        y, height = _coordinate(SHARE_HEIGHT - foot), _coordinate(tall)
        parts += [{"name": name, "y": y, "height": height}] if value else []
    return {
        "x": _coordinate(index * step),
        "width": _coordinate(step - min(2.0, step * 0.2)),
        "parts": parts,
        "missing": bool(pick(row, "missing")),
    }
