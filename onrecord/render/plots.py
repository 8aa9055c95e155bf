"""Plots as SVG, drawn here: no script, no library, colours by the page's CSS classes. Numbers in, text out."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from onrecord.render.drawing import WIDTH, dot, line, svg, text

HEIGHT = 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 44
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
ROW = 26  # height of one line of a plot of rows
NAMES = 210  # width of the names in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One line of a plot of rows: a value and, perhaps, its interval; `told` is what stands at its end."""

    name: str
    value: float
    low: float | None
    high: float | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One line over time: points (time, value), both from 0 to 1, in order. `kind` is a class of the page's style,
    empty for the first."""

    name: str
    points: Sequence[tuple[float, float]]
    kind: str = ""


def curve(points: Sequence[tuple[float, float]], title: str, x: str, y: str, level: float | None = None) -> str:
    """A line through points of the unit square; `level` is what chance gives, drawn across."""
    chance = "" if level is None else line(_x(0), _y(level), _x(1), _y(level), "chance")
    path = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in points)
    return svg(HEIGHT, title, f'{_axes(x, y)}{chance}<polyline class="curve" points="{path}"/>')


def reliability(bins: Sequence[tuple[float, float, int]], title: str, x: str, y: str) -> str:
    """Points (confidence, share, count) beside the diagonal; the area of a point is its count's."""
    most = max([1, *(count for _, _, count in bins)])
    dots = "".join(
        f'<circle class="dot" cx="{_x(a):.1f}" cy="{_y(b):.1f}" r="{4 + 10 * (count / most) ** 0.5:.1f}">'
        f"<title>{count} questions: {x} {a:.2f}, {y} {b:.2f}</title></circle>"
        for a, b, count in bins
    )
    return svg(HEIGHT, title, f"{_axes(x, y)}{line(_x(0), _y(0), _x(1), _y(1), 'chance')}{dots}")


def over_time(tracks: Sequence[Track], title: str, ticks: Sequence[tuple[float, str]], y: str) -> str:
    """Lines through points, each with a dot; `ticks` are what stands below at which time. Their names are on top."""
    parts = [_levels(y), *(text(_x(at), HEIGHT - BOTTOM + 18, told, "middle") for at, told in ticks)]
    for i, one in enumerate(tracks):
        path = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in one.points)
        parts.append(f'<polyline class="{f"curve {one.kind}".strip()}" points="{path}"/>')
        parts += [dot(_x(a), _y(b), one.kind) for a, b in one.points]
        left, low = LEFT + i * (WIDTH - LEFT) / len(tracks), HEIGHT - 10
        parts.append(
            f'<polyline class="{f"curve {one.kind}".strip()}" points="{left:.1f},{low} {left + 28:.1f},{low}"/>'
        )
        parts += [dot(left + 14, low, one.kind), text(left + 34, low + 4, one.name, "start")]
    return svg(HEIGHT, title, "".join(parts))


def rows(spans: Sequence[Span], title: str, most: float) -> str:
    """Values with their intervals on a scale from 0 to `most`, a line each."""
    wide = WIDTH - NAMES - 90
    parts = []
    for i, one in enumerate(spans):
        middle = TOP + ROW * i + ROW / 2
        parts.append(text(NAMES - 8, middle + 4, one.name, "end"))
        parts.append(line(NAMES, middle, NAMES + wide, middle, "grid"))
        if one.low is not None and one.high is not None:
            ends = (NAMES + wide * min(1.0, value / most) for value in (one.low, one.high))
            parts.append(line(next(ends), middle, next(ends), middle, "interval"))
        at = NAMES + wide * min(1.0, one.value / most)
        parts.append(f'<circle class="dot" cx="{at:.1f}" cy="{middle:.1f}" r="4.5"/>')
        parts.append(text(NAMES + wide + 10, middle + 4, one.told, "start"))
    return svg(2 * TOP + ROW * len(spans), title, "".join(parts))


def bars(spans: Sequence[Span], title: str, most: float, told: str = "") -> str:
    """Bars from 0 to `value`, with a whisker to `high`, a line each; `told` describes them."""
    wide = WIDTH - NAMES - 130
    parts = []
    for i, one in enumerate(spans):
        top = TOP + ROW * i
        long = wide * one.value / most
        parts.append(text(NAMES - 8, top + ROW / 2 + 4, one.name, "end"))
        parts.append(f'<rect class="bar" x="{NAMES}" y="{top + 5}" width="{long:.1f}" height="{ROW - 10}"/>')
        if one.high is not None:
            end = NAMES + wide * one.high / most
            parts.append(line(NAMES + long, top + ROW / 2, end, top + ROW / 2, "interval"))
        parts.append(text(NAMES + wide + 10, top + ROW / 2 + 4, one.told, "start"))
    return svg(2 * TOP + ROW * len(spans), title, "".join(parts), told)


def _x(value: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * value


def _y(value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value


def _axes(x: str, y: str) -> str:
    below = "".join(text(_x(at), HEIGHT - BOTTOM + 18, f"{at:g}", "middle") for at in TICKS)
    return _levels(y) + below + text(_x(0.5), HEIGHT - 6, x, "middle", "axis")


def _levels(y: str) -> str:
    """What is to the left, and the lines across."""
    grid = "".join(
        line(_x(0), _y(at), _x(1), _y(at), "grid") + text(LEFT - 8, _y(at) + 4, f"{at:g}", "end") for at in TICKS
    )
    turned = f'transform="translate(14 {_y(0.5):.1f}) rotate(-90)"'
    return grid + f'<text class="axis" {turned} text-anchor="middle">{escape(y)}</text>'
