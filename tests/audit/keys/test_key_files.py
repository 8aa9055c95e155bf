"""Keys as files: for their owner alone, never overwritten, both halves of one key."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from audit.canonical import canonical_json
from audit.errors import KeyFault
from audit.keys.domain import PrivateKey, Role
from audit.keys.files import create, key_path, load, load_public, public_json, public_path, read_public


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "config" / "keys"


def test_a_key_is_read_as_it_was_made(folder: Path) -> None:
    made = create(folder, Role.APPROVER, "lee@example.com")
    found = load(folder / "lee@example.com.key")
    assert found == made
    assert found.public.verify(b"x", found.sign(b"x"))
    assert load_public(folder / "lee@example.com.pub") == made.public


def test_only_its_owner_may_read_it(folder: Path) -> None:
    before = os.umask(0)
    try:
        create(folder, Role.WITNESS, "w1")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "w1.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o660])
def test_a_file_that_others_may_use_is_refused(folder: Path, mode: int) -> None:
    create(folder, Role.WITNESS, "w1")
    path = folder / "w1.key"
    path.chmod(mode)
    with pytest.raises(KeyFault, match=f"mode {mode:o}; expected 600.*Run: chmod 600 {path}"):
        load(path)


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o710, 0o755])
def test_a_folder_that_others_may_use_is_refused(folder: Path, mode: int) -> None:
    create(folder, Role.WITNESS, "w1")
    folder.chmod(mode)
    with pytest.raises(KeyFault, match=f"mode {mode:o}; expected 700.*Run: chmod 700 {folder}"):
        load(folder / "w1.key")
    with pytest.raises(KeyFault, match=f"chmod 700 {folder}"):
        create(folder, Role.WITNESS, "w2")
    assert not (folder / "w2.key").exists()


def test_a_key_is_never_overwritten(folder: Path) -> None:
    made = create(folder, Role.RECORD, "record")
    with pytest.raises(KeyFault, match="never overwritten"):
        create(folder, Role.RECORD, "record")
    assert load(folder / "record.key") == made


def test_of_many_processes_one_makes_the_key(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from audit.errors import KeyFault\n"
        "from audit.keys.files import create; from audit.keys.domain import Role\n"
        "try: print(create(Path(sys.argv[1]), Role.LOG, 'log').keyid)\n"
        "except KeyFault: pass"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    made = [found for one in running for found in [one.communicate(timeout=60)[0].strip()] if found]
    assert made == [load(folder / "log.key").keyid]


@pytest.mark.parametrize("name", ["", ".", "../up", "a/b", "a\\b", ".hidden", "line\nbreak", "nul\0"])
def test_a_name_that_is_no_files_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(KeyFault, match="cannot be named"):
        create(folder, Role.APPROVER, name)


def test_a_name_that_is_too_long_is_told_in_one_line(folder: Path) -> None:
    with pytest.raises(KeyFault, match=r"cannot be used: File name too long\."):
        create(folder, Role.APPROVER, "x" * 300)


def test_a_key_that_is_not_there(folder: Path) -> None:
    with pytest.raises(KeyFault, match="there is no key"):
        load(key_path(folder, "lee@example.com"))


def test_halves_of_two_keys_are_told_apart(folder: Path) -> None:
    one, two = (create(folder, Role.RECORD, name) for name in ("one", "two"))
    os.replace(folder / "two.pub", folder / "one.pub")
    with pytest.raises(KeyFault, match=f"is the key {one.keyid}, but one.pub beside it is of {two.keyid}"):
        load(folder / "one.key")


def _other_kind() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _with_password() -> bytes:
    secret = PrivateKey.generate(Role.LOG, "log").secret
    return secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))


@pytest.mark.parametrize(
    ("pem", "message"),
    [
        (b"", "no private key in PKCS#8 PEM"),
        (b"\x00" * 100, "no private key in PKCS#8 PEM"),
        (_with_password(), "without a password"),
        (_other_kind(), "another kind; expected Ed25519"),
    ],
    ids=["empty", "noise", "password", "kind"],
)
def test_what_is_no_key_is_told(folder: Path, pem: bytes, message: str) -> None:
    create(folder, Role.LOG, "log")
    (folder / "log.key").write_bytes(pem)
    with pytest.raises(KeyFault, match=message):
        load(folder / "log.key")


def test_a_public_half_has_one_spelling(folder: Path) -> None:
    key = create(folder, Role.LOG, "log").public
    data = public_path(folder / "log.key").read_bytes()
    assert (
        data
        == public_json(key)
        == canonical_json({"v": 1, "role": "log", "name": "log", "keyid": key.keyid, "public": key.raw.hex()})
    )
    assert read_public(data) == key
    others = [
        data + b"\n",
        data.replace(b'"v":1', b'"v":2'),
        data.replace(key.keyid[:9].encode(), b"000000000"),
        data.replace(key.raw.hex().encode(), key.raw.hex().upper().encode()),
        data.replace(b'"role":"log"', b'"role":"boss"'),
        data.replace(b'"name":"log"', b'"name":1'),
        b"[]",
        b"{",
        b'{"v":1}',
    ]
    for other in others:
        with pytest.raises(ValueError, match=r"expected|not a valid Role"):
            read_public(other)
    public_path(folder / "log.key").write_bytes(b"{}")
    with pytest.raises(KeyFault, match=r"log\.pub is no public key: expected"):
        load(folder / "log.key")
