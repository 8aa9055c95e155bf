"""The body of an add-checkpoint request: read strictly, and with the example of the specification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.signed.notes import NoteError
from audit.witness.wire import MOST_PROOF, Submission, read_size, read_submission

# c2sp.org/tlog-witness, "add-checkpoint".
NOTE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="
EXAMPLE = (
    f"old 20852014\n{HASH}\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n" + NOTE
)


def test_the_example_of_the_specification() -> None:
    found = read_submission(EXAMPLE.encode())
    assert (found.old, len(found.proof), found.note) == (20852014, 4, NOTE)
    assert found.encode() == EXAMPLE.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        NOTE,
        "old 1",
        "old 1\n" + NOTE,
        "old\n\n" + NOTE,
        "old 01\n\n" + NOTE,
        "old -1\n\n" + NOTE,
        "old  1\n\n" + NOTE,
        "Old 1\n\n" + NOTE,
        "old 9223372036854775808\n\n" + NOTE,
        f"old {'9' * 5000}\n\n" + NOTE,
        "1\n\n" + NOTE,
        EXAMPLE.replace("\n", "\r\n"),
        f"old 1\n{HASH} \n\n" + NOTE,
        f"old 1\n{HASH[:-2]}x=\n\n" + NOTE,  # the same bytes in another base64
        f"old 1\n{HASH[4:]}\n\n" + NOTE,
        "old 1\né\n\n" + NOTE,
        f"old 1\n{chr(10).join([HASH] * (MOST_PROOF + 1))}\n\n" + NOTE,
    ],
)
def test_a_malformed_request_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_submission(text.encode())


def test_what_is_not_utf8_is_refused() -> None:
    with pytest.raises(NoteError, match="not UTF-8"):
        read_submission(b"old 1\n\n\xff")


def test_as_much_proof_as_is_allowed() -> None:
    text = f"old 1\n{chr(10).join([HASH] * MOST_PROOF)}\n\n" + NOTE
    assert len(read_submission(text.encode()).proof) == MOST_PROOF


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=5), st.text())
def test_what_is_written_is_read(old: int, proof: list[bytes], note: str) -> None:
    made = Submission(old=old, proof=tuple(proof), note=note)
    assert read_submission(made.encode()) == made


@given(st.binary() | st.text().map(lambda one: f"old 1\n{one}\n\n{NOTE}".encode()))
def test_whatever_is_read_is_written_as_it_was(data: bytes) -> None:
    try:
        found = read_submission(data)
    except NoteError:
        return
    assert found.encode() == data


def test_a_size_has_one_spelling() -> None:
    assert [read_size(one) for one in ("0", "7", "9223372036854775807")] == [0, 7, 2**63 - 1]
    assert [read_size(one) for one in ("", "00", "+7", "7\n", "٧", "9223372036854775808")] == [None] * 6
