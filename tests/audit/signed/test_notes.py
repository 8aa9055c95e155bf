"""Signed notes, against the examples of the specification and of golang.org/x/mod/sumdb/note."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.signed.notes import (
    MOST_BYTES,
    MOST_SIGNATURES,
    NoteError,
    NoteKey,
    NoteSigner,
    SignatureType,
    cosign,
    cosignature_message,
    open_note,
    read_note,
    read_signature,
    read_vkey,
    sign_note,
)

# c2sp.org/signed-note, "Example" and "Note".
EXAMPLE_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
# golang.org/x/mod/sumdb/note, note_test.go.
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
# transparency-dev/formats, note_cosigv1_test.go: a cosigner's verifier key.
REMORA_VKEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
# c2sp.org/tlog-cosignature, "Format" and "Ed25519 signed message".
SEEN_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SEEN_AT = 1679315147
SEEN_LINE = (
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
)
PETER_KEY, ENOCH_KEY = read_vkey(PETER_VKEY), read_vkey(ENOCH_VKEY)


def signer(name: str, seed: int = 1, kind: SignatureType = SignatureType.ED25519) -> NoteSigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    return NoteSigner(key=NoteKey(name=name, type=kind, public=public), sign=private.sign)


def witness(name: str = "witness.example/w", seed: int = 2) -> NoteSigner:
    return signer(name, seed, SignatureType.COSIGNATURE)


@pytest.mark.parametrize("vkey", [EXAMPLE_VKEY, PETER_VKEY, ENOCH_VKEY, REMORA_VKEY])
def test_the_published_verifier_keys(vkey: str) -> None:
    assert read_vkey(vkey).vkey == vkey


def test_a_cosigner_is_told_by_its_type() -> None:
    assert read_vkey(REMORA_VKEY).type is SignatureType.COSIGNATURE
    assert read_vkey(PETER_VKEY).type is SignatureType.ED25519


def test_no_part_of_a_verifier_key_is_one() -> None:
    for start in range(len(PETER_VKEY) + 1):
        for end in range(start, len(PETER_VKEY) + 1):
            if (start, end) != (0, len(PETER_VKEY)):
                with pytest.raises(NoteError):
                    read_vkey(PETER_VKEY[start:end])


def test_no_changed_verifier_key_is_one() -> None:
    for index, one in enumerate(PETER_VKEY):
        with pytest.raises(NoteError):
            read_vkey(PETER_VKEY[:index] + chr(ord(one) + 1) + PETER_VKEY[index + 1 :])


@pytest.mark.parametrize(
    "vkey",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # length, with its key id
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # type, with its key id
        PETER_VKEY.replace("c74f20a3", "C74F20A3"),
        PETER_VKEY + "\n",
        PETER_VKEY + "=",
        PETER_VKEY.replace("+ARpc", "+ARpc\n"),
        "\ud800" + PETER_VKEY,
        "é".join(PETER_VKEY.split("ARpc")),
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        read_vkey(vkey)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(NoteError, match="has 31 bytes"):
        NoteKey(name="a", type=SignatureType.ED25519, public=bytes(31))


def test_the_examples_verify() -> None:
    assert open_note(EXAMPLE, [read_vkey(EXAMPLE_VKEY)]).text == "This is an example message.\n"
    opened = open_note(TEXT + "\n" + PETER + ENOCH, [PETER_KEY, ENOCH_KEY])
    assert [one.key for one in opened.verified] == [PETER_KEY, ENOCH_KEY]
    assert opened.text == TEXT
    assert opened.unknown == ()


def test_signing_gives_the_published_note() -> None:
    private = Ed25519PrivateKey.from_private_bytes(PETER_SEED)
    assert sign_note(TEXT, [NoteSigner(key=PETER_KEY, sign=private.sign)]) == TEXT + "\n" + PETER


def test_a_text_may_hold_empty_lines() -> None:
    note = read_note(POEM.encode())
    assert note.text == POEM[: POEM.index("\n— ")]
    assert note.encode() == POEM
    one = signer("example.com/log")
    assert open_note(sign_note("a\n\n\n", [one]), [one.key]).text == "a\n\n\n"


def test_other_keys_are_ignored_and_listed() -> None:
    opened = open_note(TEXT + "\n" + PETER + ENOCH, [PETER_KEY])
    assert [one.key for one in opened.verified] == [PETER_KEY]
    assert [one.shown for one in opened.unknown] == ["EnochRoot+af0cfe78"]


@pytest.mark.parametrize("keys", [[], [ENOCH_KEY]])
def test_a_note_that_none_of_the_keys_signed_is_refused(keys: list[NoteKey]) -> None:
    with pytest.raises(NoteError, match=r"signed by PeterNeumann\+c74f20a3; expected a signature of"):
        open_note(TEXT + "\n" + PETER, keys)


def test_one_bad_signature_of_a_known_key_refuses_the_note() -> None:
    flipped = read_signature(PETER[:-1]).signature[:-1] + b"\x02"
    bad = "— PeterNeumann " + b64encode(PETER_KEY.key_id + flipped).decode() + "\n"
    with pytest.raises(NoteError, match="does not verify"):
        open_note(TEXT + "\n" + bad + ENOCH, [PETER_KEY, ENOCH_KEY])
    assert open_note(TEXT + "\n" + bad + ENOCH, [ENOCH_KEY]).verified[0].key == ENOCH_KEY


def test_two_keys_of_one_name_and_id_are_refused() -> None:
    """Key ids have 32 bits, so another key with the same one can be made: here it is claimed, not found."""

    class Claimed(NoteKey):
        @property
        def key_id(self) -> bytes:
            return PETER_KEY.key_id

    other = Claimed(name=PETER_KEY.name, type=SignatureType.ED25519, public=ENOCH_KEY.public)
    with pytest.raises(NoteError, match="two keys have the name and key id"):
        open_note(TEXT + "\n" + PETER, [PETER_KEY, other])
    assert len(open_note(TEXT + "\n" + PETER, [PETER_KEY, PETER_KEY]).verified) == 1


@pytest.mark.parametrize(
    "data",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + PETER,
        "\n" + PETER,
        TEXT + "\n" + PETER[:-1],
        TEXT + "\n" + PETER + "\n",
        TEXT + "\n" + PETER + PETER,
        TEXT + "\n" + PETER + "Unexpected line.\n",
        "\x01" + TEXT + "\n" + PETER,
        TEXT + "\n" + PETER.replace("\n", "\r\n"),
        b"\xff" + (TEXT + "\n" + PETER).encode(),
        "\ud800" + TEXT + "\n" + PETER,
        TEXT + "\n" + PETER.replace("— ", "- "),
        TEXT + "\n" + PETER.replace("— ", "—"),
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad Name"),
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad\u00a0Name"),
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad+Name"),
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad\u200bName"),  # zero width
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad\u202eName"),  # written backwards
        TEXT + "\n" + PETER.replace("PeterNeumann", "Bad\x9bName"),  # a terminal's command
        TEXT + "\n" + PETER.replace("PeterNeumann", ""),
        TEXT + "\n" + PETER.replace(" x08", "  x08"),
        TEXT + "\n" + PETER.replace("\n", " \n"),
        TEXT + "\n" + PETER.replace("nAM=", "nAN="),  # the same bytes in another base64
        TEXT + "\n" + PETER.replace("nAM=", "nAM"),
        TEXT + "\n" + PETER.replace("/", "_"),
        TEXT + "\n— PeterNeumann x08gow==\n",  # a key id without a signature
        TEXT + "\n— PeterNeumann\n",
        TEXT + "\n" + "".join(f"— n{one} x08go/ZJ\n" for one in range(MOST_SIGNATURES + 1)),
        "x" * MOST_BYTES + TEXT + "\n" + PETER,
    ],
)
def test_a_malformed_note_is_refused(data: str | bytes) -> None:
    with pytest.raises(NoteError):
        open_note(data, [PETER_KEY])


def test_as_many_signatures_as_are_read() -> None:
    lines = "".join(f"— n{one} x08go/ZJ\n" for one in range(MOST_SIGNATURES - 1))
    assert len(open_note(TEXT + "\n" + lines + PETER, [PETER_KEY]).unknown) == MOST_SIGNATURES - 1


def test_a_note_must_be_signable() -> None:
    one = signer("example.com/log")
    for text in ("no newline", "", "tab\there\n", "\ud800\n"):
        with pytest.raises(NoteError):
            sign_note(text, [one])
    with pytest.raises(NoteError):
        sign_note(TEXT, [])
    with pytest.raises(NoteError, match="does not verify"):
        sign_note(TEXT, [NoteSigner(key=one.key, sign=signer("other", 9).sign)])
    with pytest.raises(NoteError, match="does not verify"):
        sign_note(TEXT, [witness()])


def test_the_example_of_a_cosignature() -> None:
    """The specification gives no key for it: what can be checked is its form and the message that it signs."""
    line = read_signature(SEEN_LINE)
    assert line.line == SEEN_LINE
    assert (line.name, line.key_id.hex(), len(line.signature)) == ("witness.example.com/w1", "8d66cf3f", 72)
    assert int.from_bytes(line.signature[:8], "big") == SEEN_AT
    assert cosignature_message(SEEN_TEXT, SEEN_AT).decode() == f"cosignature/v1\ntime 1679315147\n{SEEN_TEXT}"


def test_a_cosignature_verifies_and_says_when() -> None:
    one = witness()
    line = cosign(SEEN_TEXT, one, SEEN_AT).line
    opened = open_note(f"{SEEN_TEXT}\n{line}\n", [one.key])
    assert [(each.key, each.at) for each in opened.verified] == [(one.key, SEEN_AT)]


def test_a_signature_without_a_time_says_none() -> None:
    assert open_note(EXAMPLE, [read_vkey(EXAMPLE_VKEY)]).verified[0].at is None


@pytest.mark.parametrize("at", [0, -1, 2**63])
def test_a_cosignature_needs_a_time(at: int) -> None:
    with pytest.raises(NoteError, match="a cosignature's time"):
        cosign(SEEN_TEXT, witness(), at)


def test_a_time_beyond_the_last_is_refused() -> None:
    one = witness()
    late = (2**63).to_bytes(8, "big") + one.sign(cosignature_message(SEEN_TEXT, 2**63))
    assert not one.key.verifies(SEEN_TEXT, late)
    last = (2**63 - 1).to_bytes(8, "big") + one.sign(cosignature_message(SEEN_TEXT, 2**63 - 1))
    assert one.key.verifies(SEEN_TEXT, last)


def test_one_public_key_in_two_types_signs_two_things() -> None:
    log, cosigner = signer("example.com/log", 3), witness("example.com/log", 3)
    assert log.key.public == cosigner.key.public
    assert log.key.key_id != cosigner.key.key_id
    signed, seen = log.sign(SEEN_TEXT.encode()), cosign(SEEN_TEXT, cosigner, SEEN_AT).signature
    assert log.key.verifies(SEEN_TEXT, signed)
    assert cosigner.key.verifies(SEEN_TEXT, seen)
    assert not log.key.verifies(SEEN_TEXT, seen)
    assert not log.key.verifies(SEEN_TEXT, seen[8:])
    assert not cosigner.key.verifies(SEEN_TEXT, signed)
    assert not cosigner.key.verifies(SEEN_TEXT, seen[:-1])


WHOLE = (
    sign_note(SEEN_TEXT, [signer("example.com/behind-the-sofa")]) + cosign(SEEN_TEXT, witness(), SEEN_AT).line + "\n"
)
KEYS = [signer("example.com/behind-the-sofa").key, witness().key]


@given(st.integers(0, len(WHOLE.encode()) * 8 - 1))
def test_no_bit_of_a_note_is_free(bit: int) -> None:
    """A changed note is refused, or the changed line is none of the keys' any more."""
    data = bytearray(WHOLE.encode())
    data[bit // 8] ^= 1 << bit % 8
    try:
        opened = open_note(bytes(data), KEYS)
    except NoteError:
        return
    assert opened.text == SEEN_TEXT
    assert len(opened.verified) == len(opened.unknown) == 1


lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
names = st.from_regex(r"[a-zé./0-9-]{1,20}", fullmatch=True)


@given(st.lists(lines, min_size=1, max_size=5), st.lists(names, min_size=1, max_size=4, unique=True))
def test_what_is_signed_is_opened(texts: list[str], signing: list[str]) -> None:
    text = "".join(f"{line}\n" for line in texts)
    signers = [signer(name, seed) for seed, name in enumerate(signing, 1)]
    note = sign_note(text, signers)
    opened = open_note(note.encode(), [one.key for one in signers])
    assert opened.text == text
    assert [one.key.name for one in opened.verified] == signing
    assert read_note(note).encode() == note


@given(st.text(max_size=60) | st.builds(lambda one: f"{SEEN_TEXT}\n— {one}\n", st.text(max_size=40)) | st.binary())
def test_whatever_is_read_is_written_as_it_was(data: str | bytes) -> None:
    try:
        note = read_note(data)
    except NoteError:
        return
    assert note.encode() == (data if isinstance(data, str) else data.decode())
