"""Which judges count: the rules as a table, and every way in which a file does not admit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.judges.standing import FILE, LEAST, admission, admitted, read, shown
from audit.errors import ModelError

NAME = "a/model@1"
GOOD: dict[str, Any] = {
    "judge": NAME,
    "set": "summedits",
    "threshold": 0.4,
    "balanced_accuracy": 0.81,
    "low": 0.77,
    "high": 0.85,
    "pairs": 500,
    "failures": 3,
    "limit": None,
    "halves": {"tuned": 250, "reported": 250},
    "domains": [
        {"domain": "news", "pairs": 250, "balanced_accuracy": 0.81, "passed": 0.8, "stopped": 0.82, "failures": 1}
    ],
    "measured_at": "2026-11-23T10:00:00.000Z",
}


def small(tuned: int, reported: int) -> dict[str, Any]:
    domains = [GOOD["domains"][0] | {"pairs": reported}]
    return {"halves": {"tuned": tuned, "reported": reported}, "pairs": tuned + reported, "domains": domains}


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., Path]:
    def write(*entries: dict[str, Any], version: Any = 1) -> Path:
        path = tmp_path / FILE
        path.write_text(json.dumps({"version": version, "judges": entries}), encoding="utf-8")
        return path

    return write


def test_a_judge_that_was_good_enough_counts_with_its_threshold(stored: Callable[..., Path]) -> None:
    found = admitted(NAME, stored(GOOD))
    assert found is not None
    assert (found.judge, found.threshold) == (NAME, 0.4)
    assert admission(NAME, stored(GOOD)).reason == ".810 is at least .750, on 250 pairs"


def test_no_judge_is_admitted_by_default(tmp_path: Path) -> None:
    found = admission(NAME, tmp_path / FILE)
    assert found.admitted is None
    assert found.reason == f"{NAME} was not measured. Run: onrecord eval judge DIR"


@pytest.mark.parametrize(
    ("change", "counts", "reason"),
    [
        ({"balanced_accuracy": LEAST}, True, ".750 is at least .750"),
        ({"balanced_accuracy": 0.7499999}, False, ".749 is below .750"),
        ({"balanced_accuracy": 0.52}, False, ".520 is below .750"),
        ({"balanced_accuracy": 0}, False, ".000 is below .750"),
        (small(300, 200), True, "on 200 pairs"),
        (small(2000, 199), False, "measured on 199 pairs, expected at least 200"),
        ({"set": "my-own"}, False, "measured on my-own, expected summedits"),
        ({"judge": "a/model@2"}, False, "was not measured"),
        ({"judge": "A/model@1"}, False, "was not measured"),
        ({"limit": 500}, True, "at least"),
        ({"threshold": 1}, True, "at least"),
    ],
)
def test_the_rules(stored: Callable[..., Path], change: dict[str, Any], counts: bool, reason: str) -> None:
    found = admission(NAME, stored(GOOD | change))
    assert (found.admitted is not None) is counts
    assert reason in found.reason


@pytest.mark.parametrize(
    "change",
    [
        {"balanced_accuracy": float("nan")},
        {"balanced_accuracy": float("inf")},
        {"balanced_accuracy": 1.01},
        {"balanced_accuracy": -0.8},
        {"balanced_accuracy": "0.9"},
        {"balanced_accuracy": True},
        {"balanced_accuracy": None},
        {"balanced_accuracy": 10**400},
        {"threshold": float("nan")},
        {"threshold": 0},
        {"threshold": -1},
        {"threshold": 1.1},
        {"pairs": "500"},
        {"pairs": 501},
        {"halves": {"tuned": -700, "reported": 1200}},
        {"halves": {"tuned": 250}},
        {"domains": []},
        {"domains": {}},
        {"measured_at": "yesterday"},
        {"judge": None},
        {"more": 1},
    ],
)
def test_an_entry_that_is_not_as_expected_admits_no_judge_at_all(
    stored: Callable[..., Path], change: dict[str, Any]
) -> None:
    path = stored(GOOD | {"judge": "another"} | change, GOOD)
    found = admission(NAME, path)
    assert found.admitted is None
    assert str(path) in found.reason
    assert "Remove it, and run: onrecord eval judge DIR" in found.reason
    assert "\n" not in found.reason
    with pytest.raises(ModelError, match="does not say which judges count"):
        read(path)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_an_entry_without_one_of_its_keys_admits_nothing(stored: Callable[..., Path], key: str) -> None:
    path = stored({name: value for name, value in GOOD.items() if name != key})
    assert admitted(NAME, path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\xff", '{"version": 1}', "[" * 100_000])
def test_a_file_that_is_none_admits_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE
    path.write_bytes(text.encode("latin-1"))
    assert admitted(NAME, path) is None
    assert "does not say which judges count" in admission(NAME, path).reason


def test_a_folder_in_its_place_admits_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert admitted(NAME, tmp_path / FILE) is None


def test_a_judge_that_stands_twice_is_not_the_better_of_the_two(stored: Callable[..., Path]) -> None:
    assert admitted(NAME, stored(GOOD | {"balanced_accuracy": 0.5}, GOOD)) is None


def test_a_key_that_stands_twice_admits_nothing(tmp_path: Path) -> None:
    text = json.dumps({"version": 1, "judges": [GOOD]}).replace('"set"', '"balanced_accuracy": 0.1, "set"')
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert admitted(NAME, tmp_path / FILE) is None


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_admits_nothing(stored: Callable[..., Path], version: Any) -> None:
    assert admitted(NAME, stored(GOOD, version=version)) is None


@pytest.mark.parametrize(("share", "digits"), [(0.7499999, ".749"), (0.75, ".750"), (1.0, "1.000"), (0.29, ".290")])
def test_a_share_is_shown_cut_and_never_rounded_up(share: float, digits: str) -> None:
    assert shown(share) == digits
