"""Can a page show this figure? What can be told of a face's file before it is given to anybody: binary glTF 2.0 (its
specification by Khronos, section 4.4), whole in itself, with TalkingHead's bones, and the shapes that it moves.

Nothing is decoded. What a file says of its sizes is held against what there is of it: a browser believes it.
"""

import json
import struct
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from onrecord.speech.visemes import NAMES, SILENT

MOST_BYTES = 64 * 1024 * 1024  # of its file, which every page that shows it fetches
MOST_VERTICES = 20_000_000  # of all its shapes together
_FINGERS = ("HandThumb", "HandIndex", "HandMiddle", "HandRing", "HandPinky")
_PAIRS = ("Eye", "Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")
_SIDE = (*_PAIRS, *(f"{finger}{joint}" for finger in _FINGERS for joint in (1, 2, 3)))
_MIDDLE = ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")
BONES = ("Armature", *_MIDDLE, *(f"{side}{one}" for side in ("Left", "Right") for one in _SIDE))
_MOVED = ("eyeBlink", "eyeLookIn", "eyeLookOut", "browDown", "cheekSquint")  # ARKit's, without which nothing moves
SHAPES = (
    *(f"viseme_{one}" for one in NAMES if one != SILENT),
    *(f"{one}{side}" for one in _MOVED for side in ("Left", "Right")),
)
_COMPRESSED = (
    "KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression", "KHR_texture_basisu",
    "EXT_texture_webp", "EXT_texture_avif",
)  # fmt: skip
_HEADER, _CHUNK = struct.Struct("<4sII"), struct.Struct("<I4s")
_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}  # of a component
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_TOLD = 4  # names that are listed


def unfit(data: bytes) -> str | None:
    """Why a page cannot show it, as a sentence goes on that begins with the file; none where it can."""
    try:
        described, binary = _parts(data)
        return _outside(described) or _too_much(described, binary) or _lacking(described)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, struct.error):
        return "is not a whole binary glTF 2.0"


def _parts(data: bytes) -> tuple[dict[str, Any], int]:
    """Its description, and how many bytes stand behind it. Raises ValueError."""
    magic, version, size = _HEADER.unpack_from(data)
    length, kind = _CHUNK.unpack_from(data, _HEADER.size)
    text = data[_HEADER.size + _CHUNK.size :][:length]
    if (magic, version, size, kind, len(text)) != (b"glTF", 2, len(data), b"JSON", length):
        raise ValueError
    described = json.loads(text)
    behind = _HEADER.size + _CHUNK.size + length
    if behind == size:
        return described, 0
    binary, kind = _CHUNK.unpack_from(data, behind)
    if kind != b"BIN\0" or behind + _CHUNK.size + binary > size:
        raise ValueError
    return described, binary


def _outside(described: dict[str, Any]) -> str | None:
    if any("uri" in one for one in (*described.get("buffers", ()), *described.get("images", ()))):
        return "names other files or addresses; expected one that holds everything itself"
    needs = [one for one in described.get("extensionsRequired", ()) if one in _COMPRESSED]
    return f"needs {', '.join(needs)}, which is not read here; expected one without" if needs else None


def _too_much(described: dict[str, Any], binary: int) -> str | None:
    views, accessors = described.get("bufferViews", []), described.get("accessors", [])
    if any(one["byteLength"] > binary for one in described.get("buffers", ())):
        raise ValueError
    if any(one.get("byteOffset", 0) + one["byteLength"] > binary for one in views):
        raise ValueError
    for one in accessors:
        if "bufferView" in one and _end(one, views) > views[one["bufferView"]]["byteLength"]:
            raise ValueError
    if sum(_vertices(described, accessors)) > MOST_VERTICES:
        return f"says that it has more than {MOST_VERTICES:,} vertices in its shapes"
    return None


def _end(accessor: dict[str, Any], views: list[dict[str, Any]]) -> int:
    """Where an accessor's last byte lies in its view. Section 5.1: `count` is at least 1."""
    element = _BYTES[accessor["componentType"]] * _COMPONENTS[accessor["type"]]
    stride = views[accessor["bufferView"]].get("byteStride", element)
    return int(accessor.get("byteOffset", 0) + stride * (accessor["count"] - 1) + element)


def _vertices(described: dict[str, Any], accessors: list[dict[str, Any]]) -> Iterator[int]:
    """How many each primitive has, once for itself and once for each of its shapes; and what indices and animations
    name, as much of it as no bytes stand for."""
    yield from (one["count"] for one in accessors if "bufferView" not in one)
    for mesh in described.get("meshes", ()):
        for one in mesh["primitives"]:
            yield accessors[one["attributes"]["POSITION"]]["count"] * (1 + len(one.get("targets", ())))


def _lacking(described: dict[str, Any]) -> str | None:
    bones = {one.get("name") for one in described.get("nodes", ())}
    meshes = described.get("meshes", ())
    shapes = {name for one in meshes for name in (one.get("extras") or {}).get("targetNames", ())}
    return _lacks("bones", BONES, bones) or _lacks("shapes", SHAPES, shapes)


def _lacks(what: str, wanted: Iterable[str], found: Collection[object]) -> str | None:
    missing = [one for one in wanted if one not in found]
    more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    return f"lacks the {what} {', '.join(missing[:_TOLD])}{more}" if missing else None
