"""What an auditor trusts, pinned outside every bundle: `policy.json`, written and kept by the auditor.

    {"v": 1,
     "log": {"origin": "onrecord/0123456789abcdef", "keys": ["onrecord/0123456789abcdef+89abcdef+AT3b..."]},
     "record_keys": ["64 hexadecimal digits"],
     "witnesses": {"threshold": 1, "keys": ["witness.example/w1+01234567+BD3b..."]},
     "approvers": {"lee@example.com": ["64 hexadecimal digits"]},
     "unsigned_approvals": false,
     "seen": {"size": 120, "root": "64 hexadecimal digits"}}

Keys of log and witnesses are verifier keys (C2SP signed-note), the others the 32 bytes of an Ed25519 public key in hex.
`record_keys` are the log's first record key and every one that was added to it anew; what replaced one of them by
rotation follows from the log. Without witnesses `keys` is empty and `threshold` 0, and nothing is ever more than
UNWITNESSED. `seen`, which may be left out, is the last checkpoint that the auditor knows: a log that does not continue
it has FAILED. No key may stand twice: who is told apart by one key is one.

White space and the order of keys are free; a key that is unknown, missing or there twice is a fault, and all faults
are told at once, each with its path.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from audit.canonical import read_json
from audit.errors import ManifestError, Problem, RecordError
from audit.signed.checkpoints import LARGEST
from audit.signed.notes import NoteError, NoteKey, SignatureType, read_vkey

VERSION = 1
_HEX = re.compile(r"[0-9a-f]{64}")
T = TypeVar("T")


class PolicyError(ManifestError):
    """The policy cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A checkpoint that the auditor has seen before: `root` is 32 bytes."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`record_keys` and the values of `approvers` are raw public keys, 32 bytes each."""

    origin: str
    log_keys: tuple[NoteKey, ...]
    record_keys: frozenset[bytes]
    witnesses: tuple[NoteKey, ...]
    threshold: int
    approvers: Mapping[str, frozenset[bytes]]
    unsigned_approvals: bool
    seen: Seen | None = None


def read_policy(data: bytes, file: str = "policy.json") -> Policy:
    """Raises PolicyError with every fault."""
    try:
        found = read_json(data)
    except RecordError as error:
        raise PolicyError(file, (Problem(line=0, path="", message=error.message),)) from error
    reading = _Reading()
    made = reading.policy(found)
    if made is None or reading.problems:
        raise PolicyError(file, tuple(reading.problems))
    return made


@dataclass(slots=True)
class _Reading:
    """Where nothing can be made of a value, what reads it gives none, and a problem says why."""

    problems: list[Problem] = field(default_factory=list)
    used: dict[bytes, str] = field(default_factory=dict)  # public keys, and where each stood first

    def policy(self, found: Any) -> Policy | None:
        needed = ("v", "log", "record_keys", "witnesses", "approvers", "unsigned_approvals")
        top = self._object(found, "", needed, ("seen",))
        if top is None:
            return None
        if not _whole(top["v"]) or top["v"] != VERSION:
            self._fault("v", f"expected {VERSION}, got {_shown(top['v'])}")
        if not isinstance(top["unsigned_approvals"], bool):
            self._fault("unsigned_approvals", f"expected true or false, got {_shown(top['unsigned_approvals'])}")
        log, record_keys = self._log(top["log"]), self._keys(top["record_keys"], "record_keys", self._public)
        witnesses, approvers = self._witnesses(top["witnesses"]), self._approvers(top["approvers"])
        seen = self._seen(top["seen"]) if "seen" in top else None
        if self.problems or log is None or witnesses is None:
            return None
        return Policy(
            origin=log[0],
            log_keys=log[1],
            record_keys=frozenset(record_keys),
            witnesses=witnesses[1],
            threshold=witnesses[0],
            approvers=approvers,
            unsigned_approvals=top["unsigned_approvals"],
            seen=seen,
        )

    def _log(self, found: Any) -> tuple[str, tuple[NoteKey, ...]] | None:
        log = self._object(found, "log", ("origin", "keys"))
        if log is None:
            return None
        keys = self._keys(log["keys"], "log.keys", self._vkey(SignatureType.ED25519))
        wrong = next((one for one in keys if one.name != log["origin"]), None)
        if wrong is not None:
            self._fault("log.keys", f"expected keys of the name {_shown(log['origin'])}, got one of {wrong.name!r}")
        return log["origin"], keys

    def _witnesses(self, found: Any) -> tuple[int, tuple[NoteKey, ...]] | None:
        witnesses = self._object(found, "witnesses", ("threshold", "keys"))
        if witnesses is None:
            return None
        keys = self._keys(witnesses["keys"], "witnesses.keys", self._vkey(SignatureType.COSIGNATURE), least=0)
        if isinstance(witnesses["keys"], list):
            self._threshold(witnesses["threshold"], len(witnesses["keys"]))
        return witnesses["threshold"], keys

    def _threshold(self, found: Any, most: int) -> None:
        """So many of `most` witnesses; none only where there are none."""
        least = min(1, most)
        if not _whole(found) or not least <= found <= most:
            self._fault("witnesses.threshold", f"expected {least} to {most}, got {_shown(found)}")

    def _approvers(self, found: Any) -> dict[str, frozenset[bytes]]:
        if not isinstance(found, dict):
            self._fault("approvers", f"expected an object of addresses, got {_shown(found)}")
            return {}
        for one in (one for one in found if "@" not in one or one != one.casefold()):
            self._fault(f"approvers.{_name(one)}", "expected an e-mail address in small letters")
        return {
            one: frozenset(self._keys(keys, f"approvers.{_name(one)}", self._public)) for one, keys in found.items()
        }

    def _seen(self, found: Any) -> Seen | None:
        seen = self._object(found, "seen", ("size", "root"))
        if seen is None:
            return None
        if not _whole(seen["size"]) or not 1 <= seen["size"] <= LARGEST:
            self._fault("seen.size", f"expected a number of leaves, from 1, got {_shown(seen['size'])}")
        root = self._hex(seen["root"], "seen.root")
        return None if root is None else Seen(size=seen["size"], root=root)

    def _keys(self, found: Any, path: str, read: Callable[[Any, str], T | None], least: int = 1) -> tuple[T, ...]:
        if not isinstance(found, list) or len(found) < least:
            self._fault(path, f"expected a list of {'at least one key' if least else 'keys'}, got {_shown(found)}")
            return ()
        made = [read(one, f"{path}[{place}]") for place, one in enumerate(found)]
        return tuple(one for one in made if one is not None)

    def _public(self, found: Any, path: str) -> bytes | None:
        raw = self._hex(found, path)
        if raw is not None:
            self._once(raw, path)
        return raw

    def _vkey(self, kind: SignatureType) -> Callable[[Any, str], NoteKey | None]:
        def read(found: Any, path: str) -> NoteKey | None:
            try:
                key = read_vkey(found if isinstance(found, str) else "")
            except NoteError as error:
                self._fault(path, error.message)
                return None
            self._once(key.public, path)
            if key.type is kind:
                return key
            self._fault(path, f"expected a verifier key of the type {kind.value}, got the type {key.type.value}")
            return None

        return read

    def _hex(self, found: Any, path: str) -> bytes | None:
        if not isinstance(found, str) or not _HEX.fullmatch(found):
            self._fault(path, f"expected 64 lower-case hexadecimal digits, got {_shown(found)}")
            return None
        return bytes.fromhex(found)

    def _once(self, raw: bytes, path: str) -> None:
        first = self.used.setdefault(raw, path)
        if first != path:
            self._fault(path, f"the key stands at {first} already; each key is one party's")

    def _object(
        self, found: Any, path: str, needed: Sequence[str], optional: Sequence[str] = ()
    ) -> dict[str, Any] | None:
        if not isinstance(found, dict):
            self._fault(path, f"expected an object with {', '.join(needed)}, got {_shown(found)}")
            return None
        inside = f"{path}." if path else ""
        for one in (one for one in found if one not in (*needed, *optional)):
            self._fault(f"{inside}{_name(one)}", f"unknown key; the keys are {', '.join((*needed, *optional))}")
        missing = [one for one in needed if one not in found]
        for one in missing:
            self._fault(f"{inside}{one}", "missing")
        return None if missing else found

    def _fault(self, path: str, message: str) -> None:
        self.problems.append(Problem(line=0, path=path, message=message))


def _whole(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)


def _name(key: str) -> str:
    """A key as it may stand in a message."""
    return repr(key)[1:-1][:80]


def _shown(found: Any) -> str:
    return repr(found)[:80]
