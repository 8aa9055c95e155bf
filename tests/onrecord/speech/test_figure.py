"""Which faces from elsewhere a page can show, and what is said of the others."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.speech import figure
from onrecord.speech.visemes import NAMES
from onrecord.web.presenter.model.__main__ import made
from onrecord.web.presenter.model.skeleton import bones
from tests.onrecord.speech.figures import ARKIT, MIXAMO, described, packed
from tests.onrecord.speech.figures import figure as foreign

BROKEN = "is not a whole binary glTF 2.0"


def test_what_has_bones_and_visemes_can_be_shown() -> None:
    assert figure.unfit(foreign()) is None
    assert figure.unfit(made()) is None, "the presenter"
    assert set(figure.BONES) == {"Armature", *bones()}
    assert len([one for one in figure.SHAPES if one.startswith("viseme_")]) == len(NAMES) - 1, "silence needs no shape"


@pytest.mark.parametrize(
    ("has", "lacks"),
    [
        ({"bones": MIXAMO, "shapes": ARKIT}, "lacks the bones Armature, Hips, Spine, Spine1 and 51 more"),
        ({"shapes": ARKIT}, "lacks the shapes viseme_PP, viseme_FF, viseme_TH, viseme_DD and 10 more"),
        ({"bones": ()}, "lacks the bones Armature, Hips, Spine, Spine1 and 51 more"),
        ({"bones": [one for one in figure.BONES if one != "LeftEye"]}, "lacks the bones LeftEye"),
        ({"shapes": figure.SHAPES[:-2]}, "lacks the shapes cheekSquintLeft, cheekSquintRight"),
        (
            {"shapes": figure.SHAPES[:14]},
            "lacks the shapes eyeBlinkLeft, eyeBlinkRight, eyeLookInLeft, eyeLookInRight and 6 more",
        ),
    ],
)
def test_what_it_lacks_is_told(has: dict[str, Any], lacks: str) -> None:
    assert figure.unfit(packed(*described(**has))) == lacks


def outside(uri: str) -> Callable[[dict[str, Any]], object]:
    return lambda one: one["buffers"][0].update(uri=uri)


ODD: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an address": (outside("http://elsewhere.example/face.bin"), "names other files or addresses"),
    "a file beside it": (outside("../../ask"), "names other files or addresses"),
    "itself as an address": (outside("data:application/octet-stream;base64,AAAA"), "names other files or addresses"),
    "a picture elsewhere": (
        lambda one: one.update(images=[{"uri": "https://elsewhere.example/skin.png"}]),
        "names other files or addresses",
    ),
    "a compressed mesh": (
        lambda one: one.update(extensionsRequired=["KHR_materials_unlit", "KHR_draco_mesh_compression"]),
        "needs KHR_draco_mesh_compression, which is not read here; expected one without",
    ),
    "many points": (lambda one: one["accessors"][0].update(count=4_000_000_000), BROKEN),
    "many points of nothing": (
        lambda one: one["accessors"].append({"componentType": 5126, "count": 4_000_000_000, "type": "VEC3"}),
        "says that it has more than 20,000,000 vertices in its shapes",
    ),
    "many shapes": (
        lambda one: (
            one["accessors"].append({"componentType": 5126, "count": 40_000, "type": "VEC3"}),
            one["meshes"][0]["primitives"][0].update(attributes={"POSITION": 3}, targets=[{"POSITION": 3}] * 500),
        ),
        "says that it has more than 20,000,000 vertices in its shapes",
    ),
    "a view behind the end": (lambda one: one["bufferViews"][0].update(byteLength=2**40), BROKEN),
    "a buffer behind the end": (lambda one: one["buffers"][0].update(byteLength=2**40), BROKEN),
    "no such view": (lambda one: one["accessors"][0].update(bufferView=99), BROKEN),
    "no such type": (lambda one: one["accessors"][0].update(type="VEC9"), BROKEN),
    "meshes of text": (lambda one: one.update(meshes="none"), BROKEN),
}


@pytest.mark.parametrize(("odd", "told"), ODD.values(), ids=ODD)
def test_what_reaches_outside_or_claims_too_much_is_told(odd: Callable[[Any], object], told: str) -> None:
    what, binary = described()
    odd(what)
    assert (figure.unfit(packed(what, binary)) or "").startswith(told)


def test_what_else_stands_in_it_is_nothing() -> None:
    what, binary = described()
    script = {"script": "fetch('//elsewhere.example')", "onload": "<img src=x onerror=alert(1)>"}
    what |= {"extras": script, "asset": what["asset"] | {"copyright": "<script>alert(1)</script>"}}
    what["nodes"][0]["extras"] = what["materials"][0]["extras"] = script
    assert figure.unfit(packed(what, binary)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"", b"glTF", b"glTF\2\0\0\0\x0c\0\0\0", b"glTF\1" + foreign()[5:], foreign()[:-1],
        foreign()[: len(foreign()) // 2],
        foreign() + b"\0", b"\x89PNG\r\n\x1a\n", packed({}), packed({"nodes": None}),
        struct.pack("<4sIII4s", b"glTF", 2, 24, 4, b"JSON") + b"[[[[",
        struct.pack("<4sIII4s", b"glTF", 2, 200_020, 200_000, b"JSON") + b"[" * 200_000,
        struct.pack("<4sIII4s", b"glTF", 2, 22, 2, b"JSON") + b"{}" + b"",
    ],
)  # fmt: skip
def test_half_a_file_is_none(data: bytes) -> None:
    found = figure.unfit(data)
    assert found is not None
    assert "\n" not in found


@given(st.binary(max_size=200), st.integers(0, 4000))
def test_whatever_stands_there_is_one_line_or_none(noise: bytes, at: int) -> None:
    data = foreign()
    found = figure.unfit(data[:at] + noise + data[at + len(noise) :])
    assert found is None or "\n" not in found
