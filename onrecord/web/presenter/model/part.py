"""Meshes: grids of points, the places that they move to, and their normals."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (n, 3)
Faces = NDArray[np.int64]  # (n, 3), counter-clockwise from outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A mesh of one material below one bone; `targets` are its points in each morph target that moves it, `around` the
    faces that decide its normals where more than its own do."""

    name: str
    material: str
    bone: str
    points: Points
    faces: Faces
    targets: Mapping[str, Points] = field(default_factory=dict)
    around: Faces | None = None


def net(rows: Points, columns: Points) -> tuple[Points, Points]:
    """The two coordinates of a grid's points, row by row."""
    first, second = np.meshgrid(rows, columns, indexing="ij")
    return first.ravel(), second.ravel()


def turn(count: int) -> Points:
    """So many angles once around, from 0, without the last, which is the first."""
    return np.linspace(0, 2 * np.pi, count, endpoint=False)


def grid(rows: int, columns: int, *, closed: bool) -> Faces:
    """The triangles of `rows` times `columns` points, counted row by row; `closed` joins the last column to the first.
    They face the viewer where rows go up and columns to the right."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    right = (column + 1) % columns
    a, b = row * columns + column, row * columns + right
    c, d = a + columns, b + columns
    quads = np.stack([a, b, d, a, d, c], axis=-1)
    return quads.reshape(-1, 3)


def normals(points: Points, faces: Faces) -> Points:
    """Unit normals, smooth over all faces at a point."""
    a, b, c = (points[faces[:, one]] for one in range(3))
    flat = np.cross(b - a, c - a)
    found = np.zeros_like(points)
    for one in range(3):
        np.add.at(found, faces[:, one], flat)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Points = np.divide(found, length, out=np.zeros_like(found), where=length > 0)
    return unit


def ball(centre: tuple[float, float, float], radii: tuple[float, float, float], *, power: float = 2.0,
         rows: int = 24, columns: int = 36) -> tuple[Points, Faces]:  # fmt: skip
    """A ball that is as square as `power` makes it (2: an ellipsoid)."""
    up, around = net(np.linspace(-np.pi / 2, np.pi / 2, rows), turn(columns))
    unit = np.stack([np.cos(up) * np.sin(around), np.sin(up), np.cos(up) * np.cos(around)], axis=-1)
    size = np.sum(np.abs(unit) ** power, axis=1, keepdims=True) ** (-1 / power)
    return unit * size * np.array(radii) + np.array(centre), grid(rows, columns, closed=True)
