"""Checkpoints and the policy over their cosignatures."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.signed.checkpoints import Checkpoint, cosigned, open_checkpoint, read_checkpoint, sign_checkpoint
from audit.signed.merkle import EMPTY_ROOT
from audit.signed.notes import NoteError, NoteKey, NoteSigner, SignatureType, cosign, read_vkey, sign_note

# c2sp.org/tlog-checkpoint.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
# FiloSottile/torchwood, cmd/litewitness/testdata/litewitness.txt: checkpoints of a log with a published key.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = NoteKey(
    name=SIGSUM,
    type=SignatureType.ED25519,
    public=bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"),
)
SIGSUM_NOTE = (
    f"{SIGSUM}\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n— {SIGSUM} "
    "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n"
)
# The checksum database of Go: its key's name is not its origin, which OnRecord asks of a log.
GO_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_NOTE = (
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— sum.golang.org "
    "Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n"
)
ORIGIN = "onrecord/0123456789abcdef"
AT = 1_790_000_000


def signer(name: str, seed: int, kind: SignatureType) -> NoteSigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    return NoteSigner(key=NoteKey(name=name, type=kind, public=public), sign=private.sign)


LOG = signer(ORIGIN, 1, SignatureType.ED25519)
WITNESSES = [signer(f"witness.example/{one}", one, SignatureType.COSIGNATURE) for one in (2, 3, 4)]
KEYS = [one.key for one in WITNESSES]
SEEN = Checkpoint(origin=ORIGIN, size=7, root=bytes(32))


def seen_by(*witnesses: NoteSigner) -> str:
    return sign_checkpoint(SEEN, LOG) + "".join(f"{cosign(SEEN.text, one, AT).line}\n" for one in witnesses)


def test_the_example_of_the_specification() -> None:
    found = read_checkpoint(SOFA)
    assert (found.origin, found.size, found.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert found.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert found.text == SOFA


def test_a_checkpoint_of_another_log_verifies() -> None:
    checkpoint, opened = open_checkpoint(SIGSUM_NOTE, [SIGSUM_KEY])
    assert (checkpoint.origin, checkpoint.size) == (SIGSUM, 5)
    assert checkpoint.root.hex() == "42bb57ad06420afa4882c4a63ac6a1ec77480b330b2f20dfc53a0caa5f564e36"
    assert opened.unknown == ()


def test_a_key_speaks_for_the_origin_in_its_name_only() -> None:
    with pytest.raises(NoteError, match=r"'go\.sum database tree' is signed by .* no key of that log"):
        open_checkpoint(GO_NOTE, [read_vkey(GO_VKEY)])
    with pytest.raises(NoteError, match="no key of that log"):
        sign_checkpoint(Checkpoint(origin="other", size=1, root=bytes(32)), LOG)


def test_a_witness_does_not_speak_for_the_log() -> None:
    both = signer(ORIGIN, 9, SignatureType.COSIGNATURE)
    line = cosign(SEEN.text, both, AT).line
    with pytest.raises(NoteError, match="no key of that log"):
        open_checkpoint(f"{SEEN.text}\n{line}\n", [both.key])


def test_what_a_log_signs_is_opened() -> None:
    checkpoint, opened = open_checkpoint(sign_checkpoint(SEEN, LOG), [LOG.key])
    assert checkpoint == SEEN
    assert [one.key for one in opened.verified] == [LOG.key]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        SOFA[:-1],
        SOFA + "\n",
        SOFA.replace("\n", "\r\n"),
        SOFA.replace("20852163", "020852163"),
        SOFA.replace("20852163", "+20852163"),
        SOFA.replace("20852163", "-1"),
        SOFA.replace("20852163", " 20852163"),
        SOFA.replace("20852163", "2_0852163"),
        SOFA.replace("20852163", "٢"),
        SOFA.replace("20852163", "9223372036854775808"),
        SOFA.replace("20852163", "9" * 5000),
        SOFA.replace("20852163", ""),
        SOFA.replace("example.com/behind-the-sofa", ""),
        SOFA.replace("q2I=", "q2J="),
        SOFA.replace("q2I=", "q2I"),
        SOFA.replace("q2I=", "q2I=="),
        SOFA.replace("CsUY", "é"),
        SOFA.replace("CsUY", ""),
        "\n".join(SOFA.split("\n")[:2]) + "\n",
        SOFA + "extension\n\nanother\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(text)


def test_a_checkpoint_holds_what_can_be_written() -> None:
    for wrong in (
        {"origin": ""},
        {"origin": "a\nb"},
        {"size": -1},
        {"size": 2**63},
        {"root": bytes(31)},
        {"extensions": ("",)},
        {"extensions": ("a\nb",)},
    ):
        with pytest.raises(NoteError):
            Checkpoint(**{"origin": "a", "size": 1, "root": bytes(32)} | wrong)  # type: ignore[arg-type]


lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@given(lines, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=3))
def test_a_checkpoint_survives_its_text(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    made = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(extensions))
    assert read_checkpoint(made.text) == made


@given(
    st.text(max_size=40) | st.builds(lambda one, end: f"o\n{one}\n{end}\n", st.text(max_size=5), st.text(max_size=50))
)
def test_whatever_is_read_is_written_as_it_was(text: str) -> None:
    try:
        found = read_checkpoint(text)
    except NoteError:
        return
    assert found.text == text


@pytest.mark.parametrize(("count", "threshold", "enough"), [(0, 1, False), (1, 1, True), (1, 2, False), (3, 2, True)])
def test_k_of_n(count: int, threshold: int, enough: bool) -> None:
    found = cosigned(seen_by(*WITNESSES[:count]), KEYS, threshold)
    assert found.enough is enough
    assert [one.key for one in found.cosignatures] == KEYS[:count]
    assert {one.at for one in found.cosignatures} <= {AT}


def test_witnesses_that_are_not_named_do_not_count() -> None:
    assert cosigned(seen_by(*WITNESSES), KEYS[:1], 1).cosignatures[0].key == KEYS[0]
    assert len(cosigned(seen_by(*WITNESSES), KEYS[:2], 2).cosignatures) == 2
    assert not cosigned(seen_by(WITNESSES[2]), KEYS[:2], 1).enough


def test_two_names_of_one_key_are_one_witness() -> None:
    again = signer("another.example/name", 2, SignatureType.COSIGNATURE)
    found = cosigned(seen_by(WITNESSES[0], again), [*KEYS, again.key], 2)
    assert not found.enough
    assert [one.key for one in found.cosignatures] == [KEYS[0]]
    with pytest.raises(NoteError, match="asks for 2 of 1 witnesses"):
        cosigned(seen_by(WITNESSES[0]), [KEYS[0], again.key], 2)


@pytest.mark.parametrize(("keys", "threshold"), [([], 0), ([], 1), (KEYS, 0), (KEYS, -1), (KEYS, 4)])
def test_a_policy_that_asks_for_nobody_or_too_many_is_refused(keys: list[NoteKey], threshold: int) -> None:
    with pytest.raises(NoteError, match="the policy asks for"):
        cosigned(seen_by(*WITNESSES), keys, threshold)


def test_a_log_key_is_no_witness() -> None:
    with pytest.raises(NoteError, match="does not cosign"):
        cosigned(seen_by(*WITNESSES), [LOG.key], 1)


def test_a_forged_cosignature_refuses_the_note() -> None:
    forger = NoteSigner(key=KEYS[1], sign=signer("x", 9, SignatureType.COSIGNATURE).sign)
    with pytest.raises(NoteError, match="does not verify"):
        cosigned(seen_by(WITNESSES[0], forger), KEYS, 1)


def test_a_cosignature_of_another_checkpoint_does_not_count() -> None:
    other = Checkpoint(origin=ORIGIN, size=7, root=EMPTY_ROOT)
    line = cosign(other.text, WITNESSES[0], AT).line
    with pytest.raises(NoteError, match="does not verify"):
        cosigned(f"{sign_checkpoint(SEEN, LOG)}{line}\n", KEYS, 1)


def test_a_malformed_note_is_refused_whoever_is_asked() -> None:
    with pytest.raises(NoteError):
        cosigned(SEEN.text, KEYS, 1)
    assert not cosigned(sign_note("no checkpoint\n", [LOG]), KEYS, 1).enough
