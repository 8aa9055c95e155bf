"""The bones that TalkingHead poses, by the names that it looks for. The figure is a bust: what has no shape has a bone
all the same, as all of them must be there."""

from collections.abc import Mapping
from types import MappingProxyType

Bones = Mapping[str, tuple[str, tuple[float, float, float]]]  # name: its parent's, and where it is from there
_FINGERS = ("HandThumb", "HandIndex", "HandMiddle", "HandRing", "HandPinky")
ROOT = "Armature"
EYE = (0.0385, 0.140, 0.105)  # from the head's joint to the left one


def bones() -> Bones:
    """Parents come before their children."""
    found: dict[str, tuple[str, tuple[float, float, float]]] = {
        "Hips": (ROOT, (0, 1.0, 0)),
        "Spine": ("Hips", (0, 0.1, 0)),
        "Spine1": ("Spine", (0, 0.1, 0)),
        "Spine2": ("Spine1", (0, 0.1, 0)),
        "Neck": ("Spine2", (0, 0.07, 0)),
        "Head": ("Neck", (0, 0.05, 0.0)),
        "LeftEye": ("Head", EYE),
        "RightEye": ("Head", (-EYE[0], *EYE[1:])),
    }
    for side, sign in (("Left", 1), ("Right", -1)):
        found |= {
            f"{side}Shoulder": ("Spine2", (sign * 0.06, 0.08, 0)),
            f"{side}Arm": (f"{side}Shoulder", (sign * 0.1, 0, 0)),
            f"{side}ForeArm": (f"{side}Arm", (0, 0.25, 0)),
            f"{side}Hand": (f"{side}ForeArm", (0, 0.25, 0)),
            f"{side}UpLeg": ("Hips", (sign * 0.09, 0, 0)),
            f"{side}Leg": (f"{side}UpLeg", (0, -0.45, 0)),
            f"{side}Foot": (f"{side}Leg", (0, -0.45, 0)),
            f"{side}ToeBase": (f"{side}Foot", (0, -0.1, 0)),
        }
        for finger in _FINGERS:
            before = f"{side}Hand"
            for joint in (1, 2, 3):
                found[f"{side}{finger}{joint}"] = (before, (0, 0.03, 0))
                before = f"{side}{finger}{joint}"
    return MappingProxyType(found)
