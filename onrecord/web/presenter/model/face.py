"""The head with its lips, the eyes and the brows."""

from collections.abc import Iterator

import numpy as np

from onrecord.web.presenter.model import head
from onrecord.web.presenter.model.mouth import AROUND, BACK, LIPS, MM, REST, SKIN, rings
from onrecord.web.presenter.model.part import Part, Points, ball, grid, net, turn
from onrecord.web.presenter.model.shapes import VISEMES

EYE, BROW = (0.0385, 0.029), (0.0400, 0.0690)
EAR, CAP = (0.017, 0.033, 0.033), (0.0045, 0.017, 0.017)
LID = 0.09  # of an eye's height that a closed one has
SIDES = (("Left", 1), ("Right", -1))


def face() -> Iterator[Part]:
    """The skin and the lips, cut from one grid of rings so that no seam is seen between them."""
    rest, whole = rings(REST), grid(LIPS + SKIN, AROUND, closed=True)[:, ::-1]
    targets = {f"viseme_{name}": rings(one) for name, one in VISEMES.items()}
    targets |= {f"cheekSquint{side}": _cheek(rest, sign) for side, sign in SIDES}
    edge = 2 * AROUND * (LIPS - 1)
    for name, material, faces in (("Lips", "lips", whole[:edge]), ("Skin", "skin", whole[edge:])):
        yield Part(name=name, material=material, bone="Head", points=rest, faces=faces, around=whole, targets=targets)


def lining() -> Part:
    """A second skin below the first, around the mouth: where a picture is drawn in few pixels, light comes through the
    seams of the first, and no dark then."""
    share, around = net(np.linspace(0, 1, 14), turn(32))
    across, up = np.cos(around), np.sin(around)
    high = np.where(up > 0, 0.012, 0.043)
    x = across * (0.045 + (BACK - 0.045) * share**1.5)
    y = up * (high + (BACK - high) * share**1.5)
    faces = grid(14, 32, closed=True)[:, ::-1]
    return Part(name="Lining", material="skin", bone="Head", points=head.at(x, y, -0.003), faces=faces)


def _cheek(points: Points, sign: int) -> Points:
    """A cheek pushed out a little."""
    far = np.linalg.norm((points - np.array([sign * 0.062, -0.030, 0.085])) / 0.030, axis=1)
    out: Points = (np.exp(-(far**2)) * 1.5 * MM)[:, None] * np.array([sign * 0.5, 0.1, 0.85])
    return points + out


def eyes() -> Iterator[Part]:
    for side, sign in SIDES:
        yield _eye(f"Eye{side}", "ink", side, sign, (0.0, 0.0), (0.0132, 0.0187), 0.0050)
        yield _eye(f"Glint{side}", "white", side, sign, (0.0042, 0.0072), (0.0038, 0.0044), 0.0066)


def _eye(name: str, material: str, side: str, sign: int, shift: tuple[float, float], half: tuple[float, float],
         out: float) -> Part:  # fmt: skip
    """An oval that lies on the surface, `shift` from the eye's middle (to the picture's right, and up). It closes to a
    line that bends down, and looks by sliding."""
    across, up = head.place(sign * EYE[0], EYE[1])
    flat, faces = ball((0, 0, 0), (half[0], half[1], 1.0), power=2.2, rows=16, columns=28)
    x, y = flat[:, 0] + shift[0], flat[:, 1] + shift[1]
    thick = np.where(flat[:, 2] > 0, flat[:, 2], 0.0) * out + np.where(flat[:, 2] <= 0, flat[:, 2] * 0.004, 0.0)

    def placed(dx: float = 0.0, dy: float = 0.0, open_: float = 1.0) -> Points:
        shut = 1 - open_
        arch = -shut * 0.0040 * (x / half[0]) ** 2 - shut * 0.003
        small = 1 - 0.96 * shut if material == "white" else 1.0
        wider = 1 + 0.12 * max(shut, 0.0) if material == "ink" else small
        return head.at(across + dx + x * wider, up + dy + y * open_ * small + arch, thick * (1 - 0.72 * shut))

    look, tall = 0.0062, 0.0052
    inner = -sign * look
    targets = {
        f"eyeBlink{side}": placed(open_=LID),
        f"eyeSquint{side}": placed(open_=0.74),
        f"eyeWide{side}": placed(open_=1.14),
        f"eyeLookIn{side}": placed(dx=inner),
        f"eyeLookOut{side}": placed(dx=-inner),
        f"eyeLookUp{side}": placed(dy=tall),
        f"eyeLookDown{side}": placed(dy=-tall),
    }
    return Part(name=name, material=material, bone=f"{side}Eye", points=placed(), faces=faces, targets=targets)


def brows() -> Iterator[Part]:
    for side, sign in SIDES:
        across, up = head.place(sign * BROW[0], BROW[1])
        along, around = net(np.linspace(-1, 1, 28), turn(14))
        slim = np.sqrt(np.clip(1 - np.abs(along) ** 3.2, 0, 1)) * (1 - 0.10 * along)
        x = along * 0.0195
        y = np.sin(around) * 0.0042 * slim - 0.0046 * along**2 - 0.0022 * along
        out = 0.0030 + np.cos(around) * 0.0036 * slim
        faces = grid(28, 14, closed=True)
        faces = faces if sign < 0 else faces[:, ::-1]

        def placed(inner: float = 0.0, outer: float = 0.0, *, sign: int = sign, across: float = across, up: float = up,
                   x: Points = x, y: Points = y, out: Points = out, along: Points = along) -> Points:  # fmt: skip
            lift = inner * (1 - along) / 2 + outer * (1 + along) / 2
            return head.at(across + sign * x, up + y + lift, out)

        targets = {
            f"browDown{side}": placed(-0.0075, -0.002),
            f"browOuterUp{side}": placed(0.001, 0.007),
            "browInnerUp": placed(0.0075, 0.001),
        }
        yield Part(name=f"Brow{side}", material="ink", bone="Head", points=placed(), faces=faces, targets=targets)


def ears() -> Iterator[Part]:
    """Two discs, as of headphones: it listens to the record, and is no person."""
    for side, sign in SIDES:
        for name, material, out, half in (("Ear", "coat", 0.112, EAR), ("EarCap", "white", 0.1285, CAP)):
            points, faces = ball((sign * out, 0.004, -0.004), half, power=2.6, rows=16, columns=26)
            yield Part(name=f"{name}{side}", material=material, bone="Head", points=points, faces=faces)
