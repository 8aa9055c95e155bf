"""The auditor's policy is read strictly, and every fault is told with its path."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import ManifestError
from audit.signed.notes import NoteKey, SignatureType
from audit.verify_policy import PolicyError, Seen, read_policy

ORIGIN = "onrecord/0123456789abcdef"
KNOWN = "unknown key; the keys are v, log, record_keys, witnesses, approvers, unsigned_approvals, seen"
TWICE = "already; each key is one party's"
HEX = "expected 64 lower-case hexadecimal digits, got"


def raw(number: int) -> bytes:
    return bytes([number]) * 32


def vkey(number: int, name: str = ORIGIN, kind: SignatureType = SignatureType.ED25519) -> str:
    return NoteKey(name=name, type=kind, public=raw(number)).vkey


def witness(number: int) -> str:
    return vkey(number, f"witness.example/w{number}", SignatureType.COSIGNATURE)


POLICY: dict[str, Any] = {
    "v": 1,
    "log": {"origin": ORIGIN, "keys": [vkey(1), vkey(2)]},
    "record_keys": [raw(3).hex(), raw(4).hex()],
    "witnesses": {"threshold": 1, "keys": [witness(5), witness(6)]},
    "approvers": {"lee@example.com": [raw(7).hex(), raw(8).hex()], "kim@example.com": [raw(9).hex()]},
    "unsigned_approvals": False,
}


def problems(data: bytes) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        read_policy(data)
    return [str(one) for one in caught.value.problems]


def changed(path: str, value: Any) -> bytes:
    """The policy with the value at a dotted path replaced; `...` takes it out."""
    made = json.loads(json.dumps(POLICY))
    *outer, last = path.split("/")
    inside = made
    for one in outer:
        inside = inside[int(one) if one.isdecimal() else one]
    if value is ...:
        del inside[last]
    else:
        inside[int(last) if last.isdecimal() else last] = value
    return json.dumps(made).encode()


def test_a_policy_is_what_it_says() -> None:
    policy = read_policy(json.dumps(POLICY, indent=4).encode())
    assert (policy.origin, [one.public for one in policy.log_keys]) == (ORIGIN, [raw(1), raw(2)])
    assert policy.record_keys == {raw(3), raw(4)}
    assert (policy.threshold, [one.public for one in policy.witnesses]) == (1, [raw(5), raw(6)])
    assert policy.approvers == {"lee@example.com": {raw(7), raw(8)}, "kim@example.com": {raw(9)}}
    assert (policy.unsigned_approvals, policy.seen) == (False, None)


def test_what_was_seen_may_be_named() -> None:
    assert read_policy(changed("seen", {"size": 12, "root": "ab" * 32})).seen == Seen(size=12, root=b"\xab" * 32)
    assert read_policy(changed("unsigned_approvals", True)).unsigned_approvals is True


def test_without_witnesses_the_threshold_is_none() -> None:
    policy = read_policy(changed("witnesses", {"threshold": 0, "keys": []}))
    assert (policy.witnesses, policy.threshold) == ((), 0)


def test_all_of_several_witnesses_may_be_asked_for() -> None:
    assert read_policy(changed("witnesses/threshold", 2)).threshold == 2


def test_nobody_need_be_an_approver() -> None:
    assert read_policy(changed("approvers", {})).approvers == {}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("v", 2, "v: expected 1, got 2"),
        ("v", True, "v: expected 1, got True"),
        ("v", 1.0, "v: expected 1, got 1.0"),
        ("v", ..., "v: missing"),
        ("log", ..., "log: missing"),
        ("record_keys", ..., "record_keys: missing"),
        ("witnesses", ..., "witnesses: missing"),
        ("approvers", ..., "approvers: missing"),
        ("unsigned_approvals", ..., "unsigned_approvals: missing"),
        ("more", 1, f"more: {KNOWN}"),
        ("a\nb", 1, rf"a\nb: {KNOWN}"),
        ("log", [], "log: expected an object with origin, keys, got []"),
        ("log/origin", ..., "log.origin: missing"),
        ("log/keys", ..., "log.keys: missing"),
        ("log/more", 1, "log.more: unknown key; the keys are origin, keys"),
        ("log/origin", "onrecord/x", f"log.keys: expected keys of the name 'onrecord/x', got one of {ORIGIN!r}"),
        ("log/origin", 7, f"log.keys: expected keys of the name 7, got one of {ORIGIN!r}"),
        ("log/keys", [], "log.keys: expected a list of at least one key, got []"),
        ("log/keys", {}, "log.keys: expected a list of at least one key, got {}"),
        ("log/keys/1", witness(2), "log.keys[1]: expected a verifier key of the type 1, got the type 4"),
        ("record_keys", [], "record_keys: expected a list of at least one key, got []"),
        ("record_keys", "ab", "record_keys: expected a list of at least one key, got 'ab'"),
        ("record_keys/1", "AB" * 32, f"record_keys[1]: {HEX} '{'AB' * 32}'"),
        ("record_keys/1", "ab" * 31, f"record_keys[1]: {HEX} '{'ab' * 31}'"),
        ("record_keys/1", 7, f"record_keys[1]: {HEX} 7"),
        ("record_keys/1", "ab" * 32 + "\n", None),
        ("record_keys/1", raw(3).hex(), f"record_keys[1]: the key stands at record_keys[0] {TWICE}"),
        ("record_keys/1", raw(1).hex(), f"record_keys[1]: the key stands at log.keys[0] {TWICE}"),
        ("witnesses", None, "witnesses: expected an object with threshold, keys, got None"),
        ("witnesses/keys", None, "witnesses.keys: expected a list of keys, got None"),
        ("witnesses/keys/0", vkey(5), "witnesses.keys[0]: expected a verifier key of the type 4, got the type 1"),
        ("witnesses/keys/1", witness(5), f"witnesses.keys[1]: the key stands at witnesses.keys[0] {TWICE}"),
        ("witnesses/threshold", 0, "witnesses.threshold: expected 1 to 2, got 0"),
        ("witnesses/threshold", 3, "witnesses.threshold: expected 1 to 2, got 3"),
        ("witnesses/threshold", True, "witnesses.threshold: expected 1 to 2, got True"),
        ("witnesses/threshold", 1.0, "witnesses.threshold: expected 1 to 2, got 1.0"),
        ("witnesses/threshold", "1", "witnesses.threshold: expected 1 to 2, got '1'"),
        ("witnesses/threshold", ..., "witnesses.threshold: missing"),
        ("approvers", [], "approvers: expected an object of addresses, got []"),
        ("approvers/lee", [raw(10).hex()], "approvers.lee: expected an e-mail address in small letters"),
        ("approvers/Kim@example.com", [raw(10).hex()],
         "approvers.Kim@example.com: expected an e-mail address in small letters"),
        ("approvers/jo@example.com", [], "approvers.jo@example.com: expected a list of at least one key, got []"),
        ("approvers/jo@example.com", [raw(3).hex()],
         f"approvers.jo@example.com[0]: the key stands at record_keys[0] {TWICE}"),
        ("approvers/jo@example.com", [raw(7).hex()],
         f"approvers.jo@example.com[0]: the key stands at approvers.lee@example.com[0] {TWICE}"),
        ("unsigned_approvals", 0, "unsigned_approvals: expected true or false, got 0"),
        ("unsigned_approvals", "no", "unsigned_approvals: expected true or false, got 'no'"),
        ("seen", None, "seen: expected an object with size, root, got None"),
        ("seen", {"size": 0, "root": "ab" * 32}, "seen.size: expected a number of leaves, from 1, got 0"),
        ("seen", {"size": True, "root": "ab" * 32}, "seen.size: expected a number of leaves, from 1, got True"),
        ("seen", {"size": 2**63, "root": "ab" * 32}, f"seen.size: expected a number of leaves, from 1, got {2**63}"),
        ("seen", {"size": 1, "root": "ab"}, f"seen.root: {HEX} 'ab'"),
        ("seen", {"size": 1}, "seen.root: missing"),
        ("seen", {"size": 1, "root": "ab" * 32, "more": 1}, "seen.more: unknown key; the keys are size, root"),
    ],
)  # fmt: skip
def test_one_fault(path: str, value: Any, expected: str | None) -> None:
    found = problems(changed(path, value))
    assert len(found) == 1
    if expected is not None:
        assert found == [expected]


def test_a_verifier_key_that_cannot_be_read_is_told_at_its_place() -> None:
    for value in ("", "name", 7, witness(6) + "=", vkey(2).replace("+", "-", 1)):
        (found,) = problems(changed("log/keys/1", value))
        assert found.startswith("log.keys[1]: ")
    (found,) = problems(changed("witnesses/keys/1", None))
    assert found.startswith("witnesses.keys[1]: ")


def test_all_faults_are_told_at_once() -> None:
    data = json.dumps({**POLICY, "v": 0, "record_keys": [], "seen": {"size": 0, "root": ""}, "approvers": 7}).encode()
    assert [one.split(":")[0] for one in problems(data)] == ["v", "record_keys", "approvers", "seen.size", "seen.root"]


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"null", b"\xff\xfe", b"{", b'{"v":1,"v":1}', b"[" * 100_000])
def test_what_is_no_policy_at_all(data: bytes) -> None:
    (found,) = problems(data)
    assert found


def test_it_is_an_error_that_a_person_can_read() -> None:
    with pytest.raises(ManifestError, match=r"mine\.json: 6 problems:\n  v: missing\n  log: missing"):
        read_policy(b"{}", "mine.json")


KEYS = st.sampled_from([*POLICY, "seen", "origin", "keys", "size"])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(st.recursive(PLAIN, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one), max_leaves=20))
def test_whatever_it_is_told_to_read_it_reads_or_refuses(value: Any) -> None:
    for found in (value, *({**POLICY, key: value} for key in POLICY)):
        with contextlib.suppress(PolicyError):
            read_policy(json.dumps(found).encode())
