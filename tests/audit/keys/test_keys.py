"""Keys and signatures: the vectors of RFC 8032, one spelling, and no secret where it could be read."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.keys.domain import PrivateKey, PublicKey, Role, Signature, decoded, encoded

# RFC 8032 section 7.1, tests 1 to 3: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        "eeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
        "8dc027beceea1ec40a",
    ),
]
KEY = PrivateKey.generate(Role.RECORD, "record")


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = PrivateKey.of(Role.APPROVER, "lee", Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key.public.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert key.public.verify(bytes.fromhex(message), bytes.fromhex(signature))


def test_a_keyid_is_the_sha_256_of_the_public_bytes() -> None:
    assert KEY.keyid == KEY.public.keyid == hashlib.sha256(KEY.public.raw).hexdigest()


@given(st.binary(max_size=200), st.integers(0, 511), st.binary(max_size=3))
def test_a_signature_is_for_these_bytes_and_this_key(data: bytes, bit: int, more: bytes) -> None:
    signature = KEY.sign(data)
    other = bytearray(signature)
    other[bit // 8] ^= 1 << bit % 8
    assert KEY.public.verify(data, signature)
    assert not KEY.public.verify(data, bytes(other))
    assert not KEY.public.verify(data + b"x", signature)
    assert not PrivateKey.generate(Role.RECORD, "record").public.verify(data, signature)
    assert KEY.public.verify(data, signature + more) == (more == b"")


def test_a_secret_is_in_no_representation() -> None:
    secret = KEY.secret.private_bytes_raw()
    assert secret.hex() not in repr(KEY)
    assert repr(secret) not in repr(KEY)
    assert repr(KEY) == f"PrivateKey(public={KEY.public!r})"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_public_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match=f"32 bytes; got {length}"):
        PublicKey(role=Role.LOG, name="log", raw=bytes(length))


@given(st.binary(max_size=70))
def test_base64_has_one_spelling(data: bytes) -> None:
    assert decoded(encoded(data)) == data


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", " QQ==", "-_-_", "QQ=", "QQ==QQ==", "=", "Q", "é==="])
def test_every_other_spelling_of_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="standard base64"):
        decoded(text)


@pytest.mark.parametrize(
    ("keyid", "sig", "message"),
    [
        ("A" * 64, encoded(bytes(64)), "expected a keyid"),
        ("a" * 63, encoded(bytes(64)), "expected a keyid"),
        ("a" * 64 + "\n", encoded(bytes(64)), "expected a keyid"),
        ("a" * 64, encoded(bytes(63)), "64 bytes; got 63"),
        ("a" * 64, encoded(bytes(64))[:-1], "standard base64"),
    ],
)
def test_a_signature_has_one_spelling(keyid: str, sig: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Signature(keyid=keyid, sig=sig)
