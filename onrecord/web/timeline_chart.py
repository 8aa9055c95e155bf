"""When it was said, drawn: a line of time for each leader, a mark for each statement, an arc for each change.

Numbers of an SVG's user units; shape and not only colour tells what holds (a disc), was superseded (a ring) or has
ended (a square). What the picture shows is said in `told`, and stands under it entry by entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agent.wording import day
from ingest.display import folded
from onrecord.render.citations import Surroundings
from onrecord.render.over_time import Entry, Timeline

WIDTH = 760
LEFT = RIGHT = 14
LANE = 74  # of one leader's line, its name above it
STEP = 11  # between marks of one day
MOST_ABOVE = 3  # marks of one day that stand above each other; further ones share the highest place


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A statement; `kind` is holds, superseded or ended."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A change of position, as an SVG path."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One leader's line at height `y`."""

    name: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The first day of a year or, in a short time, of a month."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`told` says in words what is drawn; `kinds` are those that are drawn, for the legend."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    arcs: tuple[Arc, ...]
    kinds: tuple[str, ...]
    told: str


def chart_of(made: Timeline, around: Surroundings) -> Chart | None:
    """None where there is nothing to draw."""
    if not made.entries:
        return None
    first, last = _ends(made.entries[0].date, made.entries[-1].date)
    span = (last - first).days

    def x(when: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (when - first).days / span, 1)

    leaders = dict.fromkeys(one.first.leader_id for one in made.entries)
    heights = {leader_id: LANE * (number + 1) - 14.0 for number, leader_id in enumerate(leaders)}
    places: dict[int, Point] = {}
    above: dict[tuple[str, date], int] = {}
    for one in made.entries:
        key = (one.first.leader_id, one.date)
        above[key] = above.get(key, -1) + 1
        y = heights[one.first.leader_id] - STEP * min(above[key], MOST_ABOVE)
        places[one.number] = Point(x=x(one.date), y=y, kind=_kind(one, around))
    arcs = tuple(_arc(places[one.earlier.entry], places[one.later.entry]) for one in made.changes)
    names = {one.first.leader_id: folded(one.first.speaker) for one in made.entries}
    points = tuple(places.values())
    return Chart(
        width=WIDTH,
        height=LANE * len(leaders) + 26,
        lanes=tuple(Lane(name=names[leader_id], y=y) for leader_id, y in heights.items()),
        ticks=tuple(Tick(x=x(when), label=label) for when, label in _ticks(first, last)),
        points=points,
        arcs=arcs,
        kinds=tuple(kind for kind in ("holds", "superseded", "ended") if any(one.kind == kind for one in points)),
        told=_told(made, points, names),
    )


def _kind(one: Entry, around: Surroundings) -> str:
    if one.superseded_by or one.first.source_id in around.superseded:
        return "superseded"
    return "ended" if one.ended_on is not None or one.first.source_id in around.withdrawn else "holds"


def _ends(first: date, last: date) -> tuple[date, date]:
    """Whole months, at least three of them."""
    begins = first.replace(day=1)
    ends = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return begins, max(ends, (begins + timedelta(days=80)).replace(day=1))


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((one for one in (1, 3, 6) if months / one <= 9), 12)
    found: list[tuple[date, str]] = []
    when = first
    while when < last:
        if (when.month - 1) % step == 0:
            label = str(when.year) if when.month == 1 or step == 12 else f"{when:%b %Y}" if not found else f"{when:%b}"
            found.append((when, label))
        when = (when + timedelta(days=32)).replace(day=1)
    return found


def _arc(earlier: Point, later: Point) -> Arc:
    top = min(earlier.y, later.y) - 26
    return Arc(path=f"M{earlier.x} {earlier.y - 6}Q{(earlier.x + later.x) / 2:.1f} {top} {later.x} {later.y - 6}")


def _told(made: Timeline, points: tuple[Point, ...], names: Mapping[str, str]) -> str:
    count, first, last = len(points), made.entries[0].date, made.entries[-1].date
    who = " and ".join(names.values()) if len(names) < 3 else f"{len(names)} leaders"
    when = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    found = [f"{count} statement{'s' if count > 1 else ''} of {who}, {when}"]
    for kind, words in (("superseded", "superseded since"), ("ended", "no longer in effect")):
        several = sum(one.kind == kind for one in points)
        found += [f"{several} of them {words}"] if several else []
    changes = len(made.changes)
    found += [f"{changes} change{'s' if changes > 1 else ''} of position"] if changes else []
    return "; ".join(found) + "."
