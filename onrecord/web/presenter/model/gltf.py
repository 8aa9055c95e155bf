"""The file: binary glTF 2.0, its morph targets sparse and, by KHR_mesh_quantization, in 16 and 8 bits."""

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.web.presenter.model.part import Part, Points, normals
from onrecord.web.presenter.model.skeleton import ROOT, Bones

FLOAT, SHORT, BYTE, UNSIGNED = 5126, 5122, 5120, 5123
STILL = 2e-5  # metres that a point must move for a target to hold it
Colour = tuple[float, float, float]


class _Buffer:
    """The binary chunk, and the accessors into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, array: NDArray[Any], target: int | None = None) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        raw = np.ascontiguousarray(array).tobytes()
        made: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)}
        if target is not None:
            made["target"] = target
        self.views.append(made)
        self.data += raw
        return len(self.views) - 1

    def whole(self, array: NDArray[Any], kind: str, component: int, target: int, **more: Any) -> int:
        made = {"bufferView": self.view(array, target), "componentType": component, "count": len(array), "type": kind}
        self.accessors.append(made | more)
        return len(self.accessors) - 1

    def sparse(self, deltas: Points, moved: NDArray[np.int64], component: int) -> int:
        """Deltas between -1 and 1, as whole numbers of 16 or 8 bits."""
        most, kind = (32767, "<i2") if component == SHORT else (127, "i1")
        whole = np.clip(np.rint(deltas * most), -most, most).astype(kind)
        made: dict[str, Any] = {"componentType": component, "normalized": True, "count": len(deltas), "type": "VEC3"}
        bounds = whole / most
        made |= {"min": [int(one) for one in whole.min(0)], "max": [int(one) for one in whole.max(0)]}
        if len(moved):
            made["sparse"] = {
                "count": len(moved),
                "indices": {"bufferView": self.view(moved.astype("<u2")), "componentType": UNSIGNED},
                "values": {"bufferView": self.view(whole[moved])},
            }
        assert bounds.shape == deltas.shape
        self.accessors.append(made)
        return len(self.accessors) - 1


def glb(parts: Iterable[Part], bones: Bones, materials: Mapping[str, dict[str, Any]]) -> bytes:
    """The file of these parts, each below its bone."""
    buffer, names = _Buffer(), list(materials)
    nodes: list[dict[str, Any]] = [{"name": ROOT, "children": []}]
    number = {ROOT: 0}
    for name, (parent, where) in bones.items():
        number[name] = len(nodes)
        nodes.append({"name": name, "translation": list(where), "children": []})
        nodes[number[parent]]["children"].append(number[name])
    meshes: list[dict[str, Any]] = []
    for part in parts:
        nodes[number[part.bone]]["children"].append(len(nodes))
        nodes.append({"name": part.name, "mesh": len(meshes)})
        meshes.append(_mesh(buffer, part, names.index(part.material)))
    for node in nodes:
        if not node.get("children", True):
            del node["children"]
    scene = {
        "asset": {"version": "2.0", "generator": "OnRecord's presenter"},
        "extensionsUsed": ["KHR_mesh_quantization"],
        "extensionsRequired": ["KHR_mesh_quantization"],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": nodes,
        "meshes": meshes,
        "materials": [{"name": name} | one for name, one in materials.items()],
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(buffer.data)}],
    }
    return _packed(scene, bytes(buffer.data))


def _mesh(buffer: _Buffer, part: Part, material: int) -> dict[str, Any]:
    """Only the points that its faces use."""
    used = np.unique(part.faces)
    place = np.zeros(len(part.points), dtype=np.int64)
    place[used] = np.arange(len(used))
    base = _normals(part.points, part)[used]
    points = part.points[used].astype("<f4")
    bounds = {"min": [float(one) for one in points.min(0)], "max": [float(one) for one in points.max(0)]}
    made: dict[str, Any] = {
        "attributes": {
            "POSITION": buffer.whole(points, "VEC3", FLOAT, 34962, **bounds),
            "NORMAL": buffer.whole(base.astype("<f4"), "VEC3", FLOAT, 34962),
        },
        "indices": buffer.whole(place[part.faces].astype("<u2").ravel(), "SCALAR", UNSIGNED, 34963),
        "material": material,
    }
    if part.targets:
        made["targets"] = [_target(buffer, part, moved, base, used) for moved in part.targets.values()]
    return {"name": part.name, "primitives": [made], "extras": {"targetNames": list(part.targets)}}


def _target(buffer: _Buffer, part: Part, moved: Points, base: Points, used: NDArray[np.int64]) -> dict[str, int]:
    away = (moved - part.points)[used]
    turned = _normals(moved, part)[used] - base
    held = np.flatnonzero((np.abs(away).max(1) > STILL) | (np.abs(turned).max(1) > 0.02))
    return {"POSITION": buffer.sparse(away, held, SHORT), "NORMAL": buffer.sparse(turned, held, BYTE)}


def _normals(points: Points, part: Part) -> Points:
    return normals(points, part.faces if part.around is None else part.around)


def _packed(scene: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(scene, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    size = 12 + 8 + len(text) + 8 + len(data)
    return b"".join([
        struct.pack("<III", 0x46546C67, 2, size),
        struct.pack("<II", len(text), 0x4E4F534A), text,
        struct.pack("<II", len(data), 0x004E4942), data,
    ])  # fmt: skip
