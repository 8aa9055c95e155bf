"""A mouth by its measures, and the rings of points around it, from behind the lips to the back of the head."""

from dataclasses import dataclass, replace

import numpy as np

from onrecord.web.presenter.model import head
from onrecord.web.presenter.model.part import Points, turn

MM = 1e-3
AROUND = 56  # points of a ring
SKIN = 30  # rings from the lips' edge to the back of the head
REACH = 0.050  # how far from the lips the skin goes along with them
BACK = np.pi * head.RADIUS * 0.999
LIPS = 6  # rings of the lips, the outermost shared with the skin


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """Millimetres. `wide` is half the opening's width, `raised` and `lowered` how far each lip has left the line
    between them, `upper` and `lower` the lips' thickness, `out` how far they are pushed forward, `corners` how much
    higher the corners are, `jaw` how far the chin has gone down, `tucked` and `pressed` how far the lower and the upper
    lip are rolled in."""

    wide: float = 31.0
    raised: float = 0.0
    lowered: float = 0.0
    upper: float = 7.5
    lower: float = 8.5
    out: float = 0.0
    corners: float = 3.2
    jaw: float = 0.0
    tucked: float = 0.0
    pressed: float = 0.0


REST = Mouth()


def with_(**measures: float) -> Mouth:
    """The mouth at rest with some measures changed."""
    return replace(REST, **measures)


def rings(mouth: Mouth) -> Points:
    """(LIPS + SKIN) rings of AROUND points, from the innermost outwards; the first point of each is at the left corner,
    the others follow over the upper lip."""
    lips = _lips(mouth)
    rest = _lips(REST)[-1]
    edge = lips[-1]
    around = turn(AROUND)
    far = BACK * np.stack([np.cos(around), np.sin(around)], axis=-1)
    rows = [head.at(one[:, 0], one[:, 1], one[:, 2]) for one in lips]
    for count in range(1, SKIN + 1):
        share = (count / SKIN) ** 1.75
        flat = rest[:, :2] * (1 - share) + far * share
        moved = _fades(np.linalg.norm(flat - rest[:, :2], axis=-1))
        flat = flat + (edge[:, :2] - rest[:, :2]) * moved[:, None]
        rows.append(head.at(flat[:, 0], flat[:, 1], edge[:, 2] * moved))
    points = np.concatenate(rows)
    return points + _chin(points, mouth.jaw * MM)


def _lips(mouth: Mouth) -> list[Points]:
    """Rings of (across, up, out): behind the lip, its inner edge, over its ridge to the outer edge."""
    around = turn(AROUND)
    across, above = np.cos(around), np.sin(around)
    upper = above >= 0
    high, full = np.abs(above) ** 0.85, np.abs(above) ** 1.3
    wide = mouth.wide * MM
    gap = np.where(upper, mouth.raised, mouth.lowered) * MM
    thick = np.where(upper, mouth.upper, mouth.lower) * MM
    rolled = np.where(upper, mouth.pressed, mouth.tucked) * MM * high
    bend = mouth.corners * np.abs(across) ** 1.8 * MM
    rows = []
    for share, out, inward in ((0.0, -9.0, 1.0), (0.0, -2.5, 1.0), (0.14, 1.8, 0.6), (0.5, 3.6, 0.35), (0.84, 2.0, 0.1),
                               (1.0, -0.2, 0.0)):  # fmt: skip
        x = (wide + 2.4 * MM * share) * across
        y = np.where(upper, 1.0, -1.0) * (gap * high + thick * share * full) + bend
        bulge = out * MM * (0.25 + 0.75 * full) if out > 0 else np.full_like(high, out * MM)
        lift = mouth.out * MM * (0.55 + 0.45 * high)
        rows.append(np.stack([x, y, bulge + lift - rolled * inward], axis=-1))
    return rows


def _fades(distance: Points) -> Points:
    share = np.clip(distance / REACH, 0, 1)
    return 1 - share * share * (3 - 2 * share)


def _chin(points: Points, jaw: float) -> Points:
    """How far the jaw takes the points below the mouth down and a little back."""
    below = np.clip((-0.040 - points[:, 1]) / 0.075, 0, 1)
    front = np.clip((points[:, 2] + 0.03) / 0.09, 0, 1)
    share = (below * below * (3 - 2 * below) * front)[:, None]
    moved: Points = share * jaw * np.array([0.0, -0.85, -0.10])
    return moved
