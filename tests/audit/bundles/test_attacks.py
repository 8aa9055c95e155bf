"""Attacks by whoever keeps the database and has the key that signs leaves, but not the log's key, nor an approver's,
nor a witness's. And by whoever has the log's key as well, who can write whatever they like, but is found out by the
rules.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.keys.domain import PrivateKey, Role, decoded
from audit.signed.envelopes import Kind, seal
from audit.signed.notes import NoteKey, SignatureType
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.world import CONSENT, World, key, only_failure

ONE, TWO, THREE = (f"{number:032x}" for number in (1, 2, 3))


def resigned(world: World, index: int, **changes: Any) -> World:
    """Another log in which one leaf says something else, signed again by the record key."""
    other = deepcopy(world)
    envelope = read_json(other.leaves[index])
    payload = {**read_json(decoded(envelope["payload"])), **changes}
    other.leaves[index] = seal(other.kinds[index], payload, [other.record_key])
    return other


def under_the_real_checkpoint(world: World, forged: World) -> bytes:
    """A forged log's bundle with the checkpoint that the real log signed."""
    files = forged.files() | {"checkpoint": world.checkpoint(len(world.leaves))}
    contents = {**read_json(files["bundle.json"]), "checkpoint": sha256_hex(files["checkpoint"])}
    return pack(files | {"bundle.json": canonical_json(contents)})


@pytest.mark.parametrize(
    ("index", "changes"),
    [
        (3, {"at": "2026-03-09T09:00:00.000Z"}),  # a consent, given earlier
        (4, {"text_sha256": "0" * 64}),  # a source, read as another text
        (6, {"snapshot_id": "c" * 64}),
        (7, {"audience": "managers"}),  # an answer
        (8, {"answer_seq": 7}),
    ],
)
def test_a_leaf_that_was_rewritten_and_signed_again(world: World, index: int, changes: dict[str, Any]) -> None:
    forged = resigned(world, index, **changes)
    assert only_failure(verify(under_the_real_checkpoint(world, forged), world.policy())).code == "inclusion"


def test_a_log_that_was_rewritten_and_signed_by_a_key_of_the_attacker_s_own(world: World) -> None:
    forged = resigned(world, 7, audience="managers")
    forged.log_key = key(Role.LOG, "the attacker's")
    assert only_failure(verify(forged.bundle(), world.policy())).code == "signature"


def test_a_log_of_the_attacker_s_own_that_bears_the_real_log_s_name(world: World) -> None:
    """Its key has another id, so that its checkpoint bears no signature of the pinned key."""
    forged = World(record_key=key(Role.RECORD, "mine"), log_key=key(Role.LOG, "mine"))
    forged.begin()
    forged.source()
    forged.snapshot()
    forged.answer(1)
    assert forged.verify().verdict is Verdict.VERIFIED
    assert only_failure(verify(forged.bundle(), world.policy())).code == "signature"


def test_a_bundle_signed_again_by_another_log_of_the_same_company(world: World) -> None:
    other = World(origin="onrecord/fedcba9876543210", log_key=key(Role.LOG, "other"))
    other.leaves, other.kinds, other.given, other.held = world.leaves, world.kinds, world.given, world.held
    other.sources, other.now = world.sources, world.now
    assert only_failure(verify(other.bundle(), world.policy())).code == "signature"
    failure = only_failure(verify(other.bundle(), other.policy()))  # whoever trusts that log sees that they are not its
    assert (failure.code, failure.found) == ("log", world.origin)


def test_a_leaf_is_not_moved_to_another_index(world: World) -> None:
    files = world.files()
    for folder in ("leaves", "proofs"):
        a, b = f"{folder}/7.json", f"{folder}/8.json"
        files[a], files[b] = files[b], files[a]
    assert only_failure(verify(pack(files), world.policy())).code == "inclusion"


def test_a_tree_that_ends_before_a_withdrawal_is_older_than_what_was_seen(world: World) -> None:
    """Whoever has an old checkpoint can make an old bundle; whoever has seen a later one is not taken in."""
    world.withdraw()
    old = world.bundle(ONE, size=10)
    seen = {"size": len(world.leaves), "root": world.node(8, 0).hex()}
    assert verify(old, world.policy()).verdict is Verdict.VERIFIED
    assert only_failure(verify(old, world.policy(seen=seen))).code == "seen"


# -- approvals


def forged_approval(world: World, signer: PrivateKey) -> World:
    """A text that nobody has read, approved by the operator in an approver's name."""
    world.approver_key = PrivateKey.of(Role.APPROVER, "lee@example.com", signer.secret)
    world.source("forged", text="Ada Okafor resigns today.\n", layout=world.layout(cues=(), pages=(), furniture=()))
    world.snapshot()
    world.approver_key = key(Role.APPROVER, "lee@example.com")
    world.answer(4, world.statement(world.citation("forged", "Ada Okafor resigns today.", page=None, timecode=None)))
    return world


@pytest.mark.parametrize("name", ["the operator's own", "stolen from somebody else"])
def test_an_approval_in_an_approver_s_name(world: World, name: str) -> None:
    failure = forged_approval(world, key(Role.APPROVER, name)).failure()
    assert (failure.code, failure.step) == ("approver", 8)


def test_the_record_key_approves_nothing(world: World) -> None:
    """It signs every leaf, and an approval by nobody else is unsigned."""
    world.source("forged", signed=False)
    world.snapshot()
    world.answer(4, world.statement(world.citation("forged")))
    assert world.failure(f"{4:032x}").code == "unsigned"


def test_an_approval_of_one_document_is_not_one_of_another(world: World) -> None:
    """The approver's real signature, put to a payload that names another source."""
    approval = read_json(world.leaves[5])
    signature = next(one for one in approval["signatures"] if one["keyid"] == world.approver_key.keyid)
    world.source("forged", approve=False)
    payload = {**read_json(decoded(approval["payload"])), "source_id": "forged"}
    envelope = read_json(seal(Kind.APPROVAL, payload, [world.record_key]))
    envelope["signatures"] = sorted([*envelope["signatures"], signature], key=lambda one: one["keyid"])
    world.leaves.append(canonical_json(envelope))
    world.kinds.append(Kind.APPROVAL)
    world.snapshot()
    world.answer(4, world.statement(world.citation("forged")))
    failure = world.failure(f"{4:032x}")
    assert (failure.code, failure.step) == ("approver", 8)


def test_whoever_approves_is_not_whoever_owns_under_another_name(world: World) -> None:
    """The policy takes no key for two people."""
    same = world.approver_key.public.raw.hex()
    policy = world.policy(approvers={"lee@example.com": [same], "comms@example.com": [same]})
    assert world.failure(policy=policy).code == "policy"


def test_an_approver_s_key_is_not_the_operator_s(world: World) -> None:
    policy = world.policy(approvers={"lee@example.com": [world.record_key.public.raw.hex()]})
    assert world.failure(policy=policy).code == "policy"


# -- the contents of an answer


def test_another_answer_s_sections_under_this_one_s_leaf(world: World) -> None:
    files = world.files()
    one, two = (sorted(world.given[record].sections) for record in (ONE, TWO))
    files[f"sections/{one[0]}"] = files[f"sections/{two[0]}"]
    assert only_failure(verify(pack(files), world.policy())).code == "hash"


def test_a_text_that_was_changed_together_with_its_name(world: World) -> None:
    files = world.files()
    path = next(name for name in files if name.startswith("texts/"))
    data = files.pop(path).replace(b"forty", b"fifty")
    files[f"texts/{sha256_hex(data)}.txt"] = data
    assert only_failure(verify(pack(files), world.policy())).code == "missing"


def test_a_consent_that_was_changed(world: World) -> None:
    files = world.files()
    files[f"consent/{sha256_hex(CONSENT)}"] = b"I agree to everything.\n"
    assert only_failure(verify(pack(files), world.policy())).code == "hash"


def test_an_answer_that_is_said_to_be_erased(world: World) -> None:
    """Its content taken out of the bundle, since it is embarrassing."""
    files = {name: data for name, data in world.files().items() if not name.startswith(("sections/", "annotations/"))}
    assert only_failure(verify(pack(files), world.policy())).code == "missing"


def test_an_answer_that_is_not_mentioned(world: World) -> None:
    """The second of three, left out of a bundle of all."""
    files = world.files(ONE, THREE)
    contents = {**read_json(files["bundle.json"]), "range": [1, 3]}
    data = pack(files | {"bundle.json": canonical_json(contents)})
    assert only_failure(verify(data, world.policy())).code == "range"


def test_an_answer_that_never_had_a_leaf(world: World) -> None:
    files = world.files()
    contents = read_json(files["bundle.json"])
    contents["answers"].append(f"{4:032x}")
    data = pack(files | {"bundle.json": canonical_json(contents)})
    assert only_failure(verify(data, world.policy())).code == "answers"


# -- whoever has the log's key too can append what they like


def appended(world: World, attack: Callable[[World], Any]) -> str:
    attack(world)
    return world.failure().code


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (lambda w: (w.withdraw(), w.answer(4)), "withdrawn"),
        (lambda w: (w.pause(), w.answer(4)), "paused"),
        (lambda w: (w.consent(scope=["quote"]), w.answer(4, w.composed())), "consent_scope"),
        (lambda w: (w.consent(valid_until="2026-03-10"), w.answer(4)), "consent_term"),
        (lambda w: w.answer(4, w.statement(w.citation(leader_id="ben-okafor", speaker="Ben Okafor"))), "segment"),
        (lambda w: w.answer(4, replace(w.statement(), text="Ada Okafor resigns.")), "statement"),
        (lambda w: w.give(w.record(4, w.statement(), audience="nobody")), "audience"),
        (lambda w: w.give(w.record(4, w.statement()), says={"unsigned": ["spring"]}), "unsigned"),
        (lambda w: w.give(w.record(4, w.statement()), says={"answer_seq": 3}), "incomplete"),
        (lambda w: (w.hold(ONE), w.erase(ONE)), "hold"),
        (lambda w: w.give(replace(w.given[ONE].record, question="Another?")), "parts"),
    ],
)
def test_what_the_rules_do_not_allow_is_found_though_it_is_logged(
    world: World, attack: Callable[[World], Any], code: str
) -> None:
    assert appended(world, attack) == code


def test_the_witness_has_signed_another_tree(world: World) -> None:
    """A split view: the auditor is shown a log that the witness has never seen."""
    forged = resigned(world, 7, audience="managers")
    line = world.checkpoint(len(world.leaves)).split(b"\n\n")[1].split(b"\n")[1]
    note = forged.checkpoint(len(forged.leaves), cosigned=False) + line + b"\n"
    files = forged.files() | {"checkpoint": note}
    contents = {**read_json(files["bundle.json"]), "checkpoint": sha256_hex(note)}
    data = pack(files | {"bundle.json": canonical_json(contents)})
    assert only_failure(verify(data, world.policy())).code == "cosignature"


def test_the_log_does_not_witness_itself(world: World) -> None:
    """Not by a key of the attacker's, and not by the log's own, which the policy refuses as a witness's."""
    forged = deepcopy(world)
    forged.witness_key = key(Role.WITNESS, "mine")
    assert verify(forged.bundle(), world.policy()).verdict is Verdict.UNWITNESSED
    own = NoteKey(name="w", type=SignatureType.COSIGNATURE, public=world.log_key.public.raw).vkey
    assert world.failure(policy=world.policy(witnesses={"threshold": 1, "keys": [own]})).code == "policy"
