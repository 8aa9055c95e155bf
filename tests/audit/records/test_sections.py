"""The personal sections: salted, encrypted each in its place, and a record's JSON again when they are joined."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical_json, sha256_hex
from audit.domain import AnswerRecord
from audit.errors import RecordError
from audit.records.sections import Name, Section, decrypt, divided, encrypt, joined, new_key, place_of
from audit.records.wire import to_json

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACE = place_of("1f3a", 0, Name.ANSWER)


def test_the_digest_is_over_the_salt_and_canonical_json() -> None:
    """The recipe, with its numbers."""
    section = Section(salt=bytes(range(32)), content={"text": "Will we hire?"})
    assert section.data == bytes(range(32)) + b'{"text":"Will we hire?"}'
    assert section.digest == sha256_hex(section.data)
    assert section.digest == "173c4aa0e3d7fe134cd2f6a35f5b203a0db3cc9e5c63ab32bb5be73aa4361d8b"


@given(JSON)
def test_what_is_encrypted_is_read_again_in_its_place_alone(content: Any) -> None:
    key, section = new_key(), Section.of(content)
    nonce, ciphertext = encrypt(key, PLACE, section)
    assert decrypt(key, PLACE, nonce, ciphertext) == section
    for other in (place_of("1f3b", 0, Name.ANSWER), place_of("1f3a", 1, Name.ANSWER), place_of("1f3a", 0, Name.ASKER)):
        with pytest.raises(RecordError, match="cannot be decrypted"):
            decrypt(key, other, nonce, ciphertext)
    with pytest.raises(RecordError, match="cannot be decrypted"):
        decrypt(new_key(), PLACE, nonce, ciphertext)


@given(st.integers(0, 8 * 60 - 1))
def test_a_changed_bit_is_found(at: int) -> None:
    key = new_key()
    nonce, ciphertext = encrypt(key, PLACE, Section.of({"text": "Will we?"}))
    both = bytearray(nonce + ciphertext)
    both[at // 8] ^= 1 << at % 8
    with pytest.raises(RecordError, match="cannot be decrypted"):
        decrypt(key, PLACE, bytes(both[:12]), bytes(both[12:]))


@pytest.mark.parametrize(("key", "nonce"), [(b"short", b"\x00" * 12), (b"\x00" * 32, b""), (b"", b"")])
def test_a_key_or_nonce_of_another_length_is_told(key: bytes, nonce: bytes) -> None:
    with pytest.raises(RecordError, match="cannot be decrypted"):
        decrypt(key, PLACE, nonce, b"\x00" * 40)


def test_the_same_content_has_another_digest_each_time() -> None:
    assert len({Section.of({"text": "Will we hire?"}).digest for _ in range(10)}) == 10


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 32, b"\x00" * 31 + b"{}", b"\x00" * 32 + b"{ }", b"\x00" * 32 + b'{"a":1,"a":2}']
)
def test_what_is_no_section_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        Section.read(data)


def test_a_record_is_divided_and_joined_to_the_same_bytes(record: AnswerRecord, refused: AnswerRecord) -> None:
    for one in (record, refused):
        value = to_json(one)
        contents = divided(value, asker="sam@example.com", prompt={"messages": []})
        assert set(contents) == set(Name)
        assert one.question not in str(contents[Name.ANSWER])
        assert canonical_json(joined(contents)) == canonical_json(value)


SHAPES: list[tuple[Any, Any]] = [
    ({}, {}),
    ({"text": "?", "more": 1}, {}),
    ("?", {}),
    ({"text": "?"}, []),
    ({"text": "?"}, {"question": "!"}),
]


@pytest.mark.parametrize(("question", "answer"), SHAPES)
def test_sections_of_another_shape_are_no_record(question: Any, answer: Any) -> None:
    with pytest.raises(RecordError):
        joined({Name.QUESTION: question, Name.ANSWER: answer})
