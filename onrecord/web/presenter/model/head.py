"""The head's surface. A place on the face is given as a seamstress would: so far across and so far up from the middle
of the mouth, along the surface, and so far out of it."""

import numpy as np

from onrecord.web.presenter.model.part import Points

HALF = np.array([0.116, 0.127, 0.108])  # width, height, depth
POWER = 2.4  # 2 is an egg; more is a cushion
TAPER = 0.11  # narrower above than below
RADIUS = 0.112  # of the ball that places are measured on
MOUTH_UP = -0.44  # radians from the middle of the face to the mouth
NOSE = (0.0, -0.004, 0.0135, 0.0145, 0.0085)  # x, y, how wide, how high, how far out


def at(across: Points, up: Points, out: Points | float = 0.0) -> Points:
    """The points (n, 3) at these places, `out` of the surface along its normal."""
    base = _surface(_direction(across, up))
    step = 1e-4
    right = _surface(_direction(across + step, up)) - base
    above = _surface(_direction(across, up + step)) - base
    normal = np.cross(right, above)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    found: Points = base + normal * np.asarray(out)[..., None]
    return found


def place(x: float, y: float) -> tuple[float, float]:
    """Across and up of the front point at this x and y: by halving, as nothing here needs to be quick."""
    across, up = x, y - MOUTH_UP * RADIUS
    for _ in range(60):
        found = at(np.array([across]), np.array([up]))[0]
        across, up = across + (x - found[0]) * 0.5, up + (y - found[1]) * 0.5
    return across, up


def _direction(across: Points, up: Points) -> Points:
    """The azimuthal equidistant projection around the mouth, backwards."""
    length = np.hypot(across, up)
    angle = length / RADIUS
    scale = np.where(length > 1e-9, np.sin(angle) / np.maximum(length, 1e-9), 1 / RADIUS)
    x, y, z = across * scale, up * scale, np.cos(angle)
    cosine, sine = np.cos(MOUTH_UP), np.sin(MOUTH_UP)
    return np.stack([x, y * cosine + z * sine, z * cosine - y * sine], axis=-1)


def _surface(direction: Points) -> Points:
    size = np.sum(np.abs(direction / HALF) ** POWER, axis=-1, keepdims=True) ** (-1 / POWER)
    found: Points = direction * size
    narrow = 1 - TAPER * found[..., 1:2] / HALF[1]
    found = found * np.concatenate([narrow, np.ones_like(narrow), narrow], axis=-1)
    x, y, wide, high, far = NOSE
    bump = far * np.exp(-(((found[..., 0] - x) / wide) ** 2) - ((found[..., 1] - y) / high) ** 2)
    found[..., 2] += np.where(found[..., 2] > 0, bump, 0.0)
    return found
