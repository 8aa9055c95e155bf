"""Steps 3 to 5: who has signed the tree, who has seen it, and whether it continues what was seen before."""

from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.keys.domain import Role
from audit.signed.merkle import tree_hash
from audit.signed.notes import SignatureType, cosign
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.world import World, key, note_signer, only_failure

Files = dict[str, bytes]


def noted(world: World, note: bytes) -> bytes:
    """The world's bundle with another checkpoint."""
    files = world.files() | {"checkpoint": note}
    contents = {**read_json(files["bundle.json"]), "checkpoint": sha256_hex(note)}
    return pack(files | {"bundle.json": canonical_json(contents)})


def another_witness(world: World, name: str, *, at: int = 0) -> tuple[str, str]:
    """Its verifier key, and its line over the world's checkpoint."""
    signer = note_signer(key(Role.WITNESS, name), name, SignatureType.COSIGNATURE)
    text = world.checkpoint(len(world.leaves)).decode().split("\n\n")[0] + "\n"
    return signer.key.vkey, cosign(text, signer, at or int(world.now.timestamp())).line + "\n"


def test_a_log_that_is_not_pinned_is_not_believed(world: World) -> None:
    other = World(log_key=key(Role.LOG, "another log"))
    failure = world.failure(policy=world.policy(log=read_json(other.policy())["log"]))
    assert (failure.code, failure.step) == ("signature", 3)
    assert "expected a signature of" in failure.detail


def test_a_log_key_that_another_origin_carries_is_not_believed(world: World) -> None:
    other = World(origin="onrecord/another")
    assert world.failure(policy=world.policy(log=read_json(other.policy())["log"])).code == "signature"


@pytest.mark.parametrize("note", [b"", b"\xff", b"onrecord/x\n1\nAA==\n\n", "checkpoint\n\n— a b\n".encode()])
def test_a_checkpoint_that_is_no_note_is_not_believed(world: World, note: bytes) -> None:
    assert only_failure(verify(noted(world, note), world.policy())).code == "signature"


def test_a_checkpoint_whose_root_was_changed_is_not_believed(world: World) -> None:
    note = world.checkpoint(10).split(b"\n")
    note[2] = b"A" * 43 + b"="
    assert only_failure(verify(noted(world, b"\n".join(note)), world.policy())).code == "signature"


def test_the_log_signs_once(world: World) -> None:
    """Two log keys are pinned after a rotation; a checkpoint bears one's signature."""
    second = World(log_key=key(Role.LOG, "second"), leaves=world.leaves, kinds=world.kinds)
    line = second.checkpoint(10, cosigned=False).split(b"\n\n")[1]
    keys = [one for made in (world, second) for one in read_json(made.policy())["log"]["keys"]]
    policy = world.policy(log={"origin": world.origin, "keys": keys})
    assert only_failure(verify(noted(world, world.checkpoint(10) + line), policy)).code == "signature"


def test_signatures_that_are_not_asked_for_prove_nothing_and_hinder_nothing(world: World) -> None:
    _, line = another_witness(world, "unknown.example/w")
    data = noted(world, world.checkpoint(10) + line.encode())
    assert verify(data, world.policy()).verdict is Verdict.VERIFIED
    assert verify(noted(world, world.checkpoint(10, cosigned=False) + line.encode()), world.policy()).verdict is (
        Verdict.UNWITNESSED
    )


def test_a_witness_that_signed_something_else_fails_it(world: World) -> None:
    wrong = world.checkpoint(9).decode().split("\n")[-2] + "\n"
    failure = only_failure(verify(noted(world, world.checkpoint(10, cosigned=False) + wrong.encode()), world.policy()))
    assert (failure.code, failure.step) == ("cosignature", 4)


@pytest.mark.parametrize(("threshold", "verdict"), [(1, "VERIFIED"), (2, "VERIFIED"), (3, "UNWITNESSED")])
def test_as_many_witnesses_as_the_policy_asks_for(world: World, threshold: int, verdict: str) -> None:
    vkey, line = another_witness(world, "witness.example/w2")
    third, _ = another_witness(world, "witness.example/w3")
    first = read_json(world.policy())["witnesses"]["keys"]
    policy = world.policy(witnesses={"threshold": threshold, "keys": [*first, vkey, third]})
    report = verify(noted(world, world.checkpoint(10) + line.encode()), policy)
    assert report.verdict.value == verdict
    assert report.seal is not None
    assert [name for name, _ in report.seal.witnesses] == ["witness.example/w1", "witness.example/w2"]


# -- what was seen before


def test_a_log_continues_an_older_checkpoint(world: World) -> None:
    for older in range(2, 11):  # from 2 on the log's own key is among its leaves
        assert world.verify(older=older).verdict is Verdict.VERIFIED


def seen(world: World, size: int) -> dict[str, Any]:
    return {"size": size, "root": tree_hash(world.leaves[:size]).hex()}


@pytest.mark.parametrize(("size", "older"), [(10, None), (10, 5), (5, 5)])
def test_a_log_continues_what_the_policy_says_was_seen(world: World, size: int, older: int | None) -> None:
    assert world.verify(older=older, policy=world.policy(seen=seen(world, size))).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(("size", "older"), [(5, None), (5, 4), (9, 5), (11, 5)])
def test_a_bundle_that_says_nothing_of_what_was_seen_fails(world: World, size: int, older: int | None) -> None:
    failure = world.failure(older=older, policy=world.policy(seen={"size": size, "root": "0" * 64}))
    assert (failure.code, failure.step, failure.expected) == ("seen", 5, f"a checkpoint of size {size}")
    assert failure.found == ("size 10" if older is None else f"size 10 or {older}")


@pytest.mark.parametrize("size", [5, 10])
def test_another_root_at_the_size_that_was_seen_is_another_log(world: World, size: int) -> None:
    failure = world.failure(older=5, policy=world.policy(seen={"size": size, "root": "0" * 64}))
    assert (failure.code, failure.expected, failure.found) == ("seen", "0" * 64, seen(world, size)["root"])


def rewritten(world: World, change: Any) -> bytes:
    files = world.files(older=5)
    change(files)
    return pack(files)


def test_a_log_that_was_rewritten_does_not_continue(world: World) -> None:
    forked = World(leaves=[*world.leaves[:4], world.leaves[5]], kinds=world.kinds)
    failure = only_failure(
        verify(rewritten(world, lambda f: f.__setitem__("older", forked.checkpoint(5, cosigned=False))), world.policy())
    )
    assert (failure.code, failure.step) == ("consistency", 5)
    assert failure.expected == f"size 5 root {tree_hash(forked.leaves).hex()}"
    assert failure.found == f"size 10 root {tree_hash(world.leaves).hex()}"


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("consistency.json", b"[]", "consistency"),
        ("consistency.json", b"[ ]", "consistency"),
        ("consistency.json", canonical_json(["0" * 64] * 4), "consistency"),
        ("older", b"", "signature"),
    ],
)
def test_a_wrong_proof_does_not_lead_there(world: World, path: str, data: bytes, code: str) -> None:
    failure = only_failure(verify(rewritten(world, lambda files: files.__setitem__(path, data)), world.policy()))
    assert (failure.code, failure.step) == (code, 5)


def test_the_older_checkpoint_has_its_size_and_no_other_signature(world: World) -> None:
    for note, code in ((world.checkpoint(6, cosigned=False), "size"), (world.checkpoint(5), "signature")):
        data = rewritten(world, lambda files, note=note: files.__setitem__("older", note))
        assert only_failure(verify(data, world.policy())).code == code


def test_the_older_checkpoint_is_there_with_its_proof(world: World) -> None:
    for path in ("older", "consistency.json"):
        data = rewritten(world, lambda files, path=path: files.pop(path))
        assert only_failure(verify(data, world.policy())).code == "missing"
