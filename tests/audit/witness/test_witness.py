"""The rules of a witness, with its state on a real disk: what is cosigned, and every refusal."""

import os
import stat
import threading
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.signed.checkpoints import read_checkpoint
from audit.signed.merkle import EMPTY_ROOT
from audit.signed.notes import NoteError, NoteKey, NoteSigner, SignatureType, open_note, read_note
from audit.witness.faults import WitnessSetupError, WitnessStateError
from audit.witness.key import open_key
from audit.witness.state import StateFolder, open_folder, origin_hash
from audit.witness.wire import SIZE_TYPE
from audit.witness.witness import Reply, Witness, by_origin

AT = 1_790_000_000
# FiloSottile/torchwood, cmd/litewitness/testdata/litewitness.txt: one conversation of a log with a witness.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_PUBLIC = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
OF_1 = (
    f"{SIGSUM}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— {SIGSUM} "
    "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n"
)
OF_3 = (
    f"{SIGSUM}\n3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n— {SIGSUM} "
    "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=\n"
)
OF_5 = (
    f"{SIGSUM}\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n— {SIGSUM} "
    "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n"
)
K1 = "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
K2 = "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
K3 = "KgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
K4 = "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
OF_0_AND_1 = "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=\n"
OF_2_AND_3 = "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n"
FOREIGN = "f0f0" * 16


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return open_folder(tmp_path / "state")


@pytest.fixture
def witness(folder: StateFolder, log: Any) -> Witness:
    signer = open_key(folder, "witness.example/w1")
    return Witness(signer=signer, logs=by_origin(signer, [log.signer.key]), folder=folder, clock=lambda: AT)


def root_line(log: Any, size: int) -> str:
    return f"size {size} root {b64encode(log.checkpoint(size).root).decode()}"


def cosigned(witness: Witness, log: Any, size: int, reply: Reply) -> bool:
    """A 200 with a cosignature of the witness over this very checkpoint."""
    if reply.status != 200:
        return False
    opened = open_note(f"{log.checkpoint(size).text}\n{reply.body}", [witness.signer.key])
    return [one.at for one in opened.verified] == [AT]


def test_a_conversation_of_another_implementation(folder: StateFolder) -> None:
    key = NoteKey(name=SIGSUM, type=SignatureType.ED25519, public=bytes.fromhex(SIGSUM_PUBLIC))
    signer = open_key(folder, "example.com/witness")
    witness = Witness(signer=signer, logs=by_origin(signer, [key]), folder=folder, clock=lambda: AT)
    unknown = OF_3.replace("e562", "e563")
    asked = [
        (f"old 0\n\n{OF_1}", 200),
        (f"old 1\n{K1}{K2}\n{OF_3.replace('6go=', '6gg=')}", 403),
        (f"old 1\n{K1}{K2}\n{unknown}", 404),
        (f"old 1\n\n{OF_3}", 422),
        (f"old 1\n{K1}{K2.replace('AAA=', 'ABA=')}\n{OF_3}", 422),
        (f"old 1\n{K1}{K2}\n{OF_3}", 200),
        (f"old 1\n{K1}{OF_2_AND_3}{K4}\n{OF_5}", 409),
        (f"old 3\n{K2}{K3}{OF_0_AND_1}{K4}\n{OF_5}", 200),
        (f"old 0\n\n{OF_5}", 409),
    ]
    replies = [witness.add_checkpoint(body.encode()) for body, _ in asked]
    assert [one.status for one in replies] == [status for _, status in asked]
    assert [one.body for one in replies if one.status == 409] == ["3\n", "5\n"]
    assert {one.type for one in replies if one.status == 409} == {SIZE_TYPE}
    assert all(one.body.startswith("— example.com/witness ") for one in replies if one.status == 200)


def test_a_log_that_grows_is_cosigned(witness: Witness, log: Any) -> None:
    for old, new in ((0, 1), (1, 2), (2, 7), (7, 8), (8, 40)):
        assert cosigned(witness, log, new, witness.add_checkpoint(log.body(old, new)))


def test_the_empty_tree_is_cosigned_with_its_own_root_only(witness: Witness, log: Any) -> None:
    assert cosigned(witness, log, 0, witness.add_checkpoint(log.body(0, 0)))
    other = log.note(0).encode().replace(b64encode(EMPTY_ROOT), b64encode(bytes(32)))
    assert witness.add_checkpoint(b"old 0\n\n" + other).status == 403


def test_repeating_a_checkpoint_is_cosigned_again(witness: Witness, log: Any) -> None:
    replies = [witness.add_checkpoint(log.body(0, 5)), *(witness.add_checkpoint(log.body(5, 5)) for _ in range(2))]
    assert all(cosigned(witness, log, 5, one) for one in replies)
    assert witness.add_checkpoint(log.body(5, 7)).status == 200


def test_another_size_than_the_known_one_gets_the_known_one(witness: Witness, log: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    for old in (0, 3, 6):
        reply = witness.add_checkpoint(log.body(old, 9))
        assert (reply.status, reply.body, reply.type) == (409, "5\n", SIZE_TYPE)


def test_a_fork_of_the_same_size_is_refused_with_both_roots(witness: Witness, log: Any, fork: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    forked = fork(fork_at=4)
    reply = witness.add_checkpoint(forked.body(5, 5))
    assert reply.status == 422
    assert f"one size, two roots: cosigned {root_line(log, 5)}, offered {root_line(forked, 5)}" in reply.body
    assert reply.told == reply.body.strip()


@pytest.mark.parametrize("fork_at", [0, 2, 4])
def test_a_larger_fork_is_refused_with_both_roots(witness: Witness, log: Any, fork: Any, fork_at: int) -> None:
    witness.add_checkpoint(log.body(0, 5))
    forked = fork(fork_at=fork_at)
    reply = witness.add_checkpoint(forked.body(5, 9))
    assert reply.status == 422
    assert f"cosigned {root_line(log, 5)}, offered {root_line(forked, 9)}" in reply.body
    assert cosigned(witness, log, 9, witness.add_checkpoint(log.body(5, 9))), "the honest history goes on"


def test_the_refused_checkpoint_is_kept_as_evidence(witness: Witness, log: Any, fork: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    forked = fork(fork_at=4)
    witness.add_checkpoint(forked.body(5, 5))
    kept = witness.folder.refused(log.signer.key.name).read_text()
    assert kept == forked.note(5)
    assert open_note(kept, [log.signer.key]).verified, "the log's own signature over its second history"


def test_a_fork_is_refused_where_the_evidence_cannot_be_kept(witness: Witness, log: Any, fork: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    witness.folder.refused(log.signer.key.name).mkdir()
    assert witness.add_checkpoint(fork(fork_at=4).body(5, 5)).status == 422


def test_a_proof_where_none_is_needed_is_refused(witness: Witness, log: Any) -> None:
    body = log.body(0, 5).replace(b"old 0\n", b"old 0\n" + b64encode(bytes(32)) + b"\n")
    assert witness.add_checkpoint(body).status == 422


def test_a_tree_that_shrinks_is_refused(witness: Witness, log: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    body = log.body(0, 3).replace(b"old 0", b"old 5")
    reply = witness.add_checkpoint(body)
    assert (reply.status, reply.body) == (400, "the old size 5 is larger than the checkpoint's, 3.\n")


def test_a_log_that_it_was_not_told_of_is_refused(witness: Witness, log: Any) -> None:
    body = log.body(0, 5).replace(log.signer.key.name.encode(), b"onrecord/another")
    assert witness.add_checkpoint(body).status == 404


def test_another_key_under_the_log_s_name_is_refused(witness: Witness, fork: Any) -> None:
    assert witness.add_checkpoint(fork(seed=7).body(0, 5)).status == 403


def test_a_changed_checkpoint_is_refused(witness: Witness, log: Any) -> None:
    body = log.body(0, 5).replace(b64encode(log.checkpoint(5).root), b64encode(log.checkpoint(6).root))
    assert witness.add_checkpoint(body).status == 403
    assert witness.last(origin_hash(log.signer.key.name)) is None


@pytest.mark.parametrize(
    "body", [b"", b"old 0\n\n", b"old 0\n\nno note", b"\xff", b"old 0\n\na\n\n\xe2\x80\x94 n AAAAAAAA\n"]
)
def test_a_malformed_request_is_refused(witness: Witness, body: bytes) -> None:
    reply = witness.add_checkpoint(body)
    assert reply.status == 400
    assert reply.body.count("\n") == 1


def test_a_checkpoint_begins_right_after_the_empty_line(witness: Witness, log: Any) -> None:
    assert witness.add_checkpoint(log.body(0, 5).replace(b"old 0\n", b"old 0\n\n")).status == 400


def test_signatures_of_unknown_keys_are_ignored_and_not_kept(witness: Witness, log: Any, signed: Any) -> None:
    other = signed("someone.example/else", 9, SignatureType.ED25519)
    text = log.checkpoint(5).text
    line = b64encode(other.key.key_id + other.sign(text.encode())).decode()
    body = log.body(0, 5) + f"— {other.key.name} {line}\n".encode()
    assert cosigned(witness, log, 5, witness.add_checkpoint(body))
    last = witness.last(origin_hash(log.signer.key.name))
    assert last is not None
    assert [one.name for one in read_note(last).signatures] == [log.signer.key.name, "witness.example/w1"]


def test_its_state_is_the_cosigned_checkpoint(witness: Witness, log: Any) -> None:
    witness.add_checkpoint(log.body(0, 5))
    path = witness.folder.checkpoint(log.signer.key.name)
    opened = open_note(path.read_bytes(), [log.signer.key, witness.signer.key])
    assert (read_checkpoint(opened.text).size, len(opened.verified)) == (5, 2)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert witness.last(FOREIGN) is None


@pytest.mark.parametrize("damage", ["cut", "flipped", "other log", "not text", "empty"])
def test_a_damaged_state_cosigns_nothing(witness: Witness, log: Any, damage: str) -> None:
    witness.add_checkpoint(log.body(0, 5))
    path = witness.folder.checkpoint(log.signer.key.name)
    data = path.read_bytes()
    other = data.replace(b"onrecord/0123456789abcdef", b"onrecord/fedcba9876543210")
    path.write_bytes({
        "cut": data[:-3], "flipped": data.replace(b"\n5\n", b"\n4\n"), "other log": other,
        "not text": b"\xff" + data, "empty": b""}[damage])  # fmt: skip
    with pytest.raises(WitnessStateError, match="damaged"):
        witness.add_checkpoint(log.body(5, 7))


def test_a_state_of_another_log_cosigns_nothing(folder: StateFolder, log: Any, signed: Any) -> None:
    """Its own cosignature is in order, but it stands in another log's place."""
    second = signed("onrecord/second", 5, SignatureType.ED25519)
    signer = open_key(folder, None)
    logs = by_origin(signer, [log.signer.key, second.key])
    witness = Witness(signer=signer, logs=logs, folder=folder, clock=lambda: AT)
    witness.add_checkpoint(log.body(0, 5))
    os.replace(folder.checkpoint(log.signer.key.name), folder.checkpoint("onrecord/second"))
    text = log.checkpoint(6).text.replace(log.signer.key.name, "onrecord/second")
    line = b64encode(second.key.key_id + second.sign(text.encode())).decode()
    with pytest.raises(WitnessStateError, match="it is of 'onrecord/0123456789abcdef'"):
        witness.add_checkpoint(f"old 5\n\n{text}\n— onrecord/second {line}\n".encode())


def test_what_cannot_be_kept_is_not_cosigned(
    log: Any, small_disk: Callable[..., Path], fill: Callable[..., Path]
) -> None:
    disk = small_disk(1)
    folder = open_folder(disk / "state")
    signer = open_key(folder, None)
    witness = Witness(signer=signer, logs=by_origin(signer, [log.signer.key]), folder=folder, clock=lambda: AT)
    witness.add_checkpoint(log.body(0, 5))
    filler = fill(disk)
    with pytest.raises(OSError, match="No space left"):
        witness.add_checkpoint(log.body(5, 7))
    filler.unlink()
    assert witness.add_checkpoint(log.body(0, 7)).body == "5\n", "nothing but what was cosigned is known"
    assert cosigned(witness, log, 7, witness.add_checkpoint(log.body(5, 7)))


def test_of_many_histories_at_once_one_is_cosigned(witness: Witness, fork: Any) -> None:
    forks = [fork(size=9, fork_at=0, name=f"history {index}") for index in range(8)]
    gate, replies = threading.Barrier(len(forks)), dict[int, Reply]()

    def offer(index: int) -> None:
        gate.wait()
        replies[index] = witness.add_checkpoint(forks[index].body(0, 9))

    threads = [threading.Thread(target=offer, args=(index,)) for index in range(len(forks))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.status for one in replies.values()) == [200, *[409] * (len(forks) - 1)]


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "a" / "state")
    first = open_key(folder, "witness.example/w1")
    assert open_key(folder, None).key == open_key(folder, "witness.example/w1").key == first.key
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder.path / "witness.key").stat().st_mode) == 0o600
    assert first.key.verifies("a\n", AT.to_bytes(8, "big") + first.sign(f"cosignature/v1\ntime {AT}\na\n".encode()))


def test_a_key_keeps_its_name(folder: StateFolder) -> None:
    named = open_key(folder, None).key.name
    assert named.startswith("onrecord-witness/")
    assert len(named) == len("onrecord-witness/") + 16
    with pytest.raises(WitnessSetupError, match=f"is named {named}, not witness.example/w1"):
        open_key(folder, "witness.example/w1")
    with pytest.raises(NoteError, match="is no key name"):
        open_key(open_folder(folder.path / "other"), "two words")


def test_a_key_that_others_may_read_is_refused(folder: StateFolder) -> None:
    open_key(folder, None)
    secret = folder.path / "witness.key"
    secret.chmod(0o640)
    with pytest.raises(WitnessSetupError, match=f"Run: chmod 600 {secret}"):
        open_key(folder, None)


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(
        WitnessSetupError, match=rf"open to others \(mode 0755\); expected 700. Run: chmod 700 {tmp_path}"
    ):
        open_folder(tmp_path)


def test_a_damaged_key_is_refused(folder: StateFolder, tmp_path: Path) -> None:
    open_key(folder, None)
    other = open_folder(tmp_path / "other")
    open_key(other, None)
    secret, public = folder.path / "witness.key", folder.path / "witness.vkey"
    whole = secret.read_bytes()
    secret.write_bytes((other.path / "witness.key").read_bytes())
    with pytest.raises(WitnessSetupError, match="is not the key of"):
        open_key(folder, None)
    secret.write_bytes(whole[:-40])
    with pytest.raises(WitnessSetupError, match="is no key"):
        open_key(folder, None)
    secret.write_bytes(whole)
    public.unlink()
    with pytest.raises(WitnessSetupError, match=r"witness\.vkey: the verifier key '' cannot be read"):
        open_key(folder, None)


def test_a_witness_is_told_of_logs_only(folder: StateFolder, log: Any, signed: Any) -> None:
    signer = open_key(folder, None)
    with pytest.raises(WitnessSetupError, match="at least one log"):
        by_origin(signer, [])
    with pytest.raises(WitnessSetupError, match="is a witness's verifier key"):
        by_origin(signer, [signer.key])
    own = NoteKey(name="onrecord/own", type=SignatureType.ED25519, public=signer.key.public)
    with pytest.raises(WitnessSetupError, match="this witness's own key"):
        by_origin(signer, [own])
    second = signed(log.signer.key.name, 8, SignatureType.ED25519).key
    assert by_origin(signer, [log.signer.key, second, second]) == {log.signer.key.name: (log.signer.key, second)}


def test_either_key_of_a_log_may_sign(folder: StateFolder, log: Any, fork: Any) -> None:
    """A log whose key was replaced keeps its origin, so its witness is told of both."""
    signer: NoteSigner = open_key(folder, None)
    later = fork(seed=8)
    logs = by_origin(signer, [log.signer.key, later.signer.key])
    witness = Witness(signer=signer, logs=logs, folder=folder, clock=lambda: AT)
    assert cosigned(witness, log, 5, witness.add_checkpoint(log.body(0, 5)))
    assert cosigned(witness, later, 9, witness.add_checkpoint(later.body(5, 9)))
