"""Which keys count where: what a log's key leaves may say, and what ends it."""

from collections.abc import Sequence
from typing import Any

import pytest

from audit.errors import RecordError
from audit.keys.domain import PrivateKey, Role
from audit.signed.envelopes import Kind, Sealed, seal, unseal
from audit.signed.payloads import added_key, revoked_key, rotated_key
from audit.signed.signers import Signers

FIRST, SECOND, OTHER = (PrivateKey.generate(Role.RECORD, "record") for _ in range(3))
LOG = PrivateKey.generate(Role.LOG, "log")


def leaf(payload: dict[str, Any], *signers: PrivateKey) -> Sealed:
    told = {"v": 1, "kind": "key", "at": "2026-11-25T12:00:00.000Z", "log": "onrecord/0", **payload}
    return unseal(seal(Kind.KEY, told, signers))


def add(key: PrivateKey, *signers: PrivateKey, **changes: Any) -> Sealed:
    return leaf(added_key(key.public, "first") | changes, *(signers or (FIRST,)))


def rotate(new: PrivateKey, old: PrivateKey, *signers: PrivateKey) -> Sealed:
    return leaf(rotated_key(new.public, old.keyid, "yearly"), *signers)


def revoke(key: PrivateKey, start: Any, signer: PrivateKey) -> Sealed:
    return leaf(revoked_key(key.public, start, "lost"), signer)


def signers(*leaves: Sealed, at: Sequence[int] = ()) -> Signers:
    return Signers.of(zip(at or range(len(leaves)), leaves, strict=True))


def in_force(found: Signers, role: Role, last: int) -> list[list[str]]:
    return [[key.keyid for key in found.in_force(role, index)] for index in range(last + 1)]


def test_a_key_counts_from_its_leaf_on_and_an_old_one_to_its_rotation() -> None:
    found = signers(add(FIRST), add(LOG), rotate(SECOND, FIRST, FIRST, SECOND), at=(0, 1, 3))
    first, second = FIRST.keyid, SECOND.keyid
    assert in_force(found, Role.RECORD, 4) == [[first], [first], [first], [first, second], [second]]
    assert in_force(found, Role.LOG, 2) == [[], [LOG.keyid], [LOG.keyid]]
    assert found.current(Role.RECORD).keyid == second


def test_a_revocation_reaches_back() -> None:
    found = signers(add(FIRST), rotate(SECOND, FIRST, FIRST, SECOND), revoke(FIRST, 1, SECOND), at=(0, 3, 5))
    assert in_force(found, Role.RECORD, 3) == [[FIRST.keyid], [], [], [SECOND.keyid]]
    assert found.signed(3, rotate(SECOND, FIRST, FIRST, SECOND))
    assert not found.signed(2, add(LOG))


WRONG: dict[str, Sequence[Sealed]] = {
    "the first leaf adds a log key": [add(LOG, LOG)],
    "the first leaf is signed by another": [add(FIRST, OTHER)],
    "an addition that no key in force signed": [add(FIRST), add(LOG, OTHER)],
    "a rotation that the old key did not sign": [add(FIRST), add(LOG), rotate(OTHER, LOG, FIRST, OTHER)],
    "a rotation that the new key did not sign": [add(FIRST), rotate(SECOND, FIRST, FIRST)],
    "a rotation of a key that is not there": [add(FIRST), rotate(SECOND, OTHER, FIRST, SECOND)],
    "a rotation to another role": [add(FIRST), rotate(LOG, FIRST, FIRST, LOG)],
    "a revocation that no key in force signed": [add(FIRST), revoke(FIRST, 1, OTHER)],
    "a revocation of a key that is not there": [add(FIRST), revoke(OTHER, 1, FIRST)],
    "a revocation from nowhere": [add(FIRST), revoke(FIRST, -1, FIRST)],
    "a revocation from a truth value": [add(FIRST), revoke(FIRST, True, FIRST)],
    "an unknown action": [add(FIRST), add(LOG, action="lend")],
    "another keyid than the key's": [add(FIRST), add(LOG, keyid="0" * 64)],
    "a key of another length": [add(FIRST), add(LOG, public="00")],
    "an unknown role": [add(FIRST), add(LOG, role="king")],
    "no role": [add(FIRST), add(LOG, role=None)],
    "another kind of leaf": [
        add(FIRST),
        unseal(seal(Kind.ERASE, {"v": 1, "kind": "erase", "at": "2026-11-25T12:00:00.000Z", "log": "x"}, [FIRST])),
    ],
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_may_not_stand_is_told(wrong: str) -> None:
    with pytest.raises(RecordError, match=rf"leaf {len(WRONG[wrong]) - 1} is no change of keys"):
        signers(*WRONG[wrong])


def test_a_log_whose_keys_are_all_gone_has_none_that_signs_next() -> None:
    found = signers(add(FIRST), revoke(FIRST, 1, FIRST))
    with pytest.raises(RecordError, match="names no record key that is in force"):
        found.current(Role.RECORD)
