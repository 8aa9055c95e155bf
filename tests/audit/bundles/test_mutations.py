"""No change of a bundle verifies: 400 random ones in a moment, 20,000 in some minutes."""

import contextlib
from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest

from audit.canonical import read_json
from audit.errors import RecordError
from audit.keys.domain import Role, decoded
from audit.signed.envelopes import seal
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.mutations import changed, mutated
from tests.audit.bundles.world import World, key

ROUNDS = 100


@pytest.fixture(scope="module")
def everything() -> World:
    """A log in which all that can happen has happened once."""
    world = World()
    world.begin()
    world.recorded()
    world.source("summer", signed=False, title="Summer speech", approval={"text_sha256": None})
    world.snapshot()
    world.answer(1)
    world.utter(1, 0)
    world.play(1)
    world.answer(2, world.composed())
    world.consent(scope=["avatar", "paraphrase", "quote", "voice"], voices=["f" * 64], avatars=["f" * 64])
    for statement in (0, 1):
        like = {"sha256": "f" * 64, "leader_id": "ada-okafor"}
        world.utter(2, statement, avatar=like, **({"voice": like} if statement else {}))
    world.refuse(3)
    whole = world.record(4, world.statement(), world.statement(world.citation("summer")))
    for part in (1, 2):
        kept = replace(whole, statements=whole.statements[:part])
        world.give(kept, part=part, unsigned=["summer"] if part == 2 else [])
    world.give(whole, unsigned=["summer"])
    world.pause()
    world.pause("resume")
    world.answer(5)
    world.utter(5)
    world.hold(f"{5:032x}")
    world.hold(f"{5:032x}", "lift")
    world.erase(f"{5:032x}")
    world.rotate(Role.RECORD, world.record_key, key(Role.RECORD, "next"))
    world.first, world.record_key = world.record_key, key(Role.RECORD, "next")  # type: ignore[attr-defined]
    world.withdraw("summer")
    world.answer(6)
    world.utter(6)
    return world


def policy(world: World) -> bytes:
    pinned = [world.first.public.raw.hex()]  # type: ignore[attr-defined]
    return world.policy(record_keys=pinned, unsigned_approvals=True)


def bundles(world: World) -> list[bytes]:
    """All of it; one answer, whose count another closes; the erased one; one in parts, after an older checkpoint."""
    one = [(), (f"{2:032x}",), (f"{5:032x}",), (f"{4:032x}",)]
    return [world.bundle(*ids, older=9 if number == 3 else None) for number, ids in enumerate(one)]


def test_as_it_is_each_of_them_verifies(everything: World) -> None:
    found = [verify(one, policy(everything)).verdict for one in bundles(everything)]
    erased = Verdict.VERIFIED_WITH_ERASURES
    assert found == [erased, Verdict.VERIFIED, erased, Verdict.VERIFIED]


def survivors(world: World, seed: int, rounds: int) -> list[tuple[int, int]]:
    """Of so many changes of each bundle, those that verify all the same."""
    random, pinned, found = Random(seed), policy(world), []
    for number, bundle in enumerate(bundles(world)):
        for turn in range(rounds):
            report = verify(mutated(random, bundle), pinned)
            if report.verdict not in (Verdict.FAILED, Verdict.UNWITNESSED):
                found.append((number, turn))
    return found


def test_no_change_of_a_bundle_verifies(everything: World) -> None:
    assert survivors(everything, 1, ROUNDS) == []


@pytest.mark.slow
def test_no_one_of_twenty_thousand_changes_verifies(everything: World) -> None:
    assert survivors(everything, 2, 5_000) == []


def test_whatever_a_leaf_says_the_verifier_has_a_word_for_it(everything: World) -> None:
    """Payloads changed by whoever has every key of the log: some of it is allowed, none of it is an exception."""
    random, pinned = Random(3), policy(everything)
    for _ in range(ROUNDS):
        made = deepcopy(everything)
        index = random.randrange(2, len(made.leaves))
        payload = changed(random, read_json(decoded(read_json(made.leaves[index])["payload"])))
        signers = [key(Role.RECORD, "record"), key(Role.RECORD, "next")]
        with contextlib.suppress(RecordError, AttributeError):  # of what may stand in no envelope
            made.leaves[index] = seal(made.kinds[index], payload, signers)
            assert [one.detail for one in verify(made.bundle(), pinned).failures if one.code == "verifier"] == []
