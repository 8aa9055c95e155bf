"""One canonical JSON for everything that is hashed."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical_json, read_json, sha256_hex, text_sha256
from audit.errors import RecordError

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
EXACT = 2**53 - 1  # a float beyond is written as an integer that is not the same number to Python
NUMBERS = st.integers(-EXACT, EXACT) | st.floats(-EXACT, EXACT)
LEAVES = st.none() | st.booleans() | NUMBERS | KEYS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES)
def test_reading_canonical_json_gives_the_value_back(value: object) -> None:
    assert read_json(canonical_json(value)) == value


@given(VALUES)
def test_the_bytes_are_canonical_however_it_was_written(value: object) -> None:
    assert canonical_json(json.loads(json.dumps(value, indent=3))) == canonical_json(value)


@given(st.dictionaries(KEYS, LEAVES, max_size=5))
def test_the_order_of_keys_changes_nothing(value: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_the_example_of_rfc_8785_section_3_2_2() -> None:
    value = {"numbers": [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], "literals": [None, True, False]}
    expected = b'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'
    assert canonical_json(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"a": "\udfff"}, 2**60, object()])
def test_what_json_cannot_hold_is_an_error(value: object) -> None:
    with pytest.raises(RecordError, match="canonical JSON"):
        canonical_json(value)


def test_what_is_nested_too_deeply_is_an_error_too() -> None:
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    with pytest.raises(RecordError, match="canonical JSON"):
        canonical_json(deep)


def test_a_key_that_stands_twice_is_an_error_and_not_the_last_one_wins() -> None:
    with pytest.raises(RecordError, match="'outcome' stands twice"):
        read_json('{"outcome": "refused", "outcome": "answered"}')


@pytest.mark.parametrize("data", ["", "{", b"\xff", "[" * 100_000])
def test_what_is_no_json_is_an_error(data: str | bytes) -> None:
    with pytest.raises(RecordError, match="not readable as JSON"):
        read_json(data)


def test_a_text_is_hashed_as_utf_8() -> None:
    assert text_sha256("£5 · ä") == hashlib.sha256("£5 · ä".encode()).hexdigest()
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
