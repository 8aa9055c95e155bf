"""What the head stands on: shoulders in a coat, a collar, a neck."""

from collections.abc import Iterator

import numpy as np

from onrecord.web.presenter.model.part import Faces, Part, Points, ball, grid, net, turn

HALF = (0.178, 0.190, 0.105)
CENTRE = (0.0, -0.122, -0.012)
POWER = 2.55


def bust() -> Iterator[Part]:
    points, faces = ball(CENTRE, HALF, power=POWER, rows=28, columns=72)
    yield Part(name="Coat", material="coat", bone="Spine2", points=points, faces=faces)
    points, faces = _ring(0.044, 0.047)
    yield Part(name="Neck", material="skin", bone="Spine2", points=points + np.array([0, 0.075, -0.006]), faces=faces)
    points, faces = _torus(0.057, 0.0115)
    points = points + np.array([0, 0.072, -0.008])
    yield Part(name="Collar", material="white", bone="Spine2", points=points, faces=faces)


def _ring(top: float, bottom: float) -> tuple[Points, Faces]:
    share, around = net(np.linspace(0, 1, 3), turn(36))
    radius = bottom + (top - bottom) * share
    points = np.stack([np.sin(around) * radius, -0.014 + share * 0.084, np.cos(around) * radius], axis=-1)
    return points, grid(3, 36, closed=True)


def _torus(radius: float, thick: float) -> tuple[Points, Faces]:
    rim, around = net(np.linspace(0, 2 * np.pi, 15), turn(44))
    reach = radius + thick * np.cos(rim)
    points = np.stack([np.sin(around) * reach, thick * np.sin(rim), np.cos(around) * reach], axis=-1)
    return points, grid(15, 44, closed=True)
