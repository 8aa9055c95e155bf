"""The presenter's file: what a reader of glTF and TalkingHead need of it."""

import json
import struct
from typing import Any

import numpy as np
import pytest

from onrecord.web.presenter.model.__main__ import made
from onrecord.web.presenter.model.mouth import AROUND, LIPS, REST, rings
from onrecord.web.presenter.model.shapes import VISEMES

OCULUS = {"sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"}
LOOKS = ("Blink", "Squint", "Wide", "LookIn", "LookOut", "LookUp", "LookDown")
BYTES = {5126: 4, 5123: 2, 5122: 2, 5120: 1}
WIDTH = {"SCALAR": 1, "VEC3": 3}


@pytest.fixture(scope="module")
def file() -> bytes:
    return made()


@pytest.fixture(scope="module")
def described(file: bytes) -> Any:
    magic, version, size, length, kind = struct.unpack("<IIIII", file[:20])
    assert (magic, version, size, kind) == (0x46546C67, 2, len(file), 0x4E4F534A)
    return json.loads(file[20 : 20 + length])


def test_it_is_small_and_the_same_each_time(file: bytes) -> None:
    assert len(file) < 1_000_000
    assert made() == file


def test_every_accessor_lies_within_the_file(file: bytes, described: Any) -> None:
    whole = described["buffers"][0]["byteLength"]
    views = described["bufferViews"]
    for one in described["accessors"]:
        size = BYTES[one["componentType"]] * WIDTH[one["type"]]
        if "bufferView" in one:
            assert views[one["bufferView"]]["byteLength"] == one["count"] * size
        for key, each in (("indices", 2), ("values", size)):
            if "sparse" in one:
                assert views[one["sparse"][key]["bufferView"]]["byteLength"] == one["sparse"]["count"] * each
    assert all(one["byteOffset"] % 4 == 0 and one["byteOffset"] + one["byteLength"] <= whole for one in views)
    assert not {"images", "textures", "cameras"} & set(described), "nothing photographic, and nothing to be fetched"


def test_it_has_what_talkinghead_asks_for(described: Any) -> None:
    names = {one["name"] for one in described["nodes"]}
    sides = [
        f"{side}{one}" for side in ("Left", "Right") for one in ("Eye", "Shoulder", "Hand", "ToeBase", "HandRing3")
    ]
    assert {"Armature", "Hips", "Spine", "Spine1", "Spine2", "Neck", "Head", *sides} <= names
    targets = {name for one in described["meshes"] for name in one["extras"]["targetNames"]}
    assert {f"viseme_{name}" for name in OCULUS} <= targets
    assert {f"eye{look}{side}" for look in LOOKS for side in ("Left", "Right")} <= targets
    assert {"browInnerUp", "browDownLeft", "browDownRight", "cheekSquintLeft", "cheekSquintRight"} <= targets


def test_the_mouth_is_even_and_shut_at_rest() -> None:
    lips = rings(REST).reshape(-1, AROUND, 3)[:LIPS]
    mirrored = np.roll(lips[:, ::-1], AROUND // 2 + 1, axis=1) * np.array([-1, 1, 1])
    assert np.allclose(lips, mirrored, atol=1e-4)
    edge = lips[1]
    upper, lower = edge[1 : AROUND // 2], edge[: -(AROUND // 2) : -1]
    assert np.allclose(upper, lower, atol=1e-4)


@pytest.mark.parametrize(("wider", "narrower"), [("I", "U"), ("E", "O"), ("aa", "U")])
def test_mouths_differ_as_they_are_seen_to(wider: str, narrower: str) -> None:
    def width(name: str) -> float:
        edge = rings(VISEMES[name]).reshape(-1, AROUND, 3)[1]
        return float(edge[:, 0].max() - edge[:, 0].min())

    def gap(name: str) -> float:
        edge = rings(VISEMES[name]).reshape(-1, AROUND, 3)[1]
        return float(edge[AROUND // 4, 1] - edge[3 * AROUND // 4, 1])

    assert width(wider) > 1.4 * width(narrower)
    assert gap("aa") > gap("E") > gap("I") > gap("PP")
    assert gap("PP") == pytest.approx(0, abs=1e-3)
