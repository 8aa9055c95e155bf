"""What an open mouth shows: the dark, the teeth, the tongue."""

from collections.abc import Iterator

import numpy as np

from onrecord.web.presenter.model import head
from onrecord.web.presenter.model.mouth import MM, REST, Mouth
from onrecord.web.presenter.model.part import Faces, Part, Points, ball, grid, net, turn
from onrecord.web.presenter.model.shapes import TONGUES, VISEMES, Tongue

FALLS = 0.72  # of the lower lip's way, what the lower teeth and the tongue go along


def inside() -> Iterator[Part]:
    yield Part(name="Dark", material="dark", bone="Head", points=_dark(), faces=grid(12, 32, closed=True)[:, ::-1])
    upper, faces = _teeth(1)
    yield Part(name="UpperTeeth", material="teeth", bone="Head", points=upper, faces=faces)
    lower, faces = _teeth(-1)
    targets = {f"viseme_{name}": lower + _fall(one) for name, one in VISEMES.items()}
    yield Part(name="LowerTeeth", material="teeth", bone="Head", points=lower, faces=faces, targets=targets)
    yield _tongue()


def _fall(mouth: Mouth) -> Points:
    """How far what hangs on the jaw moves with this mouth."""
    down = max(mouth.lowered - REST.lowered, 0.0) * FALLS * MM
    return np.array([0.0, -down, -0.25 * down])


def _dark() -> Points:
    """A bowl behind the lips that one looks into."""
    depth, around = net(np.linspace(0, np.pi / 2, 12), turn(32))
    x, y = np.cos(around) * np.sin(depth) * 0.041, np.sin(around) * np.sin(depth) * 0.026 - 0.013
    return head.at(x, y, -0.007 - 0.045 * np.cos(depth))


def _teeth(sign: int) -> tuple[Points, Faces]:
    """A row of teeth as one smooth band: the upper one ends a little below the line between the lips."""
    up, across = net(np.linspace(-1, 1, 9), np.linspace(-1, 1, 25))
    wide, tall = (0.0262, 0.0064) if sign > 0 else (0.0225, 0.0050)
    middle = 0.0032 if sign > 0 else -0.0078
    corner = (1 - np.abs(across) ** 5) ** 0.5
    y = middle + up * tall * (0.55 + 0.45 * corner) + 0.0016 * sign * across**2
    out = -0.0105 - 0.010 * across**2 - 0.0030 * (1 - np.sqrt(np.clip(1 - np.abs(up) ** 2.6, 0, 1)))
    return head.at(across * wide, y, out), grid(9, 25, closed=False)


def _tongue() -> Part:
    flat, faces = ball((0, 0, 0), (1.0, 1.0, 1.0), power=2.4, rows=16, columns=26)

    def placed(one: Tongue) -> Points:
        front = (flat[:, 2] + 1) / 2
        groove = 0.0012 * np.exp(-((flat[:, 0] / 0.22) ** 2)) * (flat[:, 1] > 0)
        x = flat[:, 0] * 0.0165 * (1 - 0.12 * front)
        y = -0.0135 + flat[:, 1] * 0.0058 + one.up * MM + one.tip * MM * front**2 - groove
        out = -0.036 + flat[:, 2] * 0.020 + one.forward * MM
        return head.at(x, y, out)

    still = placed(Tongue())
    targets = {f"viseme_{name}": placed(TONGUES.get(name, Tongue())) + _fall(one) for name, one in VISEMES.items()}
    return Part(name="Tongue", material="tongue", bone="Head", points=still, faces=faces, targets=targets)
