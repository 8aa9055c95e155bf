"""Step 6: whose words the leaves are, and that none may be left out."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json
from audit.keys.domain import PrivateKey, Role
from audit.signed.envelopes import Kind
from audit.signed.payloads import added_key
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.world import World, key, only_failure

NEXT = key(Role.RECORD, "next")
THIEF = key(Role.RECORD, "thief")


def without(world: World, *indices: int, **changes: Any) -> bytes:
    """The world's bundle without some leaves, as somebody would make it who wants them to be unknown."""
    files = world.files()
    for index in indices:
        del files[f"leaves/{index}.json"], files[f"proofs/{index}.json"]
    contents = read_json(files["bundle.json"])
    contents = {**contents, "leaves": [one for one in contents["leaves"] if one not in indices], **changes}
    return pack(files | {"bundle.json": canonical_json(contents)})


# -- envelopes


def respelled(world: World, index: int, data: bytes) -> World:
    world.leaves[index] = data
    return world


@pytest.mark.parametrize(
    "spell",
    [
        lambda data: b"{}",
        lambda data: b"not JSON",
        lambda data: data.replace(b",", b", ", 1),
        lambda data: data.replace(b"+json", b"+yaml"),
        lambda data: data[:-1],
    ],
)
def test_a_leaf_has_one_spelling(world: World, spell: Callable[[bytes], bytes]) -> None:
    """Though the log itself has signed it so."""
    failure = respelled(world, 6, spell(world.leaves[6])).failure()
    assert (failure.code, failure.step, failure.place) == ("envelope", 6, "leaf 6")


def test_a_leaf_of_another_log_is_not_of_this_one(world: World) -> None:
    world.append(Kind.MANIFEST, {"log": "onrecord/another", "manifest_sha256": "a" * 64, "audiences": []})
    failure = world.failure()
    assert (failure.code, failure.expected, failure.found) == ("log", world.origin, "onrecord/another")


@pytest.mark.parametrize("kind", [Kind.SNAPSHOT, Kind.APPROVAL, Kind.ANSWER, Kind.WITHDRAW])
def test_a_leaf_that_no_record_key_has_signed_is_not_believed(published: World, kind: Kind) -> None:
    published.answer(1)
    published.append(kind, {"answer_seq": 2, "source_id": "spring"}, signers=[THIEF])
    failure = published.failure(f"{1:032x}")
    assert (failure.code, failure.step, failure.place) == ("signature", 6, "leaf 8")


def test_a_signature_over_something_else_is_not_believed(world: World) -> None:
    envelope = read_json(world.leaves[6])
    envelope["signatures"] = read_json(world.leaves[5])["signatures"]
    assert respelled(world, 6, canonical_json(envelope)).failure().code == "signature"


# -- keys


def test_a_record_key_that_is_not_pinned_is_not_believed(world: World) -> None:
    failure = world.failure(policy=world.policy(record_keys=[NEXT.public.raw.hex()]))
    assert (failure.code, failure.step, failure.place) == ("record_key", 6, "leaf 0")
    assert (failure.expected, failure.found) == (NEXT.public.raw.hex(), world.record_key.public.raw.hex())


def test_a_key_that_has_replaced_a_pinned_one_is_believed(world: World) -> None:
    world.rotate(Role.RECORD, world.record_key, NEXT)
    old = world.record_key
    world.record_key = NEXT
    world.answer(4)
    policy = world.policy(record_keys=[old.public.raw.hex()])
    assert world.verify(policy=policy).verdict is Verdict.VERIFIED


def test_a_key_that_was_replaced_signs_no_more(world: World) -> None:
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.answer(4)
    assert world.failure().code == "signature"


@pytest.mark.parametrize("signers", [(NEXT,), (THIEF, NEXT)])
def test_a_rotation_that_the_old_key_has_not_signed_is_none(world: World, signers: tuple[PrivateKey, ...]) -> None:
    world.rotate(Role.RECORD, world.record_key, NEXT, *signers)
    assert world.failure().code == "keys"


def test_a_rotation_that_the_new_key_has_not_signed_is_none(world: World) -> None:
    world.rotate(Role.RECORD, world.record_key, NEXT, world.record_key)
    assert world.failure().code == "keys"


def test_a_key_that_was_added_must_be_pinned_itself(world: World) -> None:
    world.append(Kind.KEY, added_key(NEXT.public, "a second one"))
    failure = world.failure()
    assert (failure.code, failure.place, failure.found) == ("record_key", "leaf 10", NEXT.public.raw.hex())
    both = [world.record_key.public.raw.hex(), NEXT.public.raw.hex()]
    assert world.verify(policy=world.policy(record_keys=both)).verdict is Verdict.VERIFIED


def test_keys_of_other_roles_need_no_pin(world: World) -> None:
    world.append(Kind.KEY, added_key(world.approver_key.public, "known to the log"))
    assert world.verify().verdict is Verdict.VERIFIED


def test_the_key_that_replaced_one_that_was_revoked_before_is_not_believed(world: World) -> None:
    """Whoever stole the old key could have made the new one with it."""
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 9, NEXT)
    failure = world.failure()
    assert (failure.code, failure.place) == ("record_key", "leaf 10")
    pinned = [one.public.raw.hex() for one in (world.record_key, NEXT)]
    assert world.verify(f"{1:032x}", policy=world.policy(record_keys=pinned)).verdict is Verdict.VERIFIED


def test_an_answer_under_a_revoked_signature_fails_and_those_before_it_do_not(world: World) -> None:
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 9, NEXT)
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, NEXT)])
    report = world.verify(policy=pinned)
    assert [(one.code, one.step, one.place) for one in report.failures] == [("signature", 7, "leaf 9")]
    assert len(report.answers) == 2


def test_what_a_revoked_key_published_does_not_count(world: World) -> None:
    world.source("summer")
    world.snapshot()
    world.answer(4, world.statement(world.citation("summer")))
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, NEXT)])
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 10, NEXT)
    world.record_key = NEXT
    world.answer(5)
    world.snapshot()
    world.answer(6, world.statement(world.citation("summer")))
    report = world.verify(f"{6:032x}", policy=pinned)
    assert [(one.code, one.detail) for one in report.failures] == [
        ("source", "summer was not published before the answer")
    ]


@pytest.mark.parametrize(("forbid", "code"), [("withdraw", "withdrawn"), ("pause", "paused")])
def test_what_a_revoked_key_forbade_stays_forbidden(world: World, forbid: str, code: str) -> None:
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, NEXT)])
    getattr(world, forbid)()
    world.pause("resume", source_id="nothing")
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 10, NEXT)
    world.record_key = NEXT
    world.answer(4)
    assert world.failure(f"{4:032x}", policy=pinned).code == code


def test_what_a_revoked_key_allowed_again_stays_forbidden(world: World) -> None:
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, NEXT)])
    world.pause()
    world.pause("resume")
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 11, NEXT)
    world.record_key = NEXT
    world.answer(4)
    assert world.failure(f"{4:032x}", policy=pinned).code == "paused"


def test_keys_are_not_changed_by_a_key_that_was_revoked_before(world: World) -> None:
    world.append(Kind.KEY, added_key(NEXT.public, "by a thief"))
    world.append(Kind.KEY, added_key(THIEF.public, "by a thief"))
    world.revoke(world.record_key, 11, NEXT)
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, NEXT, THIEF)])
    failure = world.failure(policy=pinned)
    assert (failure.code, failure.place) == ("signature", "leaf 11")


@pytest.mark.parametrize(
    "change",
    [
        {"keyid": "0" * 64},
        {"public": "00"},
        {"public": 7},
        {"role": "king"},
        {"action": "bless"},
        {"action": ["add"]},
    ],
)
def test_a_key_leaf_that_cannot_be_read_is_a_failure(world: World, change: dict[str, Any]) -> None:
    world.append(Kind.KEY, {**added_key(NEXT.public, "a second one"), **change})
    failure = world.failure()
    assert (failure.code, failure.step) == ("keys", 6)


def test_the_first_leaf_is_the_first_key(world: World) -> None:
    world.leaves[0], world.leaves[1] = world.leaves[1], world.leaves[0]
    assert world.failure().code == "keys"


# -- the log's own key


def test_a_log_key_that_the_log_does_not_name_has_signed_nothing(world: World) -> None:
    world.log_key = key(Role.LOG, "another")
    failure = world.failure()
    assert (failure.code, failure.step, failure.place) == ("log_key", 6, "checkpoint")
    assert failure.expected == key(Role.LOG, "log").public.raw.hex()


def test_a_log_whose_key_is_gone_names_none(world: World) -> None:
    world.revoke(world.log_key, 5)
    failure = world.failure()
    assert (failure.code, failure.expected) == ("log_key", "none")


def test_after_a_rotation_the_new_log_key_signs(world: World) -> None:
    old, new = world.log_key, key(Role.LOG, "another")
    world.rotate(Role.LOG, old, new, world.record_key, old, new)
    world.answer(4)
    assert world.failure().code == "log_key"
    both = World(log_key=new).policy()
    keys = [one for policy in (world.policy(), both) for one in read_json(policy)["log"]["keys"]]
    world.log_key = new
    assert world.verify(policy=world.policy(log={"origin": world.origin, "keys": keys})).verdict is Verdict.VERIFIED


def test_the_older_checkpoint_is_of_the_key_that_was_in_force_then(world: World) -> None:
    old, new = world.log_key, key(Role.LOG, "another")
    world.rotate(Role.LOG, old, new, world.record_key, old, new)
    world.answer(4)
    world.log_key = new
    failure = world.failure(older=5)  # the world signs it with the new key
    assert (failure.code, failure.place) == ("log_key", "older checkpoint")


# -- nothing is missing


@pytest.mark.parametrize("index", range(2, 7))
def test_no_leaf_before_an_answer_can_be_left_out(world: World, index: int) -> None:
    failure = only_failure(verify(without(world, index), world.policy()))
    assert (failure.code, failure.step, failure.place) == ("incomplete", 6, "leaf 7")
    assert (failure.expected, failure.found) == ("7", "6")


def test_no_leaf_behind_the_last_answer_can_be_left_out(world: World) -> None:
    world.withdraw()
    failure = only_failure(verify(without(world, 10), world.policy()))
    assert (failure.code, failure.place, failure.expected, failure.found) == ("incomplete", "leaves", "1", "0")


def test_a_withdrawal_between_two_answers_cannot_be_left_out(world: World) -> None:
    world.withdraw()
    world.answer(4)
    world.refuse(5)
    assert world.failure().code == "withdrawn"
    assert only_failure(verify(without(world, 10), world.policy())).code == "incomplete"


def test_key_leaves_cannot_be_left_out(world: World) -> None:
    for index in (0, 1):
        assert only_failure(verify(without(world, index), world.policy())).code in ("keys", "log_key")


@pytest.mark.parametrize("number", [0, 1, 5, -1, None, "4", True])
def test_an_answer_has_the_number_that_its_place_gives_it(world: World, number: Any) -> None:
    world.give(world.record(4, world.statement()), says={"answer_seq": number})
    assert world.failure().code == "incomplete"


def test_a_bundle_of_leaves_without_an_answer_shows_nothing(empty: World) -> None:
    assert empty.failure().code == "empty"


def test_an_envelope_may_bear_more_signatures_than_needed(world: World) -> None:
    world.append(Kind.SNAPSHOT, {"snapshot_id": "c" * 64}, signers=[world.record_key, THIEF])
    assert world.verify().verdict is Verdict.VERIFIED
