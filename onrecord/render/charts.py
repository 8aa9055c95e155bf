"""Plots on scales of their own: columns of parts, lines over time, a grid of counts.

Series differ in their form too, not in their colour alone: a part is full, hollow or hatched; a line whole, dashed or
dotted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.render.drawing import WIDTH, block, dot, line, svg, text

HEIGHT = 260
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 38, 34
LINES = 4  # across
NAMES = 12  # below the columns, at most
KINDS = ("full", "hollow", "third")  # classes of the page's style, in the order of the series
CELL, NAME = 30, 170  # of a grid, in units of the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`parts` are counts in the order of the series, from below; `told` is the column in words."""

    name: str
    parts: Sequence[int]
    told: str


def columns(given: Sequence[Column], series: Sequence[str], title: str, told: str) -> str:
    """Columns beside each other, their parts on top of each other; the names of the series are above."""
    most = _above(max((sum(one.parts) for one in given), default=0))
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(given))
    step = max(1, -(-len(given) // NAMES))
    drawn = [_levels(most, "")]
    for i, one in enumerate(given):
        left, floor = LEFT + i * wide, 0
        for kind, count in zip(KINDS, one.parts, strict=False):
            low, high = _y(floor / most), _y((floor + count) / most)
            gap = min(2.0, wide / 6)
            if count:
                drawn.append(block(left + gap, high, wide - 2 * gap, low - high, f"part {kind}", one.told))
            floor += count
        if i % step == 0:
            drawn.append(text(left + wide / 2, HEIGHT - BOTTOM + 18, one.name, "middle"))
    names = [(name, block(0, 0, 12, 12, f"part {kind}")) for name, kind in zip(series, KINDS, strict=False)]
    return svg(HEIGHT, title, "".join([*drawn, _key(names)]), told)


def lines(
    given: Mapping[str, Sequence[float | None]], below: Sequence[str], title: str, told: str, unit: str = ""
) -> str:
    """Lines over the same times, each by its name; a value of none leaves a gap. All are 0 or more."""
    most = _above(max((value for one in given.values() for value in one if value is not None), default=0))
    step = max(1, -(-len(below) // NAMES))

    def x(place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (place / (len(below) - 1) if len(below) > 1 else 0.5)

    drawn = [_levels(most, unit)]
    drawn += [text(x(i), HEIGHT - BOTTOM + 18, name, "middle") for i, name in enumerate(below) if i % step == 0]
    names = []
    for kind, (name, values) in zip(("", "second", "third"), given.items(), strict=False):
        there = [(x(i), _y(value / most)) for i, value in enumerate(values) if value is not None]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in there)
        drawn.append(f'<polyline class="{f"curve {kind}".strip()}" points="{path}"/>')
        drawn += [dot(a, b, kind, 2.5) for a, b in there]
        sample = f'<polyline class="{f"curve {kind}".strip()}" points="-12,6 12,6"/>'
        names.append((name, sample + dot(0, 6, kind, 2.5)))
    return svg(HEIGHT, title, "".join([*drawn, _key(names)]), told)


def grid(rows: Mapping[str, Sequence[int]], head: Sequence[str], title: str, told: str) -> str:
    """Counts by row and column; the shade of a cell is its count's, which stands in it."""
    most = max((count for row in rows.values() for count in row), default=0) or 1
    wide = min(70.0, (WIDTH - NAME - RIGHT) / max(1, len(head)))
    drawn = [text(NAME + (i + 0.5) * wide, 18, name, "middle") for i, name in enumerate(head)]
    for at, (name, row) in enumerate(rows.items()):
        top = 28 + at * CELL
        drawn.append(text(NAME - 10, top + CELL / 2 + 4, name, "end"))
        for i, count in enumerate(row):
            shade = f"cell shade{math.ceil(4 * count / most)}"
            drawn.append(block(NAME + i * wide + 1, top + 1, wide - 2, CELL - 2, shade, f"{name}, {head[i]}: {count}"))
            drawn.append(text(NAME + (i + 0.5) * wide, top + CELL / 2 + 4, f"{count}" if count else "–", "middle"))
    return svg(36 + CELL * len(rows), title, "".join(drawn), told)


def _key(names: Sequence[tuple[str, str]]) -> str:
    """The names of the series above, each after a sample of it."""
    drawn, left = [], float(LEFT)
    for name, sample in names:
        drawn.append(f'<g transform="translate({left + 12:.1f} 8)">{sample}</g>{text(left + 30, 18, name, "start")}')
        left += 48 + 7 * len(name)
    return "".join(drawn)


def _levels(most: float, unit: str) -> str:
    """The lines across, with what they stand for."""
    drawn = []
    for i in range(LINES + 1):
        at = _y(i / LINES)
        drawn.append(line(LEFT, at, WIDTH - RIGHT, at, "grid"))
        drawn.append(text(LEFT - 8, at + 4, f"{most * i / LINES:,.0f}", "end"))
    drawn.append(text(LEFT - 8, TOP - 14, unit, "end"))
    return "".join(drawn)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _above(value: float) -> float:
    """The least of 4, 8, 12, 20, 40, 80 and so on that is not less: its quarters are whole."""
    power = 1
    while True:
        for one in (4, 8, 12, 20):
            if one * power >= value:
                return float(one * power)
        power *= 10
