"""`python -m onrecord.web.presenter.model FILE`: write the presenter as .glb."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.web.presenter.model.bust import bust
from onrecord.web.presenter.model.face import brows, ears, eyes, face, lining
from onrecord.web.presenter.model.gltf import glb
from onrecord.web.presenter.model.inside import inside
from onrecord.web.presenter.model.part import Part
from onrecord.web.presenter.model.skeleton import bones

HEAD_UP = np.array([0.0, 0.112, 0.008])  # from the head's joint to its middle
COLOURS = {
    "skin": ("#9fd2c9", 0.85), "lips": ("#d07c69", 0.62), "ink": ("#173f3c", 0.42), "white": ("#fbfaf6", 0.75),
    "dark": ("#3c1a22", 0.95), "teeth": ("#fdfbf5", 0.40), "tongue": ("#e08a7c", 0.60), "coat": ("#1f5f5b", 0.90),
}  # fmt: skip


def parts() -> list[Part]:
    """Everything, each part's points from its own bone."""
    on_head = [*face(), lining(), *eyes(), *brows(), *ears(), *inside()]
    return [_raised(one) for one in on_head] + list(bust())


def _raised(part: Part) -> Part:
    start = np.array(bones()[part.bone][1]) if part.bone.endswith("Eye") else np.zeros(3)
    moved = {name: one + HEAD_UP - start for name, one in part.targets.items()}
    return replace(part, points=part.points + HEAD_UP - start, targets=moved)


def material(colour: str, rough: float) -> dict[str, Any]:
    """glTF's colours are linear: the usual sRGB curve backwards (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return {
        "pbrMetallicRoughness": {
            "baseColorFactor": [*(round(one, 5) for one in linear), 1], "metallicFactor": 0, "roughnessFactor": rough,
        },
    }  # fmt: skip


def made() -> bytes:
    """The file."""
    return glb(parts(), bones(), {name: material(*one) for name, one in COLOURS.items()})


def main(path: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(made())


if __name__ == "__main__":
    main(sys.argv[1])
