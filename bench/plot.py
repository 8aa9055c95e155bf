"""A plot with two logarithmic axes as one SVG text, for a line or a few."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 400  # of the whole, in pixels
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50  # margins; the names of the lines stand in the right one
COLOURS = ("#1b6ca8", "#c4451c", "#2f7d32", "#6a3d9a", "#8a6d00", "#444444")
INK, GRID = "#222222", "#dddddd"

Line = Sequence[tuple[float, float]]


def plot(lines: Mapping[str, Line], *, title: str, across: str, up: str) -> str:
    """The SVG of `lines`, each a name and its points (x, y). Raises ValueError where there is no point, or one that
    is not positive has no place on such an axis."""
    points = [point for line in lines.values() for point in line]
    if not points or min(min(point) for point in points) <= 0:
        raise ValueError("points must be positive, and there must be some")
    x_axis, y_axis = _decades([x for x, _ in points]), _decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        share_x = (math.log10(x) - x_axis[0]) / (x_axis[-1] - x_axis[0])
        share_y = (math.log10(y) - y_axis[0]) / (y_axis[-1] - y_axis[0])
        return LEFT + share_x * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - share_y * (HEIGHT - TOP - BOTTOM)

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>', _text(LEFT, 22, title, size=15)]
    for decade in x_axis:
        x, bottom = place(10.0**decade, 10.0 ** y_axis[0])
        parts += [_rule(x, TOP, x, bottom), _text(x, bottom + 18, _told(decade), anchor="middle")]
    for decade in y_axis:
        left, y = place(10.0 ** x_axis[0], 10.0**decade)
        parts += [_rule(left, y, WIDTH - RIGHT, y), _text(left - 8, y + 4, _told(decade), anchor="end")]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, anchor="middle"))
    parts.append(_text(LEFT, TOP - 6, up))
    for number, (name, line) in enumerate(lines.items()):
        parts += _line(name, [place(x, y) for x, y in line], number)
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" role="img">'
    return "\n".join([head, f"<title>{escape(title)}</title>", *parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> range:
    """The powers of ten from below the least to above the greatest, at least one decade."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def _told(decade: int) -> str:
    return f"{10**decade:,}" if decade >= 0 else f"{10.0**decade:g}"


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{GRID}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, ink: str = INK) -> str:
    style = f'text-anchor="{anchor}" font-size="{size}" fill="{ink}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'


def _line(name: str, places: Sequence[tuple[float, float]], number: int) -> Iterator[str]:
    """The line and its name; a colour that comes again is dashed."""
    colour, again = COLOURS[number % len(COLOURS)], number >= len(COLOURS)
    stroke = f'fill="none" stroke="{colour}" stroke-width="2"' + (' stroke-dasharray="6 4"' if again else "")
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{path}" {stroke}/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    left, row = WIDTH - RIGHT + 10, TOP + 14 + 20 * number
    yield f'<polyline points="{left},{row - 4} {left + 22},{row - 4}" {stroke}/>'
    yield _text(left + 28, row, name, ink=colour)
