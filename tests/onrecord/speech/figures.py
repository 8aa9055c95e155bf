"""Faces from elsewhere, as other programs might write them: a box for a head whose shapes lower its chin, on whatever
bones and with whatever names a test wants."""

import json
import struct
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from onrecord.speech.figure import BONES, SHAPES

ARKIT = ("jawOpen", "mouthFunnel", "mouthPucker", "mouthSmileLeft", "mouthSmileRight", *SHAPES[14:])
MIXAMO = tuple(f"mixamorig:{one}" for one in BONES[1:])
HEIGHT = {"Hips": 1.0, "Spine": 0.1, "Spine1": 0.1, "Spine2": 0.1, "Neck": 0.1, "Head": 0.1}  # above the one before
POINTS = [(x, y, z) for x in (-0.09, 0.09) for y in (-0.1, 0.14) for z in (-0.06, 0.1)]
FACES = (0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3)


def packed(described: Mapping[str, Any], binary: bytes = b"") -> bytes:
    """Binary glTF 2.0 of a description, whatever it says."""
    text = json.dumps(described).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def described(bones: Iterable[str] = BONES, shapes: Iterable[str] = SHAPES) -> tuple[dict[str, Any], bytes]:
    """A figure, and the bytes behind it. Bones stand on each other from the hips to the head; the others hang on the
    head or on the hips."""
    names, shapes = list(bones), list(shapes)
    places = struct.pack("<24f", *(one for point in POINTS for one in point))
    chin = struct.pack("<24f", *(one for point in POINTS for one in (0, -0.05 if point[1] < 0 else 0, 0)))
    faces = struct.pack(f"<{len(FACES)}H", *FACES)
    column = [one for one in HEIGHT if one in names]
    nodes: list[dict[str, Any]] = [{"name": one} for one in names]
    for place, one in enumerate(column):
        nodes[names.index(one)]["translation"] = [0, HEIGHT[one], 0]
        if place:
            nodes[names.index(column[place - 1])]["children"] = [names.index(one)]
    eyes = {"LeftEye": 0.035, "RightEye": -0.035}
    head, hips = (names.index(one) if one in names else 0 for one in ("Head", "Hips"))
    for place, one in enumerate(names[1:], 1):
        if one not in column:
            nodes[place]["translation"] = [eyes[one], 0.06, 0.1] if one in eyes else [0, 0.05, 0]
            nodes[head if one in eyes else hips].setdefault("children", []).append(place)
    if column and names[0] not in column:
        nodes[0]["children"] = [hips]
    nodes.append({"name": "Box", "mesh": 0})
    nodes[head].setdefault("children", []).append(len(nodes) - 1) if names else None
    primitive = {
        "attributes": {"POSITION": 0}, "indices": 2, "material": 0, "targets": [{"POSITION": 1} for _ in shapes],
    }  # fmt: skip
    bounds = {"min": [-0.09, -0.1, -0.06], "max": [0.09, 0.14, 0.1]}
    return {
        "asset": {"version": "2.0", "generator": "another program"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": nodes,
        "meshes": [{"primitives": [primitive], "extras": {"targetNames": shapes}}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.1, 0.3, 0.8, 1], "metallicFactor": 0}}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"} | bounds,
            {"bufferView": 1, "componentType": 5126, "count": 8, "type": "VEC3"} | bounds,
            {"bufferView": 2, "componentType": 5123, "count": len(FACES), "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 96},
            {"buffer": 0, "byteOffset": 96, "byteLength": 96},
            {"buffer": 0, "byteOffset": 192, "byteLength": len(faces)},
        ],
        "buffers": [{"byteLength": 192 + len(faces)}],
    }, places + chin + faces


@cache
def figure() -> bytes:
    """One that a page can show."""
    return packed(*described())
